import type {ServerColumn} from '../api-server/table-answer.ts'
import type {ServerTables} from '../api-server/tables.ts'
import {namespacedName, objectKey, objectName, resourceName} from '../kubernetes/object-name.ts'
import type {KubeObject, PrinterContext} from '../kubernetes/types.ts'
import {printObjects} from '../printers/objects.ts'
import type {Tone} from '../printers/style.ts'

/** An object that is watched; one of a kind without a module here comes with the cells that the server prints. */
export type WatchedObject = KubeObject & {cells?: readonly string[]}

/** A change that a table would show. */
export interface RowChange {
  sign: '+' | '~' | '-'
  /** The row as it is now, or the name of what is gone. */
  text: string
  object: WatchedObject
}

export const TONE_OF_SIGN: Readonly<Record<RowChange['sign'], Tone>> = {'+': 'ok', '~': 'warn', '-': 'fail'}

/** The server's columns that say how long ago something was: that they grow is no change. */
const AGES = ['age', 'last seen', 'first seen', 'duration']

export interface RowOptions extends Pick<PrinterContext, 'serverVersion'> {
  wide: boolean
  allNamespaces: boolean
  prefixed: boolean
}

/** Knows the rows of watched objects, and finds what changed in them. */
export class WatchedRows {
  readonly #options: RowOptions
  readonly #columns = new Map<string, readonly ServerColumn[]>()
  /** What a row says without its ages, by the object's key. */
  readonly #seen = new Map<string, string>()
  /** How wide the columns of each kind were so far. */
  readonly #widths = new Map<string, number[]>()

  constructor(options: RowOptions) {
    this.#options = options
  }

  /** Takes the columns of a kind that the server prints. */
  setColumns(name: string, columns: readonly ServerColumn[]): void {
    this.#columns.set(name, columns)
  }

  /** Takes in the objects whose tables were printed before the watch began. */
  begin(items: readonly KubeObject[], tables: ServerTables | undefined): void {
    for (const [name, {columns}] of tables ?? []) this.setColumns(name, columns)
    for (const item of items) {
      const cells = tables?.get(resourceName(item))?.cells.get(namespacedName(item))
      const object: WatchedObject = cells ? {...item, cells} : item
      this.#seen.set(objectKey(object), this.#signature(object))
      this.#print(object, Date.now())
    }
  }

  /** Takes in an object. @returns the change of its row; undefined where the row says what it said */
  take(object: WatchedObject, now: number): RowChange | undefined {
    const key = objectKey(object)
    const before = this.#seen.get(key)
    const signature = this.#signature(object)
    if (before === signature) return undefined
    this.#seen.set(key, signature)
    return {sign: before === undefined ? '+' : '~', text: this.#print(object, now), object}
  }

  /** Takes in a deletion. @returns the last change of the object's row, if any, and that it is gone */
  drop(object: WatchedObject, now: number): RowChange[] {
    const last = this.#seen.has(objectKey(object)) ? this.take(object, now) : undefined
    return [...(last ? [last] : []), ...this.forget(object)]
  }

  /** Takes in that an object is missing from a list, whose last state is not known. @returns that it is gone */
  forget(object: WatchedObject): RowChange[] {
    if (!this.#seen.delete(objectKey(object))) return []
    return [{sign: '-', text: `${this.#nameOf(object)} deleted\n`, object}]
  }

  #nameOf(object: WatchedObject): string {
    const {namespace} = object.metadata
    const name = objectName(object)
    return this.#options.allNamespaces && namespace !== undefined ? `${namespace}/${name}` : name
  }

  #signature(object: WatchedObject): string {
    if (!object.cells) return this.#text(object, 0)
    const columns = this.#columns.get(resourceName(object)) ?? []
    return object.cells.filter((_, index) => !AGES.includes(columns[index]?.name.toLowerCase() ?? '')).join('\0')
  }

  #text(object: WatchedObject, now: number, widths?: number[]): string {
    const name = resourceName(object)
    const columns = this.#columns.get(name)
    const cells = new Map([[namespacedName(object), object.cells ?? []]])
    const tables = columns && object.cells ? new Map([[name, {columns, cells}]]) : undefined
    return printObjects([object], {...this.#options, tables, noHeaders: true, now, widths})
  }

  /** A row in the columns of the rows before it, as `kubectl get -w` aligns them. */
  #print(object: WatchedObject, now: number): string {
    const name = resourceName(object)
    const widths = this.#widths.get(name) ?? []
    this.#widths.set(name, widths)
    return this.#text(object, now, widths)
  }
}
