import Table from 'cli-table3'
import {visibleLine} from '../text/visible.ts'

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
} as const

/**
 * A small table of our own, in kubectl's manner: capitals, three blanks between columns, no boxes, no trailing blanks.
 * For tens of rows; Kubernetes objects go through `printTable`, which is linear. Ends with a newline.
 */
export const printSmallTable = (headings: readonly string[], rows: readonly (readonly string[])[]): string => {
  const table = new Table({chars: NO_BORDERS, style: {head: [], border: [], 'padding-left': 0, 'padding-right': 3}})
  table.push(headings.map(String), ...rows.map(row => row.map(visibleLine)))
  return `${table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')}\n`
}
