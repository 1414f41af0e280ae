import type {ByteSource} from './byte-source.ts'

/** A file of a tar archive. */
export interface TarEntry {
  name: string
  /** Bytes. */
  size: number
  /** The content, where it was asked for. */
  content?: Buffer
}

/** What is wrong with a tar archive, as a fragment. */
export class TarProblem extends Error {}

const BLOCK = 512
/** The longest header of a long name or of pax records, in bytes. */
const MAX_DESCRIPTION = 1024 * 1024

const text = (block: Buffer, from: number, length: number): string => {
  const field = block.subarray(from, from + length)
  const end = field.indexOf(0)
  return field.subarray(0, end < 0 ? length : end).toString('utf8')
}

/** A number in octal, or, where its first bit is set, in binary (GNU's way for large files). */
const number = (block: Buffer, from: number, length: number): number => {
  if ((block[from] ?? 0) & 0x80) return Number(block.readBigUInt64BE(from + length - 8))
  return Number.parseInt(text(block, from, length).trim() || '0', 8)
}

/** The sum of a header's bytes, its own sum read as blanks (POSIX ustar). */
const isHeader = (block: Buffer): boolean => {
  let sum = 8 * 32
  for (const [index, byte] of block.entries()) if (index < 148 || index >= 156) sum += byte
  return sum === number(block, 148, 8)
}

/** The records of a pax header: `LENGTH KEY=VALUE\n` each. */
const readPax = (content: Buffer): Record<string, string> => {
  const records: Record<string, string> = {}
  for (let at = 0; at < content.length; ) {
    const length = Number.parseInt(content.toString('utf8', at, at + 20), 10)
    if (!(length > 0)) break
    const record = content.toString('utf8', at, at + length - 1)
    const [, key, value] = /^\d+ ([^=]+)=([\s\S]*)$/.exec(record) ?? []
    if (key !== undefined && value !== undefined) records[key] = value
    at += length
  }
  return records
}

/**
 * Reads a tar archive from front to back (ustar, with pax' and GNU's long names); links and folders are entries of no
 * size. Source of the layout: POSIX, `pax`.
 * @param wants whether an entry's content is to be read; all else is left out
 * @throws TarProblem where it is none, or is cut short
 */
export async function* readTar(source: ByteSource, wants: (entry: TarEntry) => boolean): AsyncGenerator<TarEntry> {
  let longName: string | undefined
  let longSize: number | undefined
  for (let first = true; ; first = false) {
    const header = await source.read(BLOCK)
    if (header.length === 0 && !first) return
    if (header.length === BLOCK && header.every(byte => byte === 0)) return
    if (header.length < BLOCK || !isHeader(header))
      throw new TarProblem(first ? 'it is no tar archive' : header.length < BLOCK ? 'it is cut short' : 'it is damaged')
    const type = String.fromCharCode(header[156] ?? 0)
    const size = longSize ?? number(header, 124, 12)
    const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : ''
    const name = longName ?? (prefix === '' ? '' : `${prefix}/`) + text(header, 0, 100)
    const describes = type === 'x' || type === 'L' || type === 'g'
    if (describes && size > MAX_DESCRIPTION) throw new TarProblem('it is damaged')
    const entry = {name: name.replace(/^\.\//, ''), size}
    const keep = describes || wants(entry)
    const content = keep ? await source.read(size) : undefined
    const read = content ? content.length : await source.skip(size)
    if (read < size) throw new TarProblem('it is cut short')
    await source.skip((BLOCK - (size % BLOCK)) % BLOCK)
    if (type === 'x') {
      const pax = readPax(content as Buffer)
      longName = pax['path'] ?? longName
      longSize = pax['size'] === undefined ? longSize : Number(pax['size'])
    } else if (type === 'L') longName = text(content as Buffer, 0, size)
    else if (type !== 'g') {
      longName = undefined
      longSize = undefined
      yield {...entry, ...(content ? {content} : {})}
    }
  }
}
