import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs'

/** The longest file of settings or of state that is read, in bytes: real ones have kilobytes. */
export const MAX_FILE = 16 * 1024 * 1024
const PIECE = 64 * 1024

/**
 * The bytes of a file, up to a bound: a device or a pipe in its place has no end, and is not waited for.
 * @param limit in bytes
 * @throws the file system's error; EFBIG for more than the limit
 */
export const readFileBounded = (path: string, limit = MAX_FILE): Buffer => {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const parts: Buffer[] = []
    let length = 0
    for (;;) {
      const piece = Buffer.alloc(Math.max(PIECE, Math.min(fstatSync(descriptor).size, limit) - length + 1))
      const bytes = readSync(descriptor, piece)
      if (bytes === 0) return Buffer.concat(parts)
      parts.push(piece.subarray(0, bytes))
      length += bytes
      if (length > limit) throw Object.assign(new Error(`EFBIG: file too large, read '${path}'`), {code: 'EFBIG', path})
    }
  } finally {
    closeSync(descriptor)
  }
}
