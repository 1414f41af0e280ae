import {formatFailure} from '../../printers/failure.ts'
import type {Paint, Symbols} from '../../printers/style.ts'
import type {Face} from './face.ts'

/** Nothing but what must be seen: warnings, echoed commands and the failure. */
export const createQuietFace = (write: (text: string) => unknown, symbols: Symbols, paint: Paint): Face => ({
  show: () => {},
  say: () => {},
  note: text => void write(`${text}\n`),
  fail: failure => void write(formatFailure(failure, symbols, paint)),
  close: () => {},
})
