import type {ChildProcess} from 'node:child_process'
import type {Readable} from 'node:stream'
import {StringDecoder} from 'node:string_decoder'
import {KubiaError} from '../errors/kubia-error.ts'
import {type Command, commandAdvice, formatCommand} from './command.ts'
import type {HeldBytes, Share} from './held-bytes.ts'
import {LineSplitter, LineTooLong} from './line-splitter.ts'

/** Reads a child's standard output while it comes. */
export interface OutputReader {
  /** @returns what is held for a piece, in bytes */
  push(chunk: Buffer): number
  /** Takes an object in place of its text. @returns what is held for it, in bytes @throws where it is not what is read */
  add(object: unknown): number
  /** Lets go of all that is held: nobody asks for it any more. */
  drop(): void
}

/** What is done with the output of a child. */
export interface OutputOptions {
  /** Called with each line of standard output and standard error as it comes, without its line end. */
  onLine?: (line: string) => void
  /** Called with each line of standard output as it comes, without its line feed; nothing of it is kept. */
  onOutput?: (line: Buffer) => void
  /** Takes standard output piece by piece, in place of keeping it. */
  reader?: OutputReader
}

/** The output of a child, as far as it is held. */
export interface ChildOutput {
  /** Both streams as UTF-8; their bytes go. */
  take(): {stdout: string; stderr: string}
  /** Lets go of what is held. */
  release(): void
}

const tooMuch = (command: Command, message: string, evidence: string): KubiaError =>
  new KubiaError('OUTPUT_TOO_LARGE', `${formatCommand(command)} ${message}`, {
    evidence: [evidence],
    fix:
      command.input === undefined
        ? [{...commandAdvice(command, 'what does it print?'), pipe: ['head', '-c', '1000']}]
        : [],
  })

const inMegabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024)

/** The text of some pieces, which are let go one by one: all of it is never there twice. */
const textOf = (chunks: Buffer[]): string => {
  const decoder = new StringDecoder('utf8')
  let text = ''
  chunks.reverse()
  for (let chunk = chunks.pop(); chunk; chunk = chunks.pop()) text += decoder.write(chunk)
  return text + decoder.end()
}

/** Calls back with each line of a stream. @param fail called once where a line is too long, or with what the callback throws */
const readLines = (stream: Readable, onLine: (line: Buffer) => void, fail: (error: unknown) => void): void => {
  const splitter = new LineSplitter()
  let hasFailed = false
  const each = (next: () => Iterable<Buffer>): void => {
    if (hasFailed) return
    try {
      for (const line of next()) onLine(line)
    } catch (error) {
      hasFailed = true
      fail(error)
    }
  }
  stream.on('data', (chunk: Buffer) => each(() => splitter.push(chunk)))
  stream.on('end', () => each(() => splitter.end()))
}

/**
 * Reads what a child prints, up to a bound: beyond it, nothing more is kept, and `stop` is called to end the child.
 * @param child its streams; null for one that is not read here
 * @param stop called with the reason: OUTPUT_TOO_LARGE, or what a callback threw
 */
export const readOutput = (
  {stdout, stderr}: Pick<ChildProcess, 'stdout' | 'stderr'>,
  command: Command,
  {onLine, onOutput, reader}: OutputOptions,
  held: HeldBytes,
  stop: (reason: unknown) => void,
): ChildOutput => {
  const chunks: {stdout: Buffer[]; stderr: Buffer[]} = {stdout: [], stderr: []}
  let isCut = false
  let printed = 0
  const share: Share = {
    bytes: 0,
    cut: () => {
      isCut = true
      chunks.stdout = []
      chunks.stderr = []
      reader?.drop()
      const limit = inMegabytes(held.limit)
      const evidence = `${command.program} had printed ${inMegabytes(printed)} MB and was ended`
      stop(tooMuch(command, `printed more than the ${limit} MB that kubia holds`, evidence))
    },
  }
  const keep =
    (name: 'stdout' | 'stderr') =>
    (chunk: Buffer): number => {
      chunks[name].push(chunk)
      return chunk.length
    }
  const hold = (stream: Readable | null, take: (chunk: Buffer) => number): void =>
    void stream?.on('data', (chunk: Buffer) => {
      if (isCut) return
      printed += chunk.length
      held.add(share, take(chunk))
    })
  const fail = (error: unknown): void => {
    if (!(error instanceof LineTooLong)) return stop(error)
    stop(tooMuch(command, `printed ${error.message}`, `${command.program} was ended`))
  }
  const follow = (stream: Readable | null, each: (line: Buffer) => void): void => {
    if (stream) readLines(stream, each, fail)
  }
  const withoutReturn = (line: Buffer): string => line.toString().replace(/\r$/, '')
  if (!onOutput) hold(stdout, reader ? chunk => reader.push(chunk) : keep('stdout'))
  hold(stderr, keep('stderr'))
  if (onLine) for (const stream of [stdout, stderr]) follow(stream, line => onLine(withoutReturn(line)))
  if (onOutput) follow(stdout, onOutput)
  return {
    take: () => ({stdout: textOf(chunks.stdout), stderr: textOf(chunks.stderr)}),
    release: () => held.release(share),
  }
}
