import {chooseSymbols, createPaint, type StyledStream} from '../../printers/style.ts'
import type {Face} from './face.ts'
import {createJsonFace} from './json.ts'
import {createPlainFace} from './plain.ts'
import {createQuietFace} from './quiet.ts'
import {createTtyFace} from './tty.ts'

export const PROGRESS_MODES = ['auto', 'tty', 'plain', 'json', 'quiet'] as const
export type ProgressMode = (typeof PROGRESS_MODES)[number]

type Output = StyledStream & {write(text: string): unknown}

/** `auto`: the live view where standard error is a terminal that can redraw a line, else plain lines. */
export const resolveProgress = (
  mode: ProgressMode,
  stream: StyledStream,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Exclude<ProgressMode, 'auto'> => {
  if (mode !== 'auto') return mode
  const canRedraw = stream.isTTY === true && env['TERM'] !== 'dumb' && stream.columns !== 0
  return canRedraw ? 'tty' : 'plain'
}

/** The face for a mode, writing to standard error or whatever takes its place. */
export const createFace = (mode: ProgressMode, output: Output = process.stderr): Face => {
  const symbols = chooseSymbols()
  const paint = createPaint(output)
  const write = (text: string): unknown => output.write(text)
  switch (resolveProgress(mode, output)) {
    case 'tty':
      return createTtyFace(output, symbols, paint)
    case 'json':
      return createJsonFace(write)
    case 'quiet':
      return createQuietFace(write, symbols, paint)
    default:
      return createPlainFace(write, symbols, paint)
  }
}
