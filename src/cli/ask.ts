import {createInterface} from 'node:readline/promises'
import type {Run} from '../process/run.ts'
import {visibleLine} from '../text/visible.ts'

/**
 * Asks a question and returns true for a yes alone; call it only where `isInteractive`. Ctrl-C interrupts the run; the
 * end of the input is a no. @throws the reason of the signal
 */
export const askYesNo = (question: string, run: Pick<Run, 'askUser'>): Promise<boolean> =>
  run.askUser(signal => ask(question, signal))

const ask = async (question: string, signal: AbortSignal): Promise<boolean> => {
  const terminal = createInterface({input: process.stdin, output: process.stderr})
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return /^y(es)?$/i.test((await terminal.question(`${visibleLine(question)} [y/N] `, {signal})).trim())
  } catch (error) {
    process.stderr.write('\n')
    if (signal.aborted) throw signal.reason
    if (error instanceof Error && error.name === 'AbortError') return false
    throw error
  } finally {
    terminal.close()
  }
}
