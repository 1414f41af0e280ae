import type {KubeObject} from '../kubernetes/types.ts'
import {isRecord, readAnswer, sortedKeys, unreadable} from '../process/answer.ts'
import type {OutputReader} from '../process/child-output.ts'
import {PackedTexts} from './packed-texts.ts'
import {briefly, checkObject} from './shapes.ts'
import {createSharing} from './shared-parts.ts'

const [QUOTE, BACKSLASH, LINE_FEED] = [0x22, 0x5c, 0x0a]
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d]

/** What a small object takes at least while it is held, in bytes. */
const OBJECT_BYTES = 512
/** What stands in the text around the objects where one was. */
const TAKEN = Buffer.from('0')

/** The objects of an answer. */
export interface ListAnswer {
  /** With the fields that lists are read for. */
  items: KubeObject[]
  /** Each whole object as JSON, where that was asked for. */
  texts: PackedTexts
}

/**
 * Reads the objects of kubectl's JSON while it comes, one after the other, and keeps of each what lists are read for:
 * so a list of 10,000 pods takes a fraction of its text. What is no list is read at the end.
 */
export class ListReader implements OutputReader {
  readonly #asked: string
  readonly #keepsWhole: boolean
  readonly #share = createSharing()
  readonly #items: KubeObject[] = []
  #texts = new PackedTexts()
  /** The text around the objects. */
  readonly #rest: Uint8Array[] = []
  /** The object under way. */
  #item: Buffer[] = []
  #depth = 0
  #isInText = false
  #isEscaped = false
  #isLineStart = true
  /** The last text of the outermost object, as far as it takes to know `items`. */
  #key = ''
  #isInItems = false
  #error: unknown

  /** @param asked the command in short, for messages @param keepsWhole whether each whole object is kept as JSON, too */
  constructor(asked = 'kubectl get', keepsWhole = false) {
    this.#asked = asked
    this.#keepsWhole = keepsWhole
  }

  /** Whether there was anything to read. */
  get hasText(): boolean {
    return this.#rest.length > 0
  }

  /** Reads on. @returns what is held for it, in bytes */
  push(chunk: Buffer): number {
    if (this.#error !== undefined) return chunk.length
    let from = 0
    let objects = 0
    for (let at = 0; at < chunk.length; at++) {
      if (this.#isInText) {
        at = this.#readText(chunk, at)
        continue
      }
      const byte = chunk[at]
      const isLineStart = this.#isLineStart
      this.#isLineStart = byte === LINE_FEED
      if (byte === QUOTE && this.#depth > 0) {
        this.#isInText = true
        this.#key = ''
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        // The answer is an object that begins a line: a wrapper may print words of its own before it.
        if (this.#depth === 0 && !(byte === OPEN_BRACE && isLineStart)) continue
        this.#depth++
        if (this.#depth === 2) this.#isInItems = byte === OPEN_BRACKET && this.#key === 'items'
        if (this.#depth !== 3 || !this.#isInItems) continue
        this.#keepAround(chunk, from, at)
        this.#rest.push(TAKEN)
        from = at
      } else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && this.#depth > 0) {
        this.#depth--
        if (this.#depth !== 2 || !this.#isInItems) continue
        this.#item.push(chunk.subarray(from, at + 1))
        from = at + 1
        this.#take()
        objects++
      }
    }
    if (this.#depth > 2 && this.#isInItems) this.#item.push(chunk.subarray(from))
    else this.#keepAround(chunk, from, chunk.length)
    return chunk.length + objects * OBJECT_BYTES
  }

  /** Keeps a part of a piece in memory of its own: a few bytes between two objects must not hold the whole piece. */
  #keepAround(chunk: Buffer, from: number, end: number): void {
    this.#rest.push(from === 0 && end === chunk.length ? chunk : new Uint8Array(chunk.subarray(from, end)))
  }

  /** Reads on within a text. @returns where it ends, or the last byte of the piece */
  #readText(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] as number
      if (this.#isEscaped) this.#isEscaped = false
      else if (byte === BACKSLASH) this.#isEscaped = true
      else if (byte === QUOTE) {
        this.#isInText = false
        return at
      } else if (this.#depth === 1 && this.#key.length <= 'items'.length) this.#key += String.fromCharCode(byte)
    }
    return chunk.length
  }

  /** Lets go of what was read. What comes next is read from its beginning. */
  drop(): void {
    for (const held of [this.#rest, this.#item, this.#items]) held.length = 0
    this.#texts = new PackedTexts()
  }

  /** The objects, once everything was read. @throws KubiaError ANSWER_UNREADABLE */
  end(): ListAnswer {
    if (this.#error !== undefined) throw this.#error
    const text = Buffer.concat([...this.#rest, ...this.#item]).toString()
    if (text.trim() === '') return {items: this.#items, texts: this.#texts}
    const answer = readAnswer<{items?: unknown}>(
      this.#asked,
      text,
      value => isRecord(value) && ('items' in value || 'metadata' in value),
    )
    const around = 'items' in answer ? (answer.items ?? []) : [answer]
    if (!Array.isArray(around)) throw unreadable(this.#asked, text)
    if (around.length !== this.#items.length || around.some(item => item !== 0))
      for (const item of around) this.#keep(item)
    if (this.#error !== undefined) throw this.#error
    return {items: this.#items, texts: this.#texts}
  }

  /** Reads the object whose text is complete. */
  #take(): void {
    const text = Buffer.concat(this.#item).toString()
    this.#item = []
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      this.#error ??= unreadable(this.#asked, text)
      return
    }
    this.#keep(value)
  }

  #keep(value: unknown): void {
    try {
      this.add(value)
    } catch (error) {
      this.#error ??= error
    }
  }

  /** Takes an object in place of its text. @returns what is held for it, in bytes @throws KubiaError ANSWER_UNREADABLE */
  add(value: unknown): number {
    this.#items.push(this.#share(briefly(checkObject(value, this.#asked))))
    if (!this.#keepsWhole) return OBJECT_BYTES
    return OBJECT_BYTES + this.#texts.push(JSON.stringify(sortedKeys(value)))
  }
}
