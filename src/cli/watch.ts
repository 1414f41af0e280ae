import {setTimeout as sleep} from 'node:timers/promises'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Run} from '../process/run.ts'
import {visible} from '../text/visible.ts'

const INTERVAL_MS = 2000
const ENTER_SCREEN = '\u001B[?1049h'
const LEAVE_SCREEN = '\u001B[?1049l'
const HOME = '\u001B[H'
const CLEAR_TO_LINE_END = '\u001B[K'
const CLEAR_BELOW = '\u001B[J'

/** What is watched: the whole view, and one line or table for each part of it, by a key that does not change. */
export interface WatchedView {
  text: string
  /** Parts whose `signature` changes are printed again in a pipe; ages are no part of a signature. */
  parts: readonly {key: string; signature: string; text: string}[]
}

interface Screen {
  isTTY?: boolean | undefined
  columns?: number | undefined
  rows?: number | undefined
  write(text: string): unknown
}

/** One frame: every line overwrites the one that stood there, so nothing flickers; what does not fit is left out. */
export const frame = (text: string, columns: number, rows: number): string => {
  const lines = text.replace(/\n$/, '').split('\n')
  const shown =
    lines.length > rows - 1 ? [...lines.slice(0, rows - 2), `… ${lines.length - rows + 2} more lines`] : lines
  const cut = shown.map(line => [...line].slice(0, columns).join(''))
  return `${HOME}${cut.map(line => `${line}${CLEAR_TO_LINE_END}`).join('\r\n')}${CLEAR_BELOW}`
}

/** The parts that are new or differ from what was seen, and those that are gone; `seen` is brought up to date. */
export const changedParts = (seen: Map<string, string>, parts: WatchedView['parts']): string => {
  const changed = parts.filter(({key, signature}) => seen.get(key) !== signature)
  const keys = new Set(parts.map(({key}) => key))
  const gone = [...seen.keys()].filter(key => !keys.has(key))
  for (const {key, signature} of parts) seen.set(key, signature)
  for (const key of gone) seen.delete(key)
  return [...changed.map(({text}) => text), ...gone.map(key => `${key} deleted\n`)].join('')
}

const watchScreen = async (
  run: Pick<Run, 'signal'>,
  screen: Screen,
  look: () => Promise<WatchedView>,
): Promise<never> => {
  const leave = (): void => void screen.write(LEAVE_SCREEN)
  // A second Ctrl-C ends the process at once; the screen comes back then too.
  process.once('exit', leave)
  screen.write(ENTER_SCREEN)
  try {
    for (;;) {
      const {text} = await look()
      screen.write(frame(visible(text), screen.columns || 80, screen.rows || 24))
      await sleep(INTERVAL_MS, undefined, {signal: run.signal})
    }
  } finally {
    process.off('exit', leave)
    leave()
  }
}

const watchPipe = async (
  run: Pick<Run, 'signal'>,
  output: Screen,
  look: () => Promise<WatchedView>,
): Promise<never> => {
  const seen = new Map<string, string>()
  const first = await look()
  changedParts(seen, first.parts)
  output.write(first.text)
  for (;;) {
    await sleep(INTERVAL_MS, undefined, {signal: run.signal})
    const text = changedParts(seen, (await look()).parts)
    if (text !== '') output.write(text)
  }
}

/** Shows a view again and again until the run is interrupted: redrawn in place in a terminal, its changes in a pipe. */
export const watch = async (
  run: Pick<Run, 'signal'>,
  output: Screen,
  look: () => Promise<WatchedView>,
): Promise<void> => {
  try {
    await (output.isTTY ? watchScreen(run, output, look) : watchPipe(run, output, look))
  } catch (error) {
    const {reason} = run.signal
    if (!run.signal.aborted || !(reason instanceof KubiaError)) throw error
    process.exitCode = reason.exit
  }
}
