import {readFileSync} from 'node:fs'
import type {KubeObject, PrinterContext} from '../../src/kubernetes/types.ts'

/** A file that kubectl wrote, as it is. */
export function text(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
}

/**
 * Objects of a 1.20 cluster with only the fields that printers read (one a line), and the moment at which kubectl
 * printed the text beside them (first line).
 */
export function capture(name: string): PrinterContext & {items: KubeObject[]} {
  const [context, ...items] = text(name)
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  return {...context, items}
}
