import {columnsOf} from '../kubernetes/kinds/index.ts'
import type {KindColumn} from '../kubernetes/kinds/kind.ts'
import {objectName, resourceName} from '../kubernetes/object-name.ts'
import {isAtLeast} from '../kubernetes/server-version.ts'
import type {KubeObject, PrinterContext} from '../kubernetes/types.ts'
import {type Column, printTable, type TableOptions} from './table.ts'

export interface PrintObjectsOptions extends TableOptions, PrinterContext {
  /** As with `-A`: kinds that live in namespaces get a NAMESPACE column. */
  allNamespaces?: boolean
  /** Names as `pod/kubia`: what kubectl does when more than one kind was asked for, even if only one was found. */
  prefixed?: boolean
}

/**
 * Raw objects of any kinds as `kubectl get` prints them: one table for each kind, in the order in which the kinds first
 * appear, with a blank line between tables. Nothing for no objects: kubectl says `No resources found` on stderr.
 */
export const printObjects = (items: readonly KubeObject[], options: PrintObjectsOptions): string => {
  const tables = [...Map.groupBy(items, resourceName).values()].map(objects =>
    printTable(tableColumns(objects, options), objects, options),
  )
  return tables.join(options.noHeaders ? '' : '\n')
}

const tableColumns = (
  objects: readonly KubeObject[],
  {allNamespaces = false, prefixed = false, ...context}: PrintObjectsOptions,
): Column<KubeObject>[] => {
  const columns = objects[0] ? columnsOf(objects[0]) : []
  const namespaced = allNamespaces && objects.some(({metadata}) => metadata.namespace !== undefined)
  return [
    ...(namespaced ? [namespaceColumn] : []),
    {name: 'NAME', value: object => (prefixed ? objectName(object) : object.metadata.name)},
    ...columns
      .filter(({sinceMinor = 0}) => isAtLeast(context.serverVersion, sinceMinor))
      .map(column => withContext(column, context)),
  ]
}

const namespaceColumn: Column<KubeObject> = {name: 'NAMESPACE', value: ({metadata}) => metadata.namespace ?? ''}

const withContext = ({name, wide, value}: KindColumn, context: PrinterContext): Column<KubeObject> => ({
  name: name.toUpperCase(),
  wide,
  value: object => value(object, context),
})
