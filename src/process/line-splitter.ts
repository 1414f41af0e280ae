/** The longest line that is held, in bytes: no container's log and no object of Kubernetes comes near it. */
export const MAX_LINE = 16 * 1024 * 1024

/** A line that is longer than what is held of one. */
export class LineTooLong extends Error {
  constructor(limit: number) {
    super(`a line of more than ${limit / 1024 / 1024} MB`)
  }
}

const LINE_FEED = 0x0a

/** Cuts a stream of bytes into lines, which come without their line feeds. */
export class LineSplitter {
  readonly #limit: number
  #parts: Buffer[] = []
  #length = 0

  /** @param limit the longest line, in bytes */
  constructor(limit = MAX_LINE) {
    this.#limit = limit
  }

  /** The lines that end in this piece. @throws LineTooLong */
  *push(chunk: Buffer): Generator<Buffer> {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#keep(chunk.subarray(start, end))
      start = end + 1
      yield this.#take()
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start))
  }

  /** The last line, where the stream ended without a line feed. */
  *end(): Generator<Buffer> {
    if (this.#length > 0) yield this.#take()
  }

  #keep(part: Buffer): void {
    this.#length += part.length
    if (this.#length > this.#limit) throw new LineTooLong(this.#limit)
    this.#parts.push(part)
  }

  #take(): Buffer {
    const line = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts)
    this.#parts = []
    this.#length = 0
    return line
  }
}
