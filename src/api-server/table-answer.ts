import type {KubeObject} from '../kubernetes/types.ts'
import {isRecord} from '../process/answer.ts'

/** Asks the API server for its own columns, as kubectl does. */
export const AS_TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'

/** A column of the server's (TableColumnDefinition of meta/v1). */
export interface ServerColumn {
  name: string
  /** Shown with `-o wide` only. */
  wide: boolean
}

const textOf = (cell: unknown): string => {
  if (cell === null || cell === undefined) return ''
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}

const isMetadata = (value: unknown): value is KubeObject['metadata'] =>
  isRecord(value) &&
  typeof value['name'] === 'string' &&
  (value['namespace'] === undefined || typeof value['namespace'] === 'string')

/** The columns of a table's answer; undefined where they are left out, as in a watch after its first event. */
export const columnsIn = (table: unknown): ServerColumn[] | undefined => {
  const definitions = isRecord(table) ? table['columnDefinitions'] : undefined
  if (!Array.isArray(definitions)) return undefined
  return definitions.map((definition: unknown) => {
    const {name, priority} = isRecord(definition) ? definition : {}
    return {name: textOf(name), wide: Number(priority ?? 0) > 0}
  })
}

/** The rows of a table's answer, each with the object that it is of. A row without one is left out. */
export const rowsIn = (table: unknown): {object: Pick<KubeObject, 'metadata'>; cells: string[]}[] => {
  const rows = isRecord(table) && Array.isArray(table['rows']) ? table['rows'] : []
  return rows.flatMap((row: unknown) => {
    const {cells, object} = isRecord(row) ? row : {}
    const metadata = isRecord(object) ? object['metadata'] : undefined
    return Array.isArray(cells) && isMetadata(metadata) ? [{object: {metadata}, cells: cells.map(textOf)}] : []
  })
}
