import {columnsOf} from '../kubernetes/kinds/index.ts'
import type {KindColumn} from '../kubernetes/kinds/kind.ts'
import {namespacedName, objectName, resourceName} from '../kubernetes/object-name.ts'
import {isAtLeast} from '../kubernetes/server-version.ts'
import type {KubeObject, PrinterContext} from '../kubernetes/types.ts'
import {columnsOf as columnsOfText} from '../text/wrap.ts'
import {type Column, printTable, type TableOptions, tablePieces} from './table.ts'

/** A table as the API server prints it. */
interface ServerTable {
  columns: readonly {name: string; wide: boolean}[]
  /** The cells of each object, by `namespace/name`. */
  cells: ReadonlyMap<string, readonly string[]>
}

export interface PrintObjectsOptions extends Omit<TableOptions, 'wide'>, PrinterContext {
  /** `fitting`: tables have their wide columns only where they fit `width`. */
  wide?: boolean | 'fitting'
  /** The tables of kinds that have no columns of their own here, by `resourceName`. */
  tables?: ReadonlyMap<string, ServerTable> | undefined
  /** As with `-A`: kinds that live in namespaces get a NAMESPACE column. */
  allNamespaces?: boolean
  /** Names as `pod/kubia`: what kubectl does when more than one kind was asked for, even if only one was found. */
  prefixed?: boolean
}

/**
 * Raw objects of any kinds as `kubectl get` prints them: one table for each kind, in the order in which the kinds first
 * appear, with a blank line between tables. Nothing for no objects: kubectl says `No resources found` on stderr.
 */
export const printObjects = (items: readonly KubeObject[], options: PrintObjectsOptions): string =>
  [...objectPieces(items, options)].join('')

/** The same in pieces of whole lines. */
export function* objectPieces(items: readonly KubeObject[], options: PrintObjectsOptions): Generator<string> {
  const {width = Number.POSITIVE_INFINITY} = options
  const fits = (text: string): boolean => text.split('\n').every(line => columnsOfText(line) <= width)
  for (const [index, objects] of [...Map.groupBy(items, resourceName).values()].entries()) {
    const columns = tableColumns(objects, options)
    const isWide = options.wide === 'fitting' ? fits(printTable(columns, objects, {wide: true})) : options.wide
    if (index > 0 && !options.noHeaders) yield '\n'
    yield* tablePieces(columns, objects, {...options, wide: isWide ?? false})
  }
}

const tableColumns = (
  objects: readonly KubeObject[],
  {allNamespaces = false, prefixed = false, tables, ...context}: PrintObjectsOptions,
): Column<KubeObject>[] => {
  const [first] = objects
  const columns = first ? columnsOf(first) : []
  const namespaced = allNamespaces && objects.some(({metadata}) => metadata.namespace !== undefined)
  const table = first && tables?.get(resourceName(first))
  if (table) return [...(namespaced ? [namespaceColumn] : []), ...serverColumns(table, prefixed)]
  return [
    ...(namespaced ? [namespaceColumn] : []),
    {name: 'NAME', value: object => (prefixed ? objectName(object) : object.metadata.name)},
    ...columns
      .filter(({sinceMinor = 0}) => isAtLeast(context.serverVersion, sinceMinor))
      .map(column => withContext(column, context)),
  ]
}

/** The server's columns, its name among them, where kubectl puts the kind before it. */
const serverColumns = ({columns, cells}: ServerTable, prefixed: boolean): Column<KubeObject>[] =>
  columns.map(({name, wide}, index) => ({
    name: name.toUpperCase(),
    wide,
    value: object =>
      prefixed && name.toLowerCase() === 'name'
        ? objectName(object)
        : (cells.get(namespacedName(object))?.[index] ?? ''),
  }))

const namespaceColumn: Column<KubeObject> = {name: 'NAMESPACE', value: ({metadata}) => metadata.namespace ?? ''}

const withContext = ({name, wide, value}: KindColumn, context: PrinterContext): Column<KubeObject> => ({
  name: name.toUpperCase(),
  wide,
  value: object => value(object, context),
})
