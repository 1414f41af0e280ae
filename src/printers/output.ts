import {objectName} from '../kubernetes/object-name.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {visibleLine} from '../text/visible.ts'
import {printJson} from './json.ts'
import {printYaml} from './yaml.ts'

export {objectName} from '../kubernetes/object-name.ts'

/** The values of `-o` that print objects whole, or only their names. */
export type OutputFormat = 'json' | 'yaml' | 'name'

/**
 * Raw objects as `kubectl get -o FORMAT` prints them. One object stands for itself; an array, of any length, becomes
 * a List, as when kubectl was asked for a kind and not for a name.
 */
export const printOutput = (objects: KubeObject | readonly KubeObject[], format: OutputFormat): string => {
  if (format === 'name')
    return [objects]
      .flat()
      .map(object => `${visibleLine(objectName(object))}\n`)
      .join('')
  return printers[format]('kind' in objects ? objects : listOf(objects))
}

const printers = {json: printJson, yaml: printYaml}

/** What is no object of Kubernetes, in the same two formats. */
export const printValue = (value: unknown, format: 'json' | 'yaml'): string => printers[format](value)

/** Objects as the List that kubectl prints them as. */
export const listOf = (items: readonly KubeObject[]) => ({
  apiVersion: 'v1',
  items,
  kind: 'List',
  metadata: {resourceVersion: ''},
})
