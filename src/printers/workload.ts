import {objectName} from '../kubernetes/object-name.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {visibleLine} from '../text/visible.ts'
import {printJson} from './json.ts'
import {listOf, type OutputFormat, printOutput} from './output.ts'

/**
 * The answer of a command that changes an object: kubectl's line, or the object.
 * @param verdict `created`, `scaled` …; @param dryRun true where the API server kept nothing
 */
export const printChanged = (
  object: KubeObject,
  verdict: string,
  format: OutputFormat | undefined,
  dryRun = false,
): string => {
  if (format !== undefined) return printOutput(object, format)
  return `${visibleLine(objectName(object))} ${verdict}${dryRun ? ' (server dry run)' : ''}`
}

/**
 * The answer of a command that makes services: a line an object, then a line a URL that was proved to answer. Of the
 * formats, JSON has the URLs in a field of their own.
 * @param urls in the order of the objects
 */
export const printReached = (
  {object, verdict}: Printed,
  urls: readonly string[],
  format: OutputFormat | undefined,
  dryRun = false,
): string => {
  if (format === 'json') return printJson({...object, urls})
  const changed = printChanged(object, verdict, format, dryRun)
  return format === undefined ? [changed, ...urls].join('\n') : changed
}

/** A line of a set of objects: with its namespace, where the set has several. */
const printOne = ({object, verdict}: Printed, severalNamespaces: boolean, dryRun: boolean): string => {
  const {namespace} = object.metadata
  const where = severalNamespaces && namespace !== undefined ? ` in namespace ${visibleLine(namespace)}` : ''
  return printChanged(object, `${verdict}${where}`, undefined, dryRun)
}

/** An object that was changed, and what became of it. */
interface Printed {
  object: KubeObject
  verdict: string
}

/** The same for a set of objects, which JSON prints as a List, without those that were removed. */
export const printDeployed = (
  deployed: readonly Printed[],
  urls: readonly string[],
  format: OutputFormat | undefined,
  dryRun = false,
): string => {
  const objects = deployed.filter(({verdict}) => verdict !== 'pruned').map(({object}) => object)
  if (format === 'json') return printJson({...listOf(objects), urls})
  if (format !== undefined) return printOutput(objects, format)
  const namespaces = new Set(deployed.flatMap(({object}) => object.metadata.namespace ?? []))
  return [...deployed.map(one => printOne(one, namespaces.size > 1, dryRun)), ...urls].join('\n')
}
