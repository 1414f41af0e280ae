import {readFileSync} from 'node:fs'
import xterm from '@xterm/headless'

/** A recorded terminal run. Format: asciicast v2 (docs.asciinema.org/manual/asciicast/v2). */
export interface Cast {
  width: number
  height: number
  /** What the program wrote, each with its time in seconds from the start. */
  output: readonly (readonly [at: number, text: string])[]
}

/** @throws Error for a file that is no asciicast v2 */
export const readCast = (file: string): Cast => {
  const [head = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
  const {version, width, height} = JSON.parse(head) as {version: number; width: number; height: number}
  if (version !== 2) throw new Error(`${file} is an asciicast of version ${version}, and not 2`)
  const events = lines.map(line => JSON.parse(line) as [number, string, string])
  return {width, height, output: events.filter(([, type]) => type === 'o').map(([at, , text]) => [at, text] as const)}
}

/** How some characters look: colour 0 to 15, or none for the terminal's own. */
export interface Look {
  colour: number | undefined
  isBold: boolean
  isDim: boolean
}

/** Characters of one look, from a column on, without more than one blank between them. */
export interface Span extends Look {
  column: number
  text: string
}

/** A row of the screen. */
export type Row = readonly Span[]

const rowOf = (buffer: xterm.IBuffer, y: number, width: number): Row => {
  const spans: Span[] = []
  const line = buffer.getLine(y)
  for (let column = 0; column < width; column++) {
    const cell = line?.getCell(column)
    const text = cell?.getChars() || ' '
    if (!cell || cell.getWidth() === 0) continue
    const look: Look = {
      colour: cell.isFgPalette() ? cell.getFgColor() % 16 : undefined,
      isBold: cell.isBold() !== 0,
      isDim: cell.isDim() !== 0,
    }
    const last = spans.at(-1)
    if (last && last.colour === look.colour && last.isBold === look.isBold && last.isDim === look.isDim)
      last.text += text
    else spans.push({column, text, ...look})
  }
  return spans.flatMap(span =>
    [...span.text.matchAll(/\S+(?: \S+)*/g)].map(({0: text, index}) => ({...span, column: span.column + index, text})),
  )
}

/** What the screen shows at a time. */
export interface Frame {
  /** Seconds from the start. */
  at: number
  rows: readonly Row[]
}

/**
 * The screens of a recording, at most one for each step of time, and the last one.
 * @param every the step, in seconds
 */
export const framesOf = async ({width, height, output}: Cast, every: number): Promise<Frame[]> => {
  const terminal = new xterm.Terminal({cols: width, rows: height, allowProposedApi: true})
  const write = (text: string): Promise<void> => new Promise(resolve => terminal.write(text, resolve))
  const screen = (): readonly Row[] => {
    const {active} = terminal.buffer
    return Array.from({length: height}, (_, y) => rowOf(active, active.viewportY + y, width))
  }
  const frames: Frame[] = []
  let begun = Number.NEGATIVE_INFINITY
  for (const [index, [at, text]] of output.entries()) {
    await write(text)
    const isLast = index === output.length - 1
    const isBurst = !isLast && (output[index + 1]?.[0] ?? 0) - at < 0.02
    if (isLast || (!isBurst && at - begun >= every)) {
      frames.push({at, rows: screen()})
      begun = at
    }
  }
  terminal.dispose()
  return frames
}
