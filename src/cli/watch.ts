import {setTimeout as sleep} from 'node:timers/promises'
import type {Paint, Tone} from '../printers/style.ts'
import type {Run} from '../process/run.ts'
import {columnsOf, wrapLine} from '../text/wrap.ts'
import {exitAsEnded} from './exit-as-ended.ts'
import {type RowChange, TONE_OF_SIGN} from './watched-rows.ts'

/** How long more changes are waited for after one, before the view is loaded again, in ms. */
const GATHER_MS = 200
/** How often a view is drawn again, in ms, since ages grow. */
const TICK_MS = 1000
/** The longest time between two loads of a view, in ms: the API server is not told when local nodes stop. */
const RELOAD_MS = 10_000
/** At rest, drawing and loading take this part of the time at most, each: of 10,000 pods a load takes a second. */
const AT_REST = 1 / 50
/** How many changes are kept. */
const MOST_CHANGES = 50
/** How many rows of a screen are kept for changes at the least, once there are any. */
const LEAST_CHANGES = 3

const ENTER_SCREEN = '\u001B[?1049h'
const LEAVE_SCREEN = '\u001B[?1049l'
const HOME = '\u001B[H'
const CLEAR_TO_LINE_END = '\u001B[K'
const CLEAR_BELOW = '\u001B[J'
const END_OF_COLOURS = '\u001B[0m'
const COLOURS = /(\u001B\[[0-9;]*m)/

interface Screen {
  isTTY?: boolean | undefined
  columns?: number | undefined
  rows?: number | undefined
  write(text: string): unknown
}

/** A verdict of a view: what is said of one node, app or service. */
export interface VerdictPart {
  key: string
  text: string
}

/** A view that is watched. All of its text is safe to write to a terminal. */
export interface WatchSource {
  /** Loads the view. */
  load(): Promise<void>
  /** The text of the view as it was loaded last, with ages as of now. */
  draw(): string
  /** Its verdicts. */
  verdicts(): readonly VerdictPart[]
  /** Follows what is shown until the signal aborts. */
  follow(
    signal: AbortSignal,
    onChange: (changes: readonly RowChange[]) => void,
    onAway: (why: string | undefined) => void,
  ): Promise<void>
}

/** A line cut to a number of columns, with the colours that it has. */
export const cutLine = (line: string, columns: number, more = '…'): string => {
  const plain = line.split(COLOURS).filter((_, index) => index % 2 === 0)
  if (columnsOf(plain.join('')) <= columns) return line
  let left = columns - columnsOf(more)
  let text = ''
  for (const [index, part] of line.split(COLOURS).entries()) {
    if (index % 2 === 1) text += part
    else
      for (const character of part) {
        left -= columnsOf(character)
        if (left >= 0) text += character
        else break
      }
  }
  return `${text}${END_OF_COLOURS}${more}`
}

/** What changed, as a line. */
export interface Change {
  text: string
  tone: Tone
}

/** What a frame is made of. */
export interface Frame {
  /** The view, its verdicts at the top. */
  text: string
  /** What changed, the newest last. */
  changes: readonly Change[]
  /** The last line: that the view is watched, or why the API server does not answer. */
  footer: string
}

/** The indent of a change's further lines, which begin below its object, behind time and sign. */
const HANG = ' '.repeat('00:00:00 ~ '.length)

/** The newest changes that fit into some rows, each whole and wrapped to the width; the newest one in any case. */
const newestChanges = (changes: readonly Change[], columns: number, rows: number, paint: Paint): string[] => {
  const lines: string[] = []
  for (const {text, tone} of changes.toReversed()) {
    const plain = columnsOf(text) > columns ? text.replaceAll(/ {2,}/g, '  ') : text
    const pieces = wrapLine(plain, columns, HANG).map(piece => paint(tone, piece))
    if (lines.length > 0 && lines.length + pieces.length > rows) break
    lines.unshift(...pieces)
  }
  return lines
}

/**
 * One frame: every line overwrites the one that stood there, so nothing flickers. What does not fit is left out at the
 * end of the view; what changed and the last line stay.
 */
export const frame = ({text, changes, footer}: Frame, columns: number, rows: number, paint: Paint): string => {
  const lines = text.replace(/\n$/, '').split('\n')
  // A row below the last one would scroll.
  const room = rows - 2
  const most = Math.min(Math.max(LEAST_CHANGES, room - lines.length - 1), Math.floor(room / 3))
  const shownChanges = newestChanges(changes, columns, most, paint)
  const left = room - (shownChanges.length > 0 ? shownChanges.length + 1 : 0)
  const shown = lines.length > left ? [...lines.slice(0, left - 1), `… ${lines.length - left + 1} more lines`] : lines
  const all = [...shown, ...(shownChanges.length > 0 ? ['', ...shownChanges] : []), footer]
  return `${HOME}${all.map(line => `${cutLine(line, columns)}${CLEAR_TO_LINE_END}`).join('\r\n')}${CLEAR_BELOW}`
}

type Task = (signal: AbortSignal) => Promise<void>

/** Runs tasks side by side; when one ends, the others are aborted. */
const together = async (signal: AbortSignal, ...tasks: Task[]): Promise<void> => {
  const stopping = new AbortController()
  const until = AbortSignal.any([signal, stopping.signal])
  const all = tasks.map(task => task(until))
  try {
    await Promise.race(all)
  } finally {
    stopping.abort()
    await Promise.allSettled(all)
  }
}

/** How long nothing is done again that took so long, where nothing changes; all in ms. */
export const restAfter = (leastMs: number, tookMs: number): number => Math.max(leastMs, tookMs / AT_REST - tookMs)

/** Does something again and again, less often the longer it takes. @returns ends it */
const keepDoing = (work: () => void, leastMs: number): (() => void) => {
  let timer: NodeJS.Timeout
  const next = (tookMs: number): void => {
    timer = setTimeout(
      () => {
        const startedAt = performance.now()
        work()
        next(performance.now() - startedAt)
      },
      restAfter(leastMs, tookMs),
    )
  }
  next(0)
  return () => clearTimeout(timer)
}

/** Loads the view again after changes: once for changes that come together, and one load at a time. */
const keepLoaded = (source: WatchSource, onLoaded: () => void): {task: Task; changed: () => void} => {
  let wake = new AbortController()
  const task = async (signal: AbortSignal): Promise<void> => {
    for (let pause = RELOAD_MS; ; ) {
      await sleep(pause, undefined, {signal: AbortSignal.any([signal, wake.signal])}).catch(() => undefined)
      await sleep(GATHER_MS, undefined, {signal})
      wake = new AbortController()
      const startedAt = performance.now()
      await source.load()
      pause = restAfter(RELOAD_MS, performance.now() - startedAt)
      onLoaded()
    }
  }
  return {task, changed: () => wake.abort()}
}

const clock = (now: Date): string => now.toTimeString().slice(0, 8)

const watchScreen = async (signal: AbortSignal, screen: Screen, source: WatchSource, paint: Paint): Promise<void> => {
  const changes: Change[] = []
  let away: string | undefined
  const draw = (): void => {
    const footer = away === undefined ? 'watching · Ctrl-C ends' : away
    const content = {text: source.draw(), changes, footer: paint(away === undefined ? 'dim' : 'fail', footer)}
    screen.write(frame(content, screen.columns || 80, screen.rows || 24, paint))
  }
  const loading = keepLoaded(source, draw)
  const leave = (): void => void screen.write(LEAVE_SCREEN)
  // A second Ctrl-C ends the process at once; the screen comes back then too.
  process.once('exit', leave)
  screen.write(ENTER_SCREEN)
  const stopTicking = keepDoing(draw, TICK_MS)
  try {
    draw()
    const following: Task = until =>
      source.follow(
        until,
        some => {
          for (const {sign, text} of some)
            changes.push({text: `${clock(new Date())} ${sign} ${text.trimEnd()}`, tone: TONE_OF_SIGN[sign]})
          changes.splice(0, changes.length - MOST_CHANGES)
          if (some.length === 0) return
          draw()
          loading.changed()
        },
        why => {
          away = why
          draw()
          loading.changed()
        },
      )
    await together(signal, following, loading.task)
  } finally {
    stopTicking()
    process.off('exit', leave)
    leave()
  }
}

const watchPipe = async (
  signal: AbortSignal,
  output: Screen,
  source: WatchSource,
  note: (line: string) => void,
): Promise<void> => {
  const seen = new Map(source.verdicts().map(({key, text}) => [key, text]))
  output.write(source.draw())
  const tellVerdicts = (): void => {
    for (const {key, text} of source.verdicts()) {
      if (seen.get(key) !== text) output.write(text)
      seen.set(key, text)
    }
  }
  const loading = keepLoaded(source, tellVerdicts)
  const following: Task = until =>
    source.follow(
      until,
      some => {
        for (const {text} of some) output.write(text)
        if (some.length > 0) loading.changed()
      },
      why => {
        note(why === undefined ? 'the API server answers again' : `${why}; asking on`)
        loading.changed()
      },
    )
  await together(signal, following, loading.task)
}

/** How a view is watched. */
export interface WatchStyle {
  paint: Paint
  note: (line: string) => void
}

/** Shows a view until the run is interrupted: redrawn in place in a terminal, each change as a row in a pipe. */
export const watch = async (
  run: Pick<Run, 'signal'>,
  output: Screen,
  source: WatchSource,
  {paint, note}: WatchStyle,
): Promise<void> => {
  const {signal} = run
  try {
    await (output.isTTY ? watchScreen(signal, output, source, paint) : watchPipe(signal, output, source, note))
    signal.throwIfAborted()
  } catch (error) {
    exitAsEnded(signal, error)
  }
}
