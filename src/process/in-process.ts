import type {Readable} from 'node:stream'
import {finished} from 'node:stream/promises'
import {type OutputOptions, type OutputReader, readOutput} from './child-output.ts'
import type {Command, ExecResult} from './command.ts'
import type {HeldBytes} from './held-bytes.ts'

/** Gets what a command would print. @param held is called with the size of what is held for it, in bytes */
export type AskInProcess = (signal: AbortSignal, held: (bytes: number) => void) => Promise<string>

/** What is shared with the commands that run. */
interface InProcessContext {
  signal: () => AbortSignal
  onStart?: (command: Command) => void
  onAnswer?: (command: Command, result: ExecResult) => void
  onWait?: (what: string) => (answered?: boolean) => void
}

interface InProcessOptions {
  waitsFor?: string | undefined
  signal?: AbortSignal
  reader?: OutputReader
}

/** What ends a question that would hold more than kubia holds. */
const TOO_MUCH = new Error('the answer is too large')

/** The signal that ends what is done for a command. @throws its reason */
const signalOf = ({signal}: InProcessContext, own: AbortSignal | undefined): AbortSignal => {
  const both = own ? AbortSignal.any([signal(), own]) : signal()
  both.throwIfAborted()
  return both
}

/**
 * Answers commands in this process, where that can be done: they are waited for, ended and shown as those that run.
 * @param held what is held of all commands of the run
 * @returns undefined for a command that has to be run: `ask` failed, or would hold too much; the signal's reason is thrown
 */
export const createAnswer =
  (context: InProcessContext, held: HeldBytes) =>
  async (
    command: Command,
    {signal: own, waitsFor, reader}: InProcessOptions,
    ask: AskInProcess,
  ): Promise<ExecResult | undefined> => {
    const signal = signalOf(context, own)
    const startedAt = performance.now()
    const tooMuch = new AbortController()
    const share = {bytes: 0, cut: () => tooMuch.abort(TOO_MUCH)}
    const endWait = waitsFor === undefined ? undefined : context.onWait?.(waitsFor)
    try {
      const stdout = await ask(AbortSignal.any([signal, tooMuch.signal]), bytes => held.add(share, bytes))
      const result: ExecResult = {exitCode: 0, stdout, stderr: '', elapsedMs: performance.now() - startedAt}
      endWait?.(true)
      context.onStart?.(command)
      context.onAnswer?.(command, result)
      return result
    } catch {
      // Whatever it was: the command that runs then meets it too, and says so in its own words.
      signal.throwIfAborted()
      reader?.drop()
      return undefined
    } finally {
      endWait?.()
      held.release(share)
    }
  }

/**
 * Reads lines from a stream in place of a command's standard output, to its end: as `createAnswer` does it.
 * @returns undefined for a command that has to be run, since there is no stream; exit code 1 where it ended early
 */
export const createFollow =
  (context: InProcessContext, held: HeldBytes) =>
  async (
    command: Command,
    {signal: own, waitsFor, onOutput}: Pick<InProcessOptions, 'signal' | 'waitsFor'> & Pick<OutputOptions, 'onOutput'>,
    open: (signal: AbortSignal) => Promise<Readable>,
  ): Promise<ExecResult | undefined> => {
    const signal = signalOf(context, own)
    const startedAt = performance.now()
    const endWait = waitsFor === undefined ? undefined : context.onWait?.(waitsFor)
    let stream: Readable
    try {
      stream = await open(signal)
      endWait?.(true)
    } catch {
      signal.throwIfAborted()
      return undefined
    } finally {
      endWait?.()
    }
    context.onStart?.(command)
    let stopped: {reason: unknown} | undefined
    const stop = (reason: unknown): void => {
      stopped ??= {reason}
      stream.destroy()
    }
    const output = readOutput({stdout: stream, stderr: null}, command, onOutput ? {onOutput} : {}, held, stop)
    try {
      const failure = await finished(stream).then(
        () => undefined,
        (error: Error) => error,
      )
      signal.throwIfAborted()
      if (stopped) throw stopped.reason
      const {stdout} = output.take()
      const stderr = failure ? `error: ${failure.message}\n` : ''
      const elapsedMs = performance.now() - startedAt
      const result: ExecResult = {exitCode: failure ? 1 : 0, stdout, stderr, elapsedMs}
      context.onAnswer?.(command, result)
      return result
    } finally {
      output.release()
    }
  }
