/** The types of control frames that matter here (SPDY Protocol, draft 3, 2.6). */
export const TYPES = {synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7} as const

/** Flag of a frame that is the sender's last on its stream. */
export const FIN = 1

const VERSION = 3
const HEAD = 8

export type Frame =
  | {kind: 'data'; stream: number; flags: number; payload: Buffer}
  | {kind: 'control'; type: number; flags: number; payload: Buffer}

/** Nothing that a client of ours sends is near it. */
const LONGEST = 4 * 1024 * 1024

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)
  /** What has arrived since: it is put together once it is enough for a frame, however small its pieces are. */
  #chunks: Buffer[] = []
  #missing = HEAD

  /** @throws Error for what is no SPDY/3 */
  push(chunk: Buffer): Frame[] {
    this.#chunks.push(chunk)
    this.#missing -= chunk.length
    if (this.#missing > 0) return []
    this.#rest = Buffer.concat([this.#rest, ...this.#chunks])
    this.#chunks = []
    return this.#take()
  }

  #take(): Frame[] {
    const frames: Frame[] = []
    this.#missing = 0
    while (this.#rest.length >= HEAD) {
      const word = this.#rest.readUInt32BE(0)
      const flags = this.#rest.readUInt8(4)
      const length = this.#rest.readUIntBE(5, 3)
      if (length > LONGEST) throw new Error(`a frame of ${length} bytes`)
      if (this.#rest.length < HEAD + length) {
        this.#missing = HEAD + length - this.#rest.length
        break
      }
      const payload = this.#rest.subarray(HEAD, HEAD + length)
      this.#rest = this.#rest.subarray(HEAD + length)
      const isControl = word >>> 31 === 1
      if (isControl && ((word >>> 16) & 0x7fff) !== VERSION) throw new Error('a control frame of another version')
      frames.push(
        isControl
          ? {kind: 'control', type: word & 0xffff, flags, payload}
          : {kind: 'data', stream: word, flags, payload},
      )
    }
    if (this.#missing === 0) this.#missing = HEAD - this.#rest.length
    return frames
  }
}

const head = (word: number, flags: number, length: number): Buffer => {
  const bytes = Buffer.alloc(HEAD)
  bytes.writeUInt32BE(word >>> 0, 0)
  bytes.writeUInt8(flags, 4)
  bytes.writeUIntBE(length, 5, 3)
  return bytes
}

export const dataFrame = (stream: number, payload: Buffer, flags = 0): Buffer =>
  Buffer.concat([head(stream, flags, payload.length), payload])

export const controlFrame = (type: number, payload: Buffer, flags = 0): Buffer =>
  Buffer.concat([head(0x80000000 | (VERSION << 16) | type, flags, payload.length), payload])

/** A payload of numbers of 32 bits. */
export const words = (...numbers: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * numbers.length)
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number >>> 0, 4 * index)
  return bytes
}
