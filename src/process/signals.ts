import {EXIT} from '../errors/catalogue.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Run} from './run.ts'

const REASONS: Partial<Record<NodeJS.Signals, () => KubiaError>> = {
  SIGINT: () => new KubiaError('INTERRUPTED', 'interrupted'),
  SIGTERM: () => new KubiaError('TERMINATED', 'ended by SIGTERM'),
  SIGHUP: () => new KubiaError('TERMINATED', 'the terminal went away (SIGHUP)'),
}

/**
 * After SIGTERM the clean-up may take this long, in ms: what sends it often kills soon after (`docker stop` after 10 s).
 * What is left then is taken up by the next run.
 */
const TERM_LIMIT_MS = 6000

/**
 * Makes kubia the owner of SIGINT, SIGTERM and SIGHUP: the first one aborts the run, which then undoes what it made;
 * a second one quits at once with 130 or 143, saying what was not taken back.
 * @returns a function that gives the signals back.
 */
export const ownSignals = (run: Pick<Run, 'cancellation' | 'children' | 'undo' | 'note'>): (() => void) => {
  let received = 0
  const onSignal = (signal: NodeJS.Signals): void => {
    received += 1
    if (received > 1) {
      run.children.kill()
      for (const title of run.undo.pending) run.note(`not taken back: ${title}`)
      process.exit(signal === 'SIGINT' ? EXIT.sigint : EXIT.sigterm)
    }
    if (signal === 'SIGTERM') run.undo.until = performance.now() + TERM_LIMIT_MS
    const reason = REASONS[signal]?.()
    if (reason) run.cancellation.abort(reason)
  }
  const signals = Object.keys(REASONS) as NodeJS.Signals[]
  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    for (const signal of signals) process.off(signal, onSignal)
  }
}
