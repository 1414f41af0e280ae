import {objectName} from '../kubernetes/object-name.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {visibleLine} from '../text/visible.ts'
import {type OutputFormat, printOutput} from './output.ts'

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
