import {constants, createDeflate, createInflate, type Deflate, type Inflate} from 'node:zlib'
import {DICTIONARY} from './dictionary.ts'

export type Headers = Readonly<Record<string, string>>

/** Bytes of one uncompressed header block. */
const LONGEST = 64 * 1024

const FLUSH = {dictionary: DICTIONARY, flush: constants.Z_SYNC_FLUSH}

/**
 * The headers of a connection. Both directions compress all their header blocks with one zlib stream, so blocks must be
 * read and written one after the other, in the order of their frames.
 */
export class HeaderCodec {
  readonly #inflate = new Transformer(createInflate(FLUSH))
  readonly #deflate = new Transformer(createDeflate(FLUSH))

  /** @throws Error for what is no header block */
  async read(block: Buffer): Promise<Headers> {
    return parseHeaders(await this.#inflate.transform(block))
  }

  write(headers: Headers): Promise<Buffer> {
    return this.#deflate.transform(formatHeaders(headers))
  }

  close(): void {
    this.#inflate.close()
    this.#deflate.close()
  }
}

/** One block at a time through a zlib stream. */
class Transformer {
  readonly #zlib: Inflate | Deflate
  #chunks: Buffer[] = []
  #length = 0
  #fail: ((error: Error) => void) | undefined

  constructor(zlib: Inflate | Deflate) {
    this.#zlib = zlib
    zlib.on('data', (chunk: Buffer) => {
      this.#length += chunk.length
      if (this.#length > LONGEST) zlib.destroy(new Error(`headers of more than ${LONGEST} bytes`))
      else this.#chunks.push(chunk)
    })
    zlib.on('error', error => this.#fail?.(error))
  }

  transform(block: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#fail = reject
      this.#zlib.write(block, error => {
        if (error) return reject(error)
        const whole = Buffer.concat(this.#chunks)
        this.#chunks = []
        this.#length = 0
        resolve(whole)
      })
    })
  }

  close(): void {
    this.#zlib.destroy()
  }
}

export const formatHeaders = (headers: Headers): Buffer => {
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value)
    return Buffer.concat([number(bytes.length), bytes])
  }
  const entries = Object.entries(headers)
  return Buffer.concat([number(entries.length), ...entries.flatMap(([name, value]) => [text(name), text(value)])])
}

/** @throws RangeError where it ends too early */
export const parseHeaders = (block: Buffer): Headers => {
  let offset = 4
  const text = (): string => {
    const length = block.readUInt32BE(offset)
    offset += 4 + length
    if (offset > block.length) throw new RangeError('a header block ends too early')
    return block.toString('utf8', offset - length, offset)
  }
  const headers: Record<string, string> = {}
  for (let left = block.readUInt32BE(0); left > 0; left--) {
    const name = text().toLowerCase()
    headers[name] = text()
  }
  return headers
}
