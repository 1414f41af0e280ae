import {createReadStream} from 'node:fs'
import {open} from 'node:fs/promises'
import {pipeline, type Readable} from 'node:stream'
import {createGunzip} from 'node:zlib'

/** Bytes that are read from front to back, with parts left out. */
export interface ByteSource {
  /** The next bytes: fewer than asked for only at the end. */
  read(length: number): Promise<Buffer>
  /** Leaves bytes out. @returns how many there were to leave out */
  skip(length: number): Promise<number>
  close(): Promise<void>
}

/** A file, in which leaving out costs nothing. @throws the system's error where it cannot be opened or read */
export const fileSource = async (path: string): Promise<ByteSource> => {
  const file = await open(path)
  const {size} = await file.stat()
  let position = 0
  return {
    async read(length) {
      const {bytesRead, buffer} = await file.read(Buffer.alloc(length), 0, length, position)
      position += bytesRead
      return buffer.subarray(0, bytesRead)
    },
    async skip(length) {
      const there = Math.min(length, size - position)
      position += there
      return there
    },
    close: () => file.close(),
  }
}

/** A file packed with gzip. Reading fails with zlib's error where it is cut short or damaged. */
export const gzipSource = (path: string): ByteSource => {
  // The error is thrown where the stream is read.
  const stream: Readable = pipeline(createReadStream(path), createGunzip(), () => {})
  const chunks = stream[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  const take = async (length: number, keep: boolean): Promise<{parts: Buffer[]; taken: number}> => {
    const parts: Buffer[] = []
    let taken = 0
    while (taken < length) {
      if (rest.length === 0) {
        const {value, done} = await chunks.next()
        if (done) break
        rest = value
      }
      const part = rest.subarray(0, length - taken)
      rest = rest.subarray(part.length)
      taken += part.length
      if (keep) parts.push(part)
    }
    return {parts, taken}
  }
  return {
    read: async length => Buffer.concat((await take(length, true)).parts),
    skip: async length => (await take(length, false)).taken,
    close: async () => void stream.destroy(),
  }
}
