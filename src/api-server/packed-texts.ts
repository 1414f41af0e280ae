import {deflateRawSync, inflateRawSync} from 'node:zlib'

/** As much text is packed at once, in characters: enough that objects of a kind, which are alike, shrink to a twentieth. */
const PACK = 1024 * 1024

/** A level that takes a third of the time of zlib's own choice, for packs that are read once. */
const LEVEL = 1

/**
 * Texts of one line each that take little memory until they are read, in their order: the JSON of 100,000 pods is 450 MB
 * and more, and packed a twentieth of that.
 */
export class PackedTexts implements Iterable<string> {
  readonly #packs: Uint8Array[] = []
  /** What is not packed yet. */
  #open: string[] = []
  #openLength = 0
  #length = 0

  /** How many there are. */
  get length(): number {
    return this.#length
  }

  /** Takes one more text. @returns what is held for it, in bytes, where that is known by now: less than nothing for a pack */
  push(text: string): number {
    this.#open.push(text)
    this.#openLength += text.length
    this.#length++
    if (this.#openLength < PACK) return text.length
    const pack = new Uint8Array(deflateRawSync(this.#open.join('\n'), {level: LEVEL}))
    this.#packs.push(pack)
    const held = text.length + pack.length - this.#openLength
    this.#open = []
    this.#openLength = 0
    return held
  }

  *[Symbol.iterator](): Generator<string> {
    for (const pack of this.#packs) yield* inflateRawSync(pack).toString().split('\n')
    yield* this.#open
  }

  /** Those of which that is so, by their place. */
  filter(isKept: (index: number) => boolean): PackedTexts {
    const kept = new PackedTexts()
    let index = 0
    for (const text of this) if (isKept(index++)) kept.push(text)
    return kept
  }
}
