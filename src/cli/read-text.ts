import {constants, createReadStream, fstatSync, openSync} from 'node:fs'
import {Socket} from 'node:net'
import {addAbortSignal, type Readable} from 'node:stream'
import {KubiaError} from '../errors/kubia-error.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'no permission',
  EISDIR: 'it is a folder',
}

/**
 * A file as a stream, which alone closes it: a number closed twice is by then another file's. It is opened without
 * waiting: a named pipe that nobody writes to would otherwise hold the whole process, signals and all.
 */
const streamOf = (path: string): Readable => {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  return fstatSync(fd).isFIFO() ? new Socket({fd, readable: true, writable: false}) : createReadStream('', {fd})
}

/**
 * The text of a file, or of standard input for `-`, as UTF-8.
 * @param what what it is, for the message: `config`; @param limit in bytes: reading ends with the chunk that exceeds it
 * @param signal ends the reading
 * @throws KubiaError CONFIG_UNREADABLE, or the signal's reason
 */
export const readText = async (what: string, path: string, limit: number, signal: AbortSignal): Promise<string> => {
  signal.throwIfAborted()
  const chunks: Buffer[] = []
  let size = 0
  try {
    const stream = addAbortSignal(signal, path === '-' ? process.stdin : streamOf(path))
    for await (const chunk of stream) {
      chunks.push(Buffer.from(chunk))
      size += chunk.length
      if (size > limit) break
    }
  } catch (error) {
    signal.throwIfAborted()
    const {code = '', message} = error as NodeJS.ErrnoException
    const name = path === '' ? 'of an empty name' : path
    throw new KubiaError('CONFIG_UNREADABLE', `the ${what} ${name} cannot be read: ${REASONS[code] ?? message}`, {
      cause: error,
    })
  }
  return Buffer.concat(chunks).toString('utf8')
}
