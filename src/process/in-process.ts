import type {OutputReader} from './child-output.ts'
import type {Command, ExecResult} from './command.ts'
import type {HeldBytes} from './held-bytes.ts'

/** Gets what a command would print. @param held is called with the size of what is held for it, in bytes */
export type AskInProcess = (signal: AbortSignal, held: (bytes: number) => void) => Promise<string>

/** What is shared with the commands that run. */
interface AnswerContext {
  signal: () => AbortSignal
  onStart?: (command: Command) => void
  onAnswer?: (command: Command, result: ExecResult) => void
  onWait?: (what: string) => (answered?: boolean) => void
}

interface AnswerOptions {
  waitsFor?: string | undefined
  signal?: AbortSignal
  reader?: OutputReader
}

/** What ends a question that would hold more than kubia holds. */
const TOO_MUCH = new Error('the answer is too large')

/**
 * Answers commands in this process, where that can be done: they are waited for, ended and shown as those that run.
 * @param held what is held of all commands of the run
 * @returns undefined for a command that has to be run: `ask` failed, or would hold too much; the signal's reason is thrown
 */
export const createAnswer =
  (context: AnswerContext, held: HeldBytes) =>
  async (
    command: Command,
    {signal: own, waitsFor, reader}: AnswerOptions,
    ask: AskInProcess,
  ): Promise<ExecResult | undefined> => {
    const runs = own ? AbortSignal.any([context.signal(), own]) : context.signal()
    runs.throwIfAborted()
    const startedAt = performance.now()
    const tooMuch = new AbortController()
    const share = {bytes: 0, cut: () => tooMuch.abort(TOO_MUCH)}
    const endWait = waitsFor === undefined ? undefined : context.onWait?.(waitsFor)
    try {
      const stdout = await ask(AbortSignal.any([runs, tooMuch.signal]), bytes => held.add(share, bytes))
      const result: ExecResult = {exitCode: 0, stdout, stderr: '', elapsedMs: performance.now() - startedAt}
      endWait?.(true)
      context.onStart?.(command)
      context.onAnswer?.(command, result)
      return result
    } catch {
      // Whatever it was: the command that runs then meets it too, and says so in its own words.
      runs.throwIfAborted()
      reader?.drop()
      return undefined
    } finally {
      endWait?.()
      held.release(share)
    }
  }
