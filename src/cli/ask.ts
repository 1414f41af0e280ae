import {createInterface} from 'node:readline/promises'
import {renderWords} from '../printers/advice.ts'
import {widthOf} from '../printers/style.ts'
import type {Run} from '../process/run.ts'

/**
 * Asks a question and returns true for a yes alone; call it only where `isInteractive`. Ctrl-C interrupts the run; the
 * end of the input is a no. @throws the reason of the signal
 */
export const askYesNo = (question: string, run: Pick<Run, 'askUser'>): Promise<boolean> =>
  run.askUser(signal => ask(question, signal))

/** What a blank and `yes` take behind a question. */
const ANSWER_COLUMNS = 4

const ask = async (question: string, signal: AbortSignal): Promise<boolean> => {
  const terminal = createInterface({input: process.stdin, output: process.stderr})
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    const lines = renderWords(`${question} [y/N]`, widthOf(process.stderr) - ANSWER_COLUMNS)
    return /^y(es)?$/i.test((await terminal.question(`${lines.join('\n')} `, {signal})).trim())
  } catch (error) {
    process.stderr.write('\n')
    if (signal.aborted) throw signal.reason
    if (error instanceof Error && error.name === 'AbortError') return false
    throw error
  } finally {
    terminal.close()
  }
}
