import {existsSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'

/** The folder of this package: the nearest one above this file that has a package.json, built or not. */
export const packageRoot = (from = import.meta.dirname): string => {
  if (existsSync(join(from, 'package.json'))) return from
  const parent = dirname(from)
  if (parent === from) throw new Error(`no package.json above ${import.meta.dirname}`)
  return packageRoot(parent)
}

/** The release of this kubia: `0.1.0`. */
export const ownVersion = (): string =>
  (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {version: string}).version
