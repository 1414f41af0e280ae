/** The lines around the block that kubia adds to a shell's start-up file. Nothing outside them is ever touched. */
export const BLOCK_START = '# >>> kubectl-kubia >>>'
export const BLOCK_END = '# <<< kubectl-kubia <<<'

/** Notes inside the block: what uninstalling must take back beside the block itself. */
const NEWLINE_NOTE = '# kubia ended the line above'
const CREATED_NOTE = '# kubia made this file'

/** Start-up files are read as bytes that stand for themselves: they need not be valid UTF-8. */
const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const toBytes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** What there is of kubia's block in a start-up file. */
export type BlockState = 'absent' | 'present' | 'damaged'

interface BlockPlace {
  state: BlockState
  /** Offsets of the block with its final newline; both 0 where there is none. */
  from: number
  to: number
}

/** The offsets at which a line is exactly the given one. A line that ends in CRLF is another line. */
const linesEqual = (text: string, line: string): number[] => {
  const found: number[] = []
  for (let at = text.indexOf(line); at !== -1; at = text.indexOf(line, at + 1)) {
    const after = text[at + line.length]
    if ((at === 0 || text[at - 1] === '\n') && (after === '\n' || after === undefined)) found.push(at)
  }
  return found
}

const count = (text: string, part: string): number => text.split(part).length - 1

const findBlock = (text: string): BlockPlace => {
  const [from, to] = [linesEqual(text, BLOCK_START), linesEqual(text, BLOCK_END)]
  const mentions = count(text, BLOCK_START) + count(text, BLOCK_END)
  if (mentions === 0) return {state: 'absent', from: 0, to: 0}
  const [first, last] = [from[0], to[0]]
  const isWhole = mentions === 2 && first !== undefined && last !== undefined && first < last
  if (!isWhole) return {state: 'damaged', from: 0, to: 0}
  const end = last + BLOCK_END.length
  return {state: 'present', from: first, to: text[end] === '\n' ? end + 1 : end}
}

/** Whether a start-up file has kubia's block; `damaged` where a marker is missing, doubled, altered or out of order. */
export const blockState = (bytes: Uint8Array): BlockState => findBlock(toText(bytes)).state

/** The block as it is added to a file. @param lines what it runs, in the shell's language, without line ends */
export const formatBlock = (lines: readonly string[]): string => `${[BLOCK_START, ...lines, BLOCK_END].join('\n')}\n`

/** The bytes of text that goes into a block: UTF-8, held as the one-byte characters that this file works with. */
const inBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/**
 * The file with kubia's block at its end, or with the block it has brought up to date in its place. Line ends of the
 * block are LF. The file must not be `damaged`.
 * @param bytes the file's content; undefined where there is no file yet
 */
export const addBlock = (bytes: Uint8Array | undefined, lines: readonly string[]): Buffer => {
  const text = bytes === undefined ? '' : toText(bytes)
  const {state, from, to} = findBlock(text)
  if (state === 'present') {
    const old = text.slice(from, to)
    const notes = [NEWLINE_NOTE, CREATED_NOTE].filter(note => linesEqual(old, note).length > 0)
    return toBytes(text.slice(0, from) + inBytes(formatBlock([...notes, ...lines])) + text.slice(to))
  }
  const endsLine = text === '' || text.endsWith('\n')
  const notes = [...(endsLine ? [] : [NEWLINE_NOTE]), ...(bytes === undefined ? [CREATED_NOTE] : [])]
  return toBytes(`${text}${endsLine ? '' : '\n'}${inBytes(formatBlock([...notes, ...lines]))}`)
}

/**
 * The file without kubia's block: byte for byte what it was before the block came. A line end that was added with the
 * block goes too, unless something was written below the block since then.
 * @returns undefined where kubia made the file and nothing but the block is in it: the file is to be removed
 */
export const removeBlock = (bytes: Uint8Array): Buffer | undefined => {
  const text = toText(bytes)
  const {state, from, to} = findBlock(text)
  if (state !== 'present') return Buffer.from(bytes)
  const block = text.slice(from, to)
  const [before, after] = [text.slice(0, from), text.slice(to)]
  const addedNewline = linesEqual(block, NEWLINE_NOTE).length > 0 && after === '' && before.endsWith('\n')
  const rest = (addedNewline ? before.slice(0, -1) : before) + after
  return rest === '' && linesEqual(block, CREATED_NOTE).length > 0 ? undefined : toBytes(rest)
}
