import {visibleLine} from '../text/visible.ts'
import type {Paint} from './style.ts'
import {toneOfState} from './tones.ts'

/** A label, and what hangs from it. */
interface Branch {
  label: string
  children: readonly Branch[]
}

interface Lines {
  tee: string
  corner: string
  bar: string
}

const UNICODE: Lines = {tee: '├─ ', corner: '└─ ', bar: '│  '}
const ASCII: Lines = {tee: '|- ', corner: '`- ', bar: '|  '}

/** A label, with what it says of the object's state in its colour. */
const paintLabel = (label: string, paint: Paint | undefined): string => {
  const text = visibleLine(label)
  const [name = '', ...rest] = text.split('  ')
  const state = rest.join('  ')
  const tone = toneOfState(state)
  return tone && paint ? `${name}  ${paint(tone, state)}` : text
}

const draw = (children: readonly Branch[], margin: string, lines: Lines, paint: Paint | undefined): string =>
  children
    .map(({label, children: below}, index) => {
      const isLast = index === children.length - 1
      const next = margin + (isLast ? '   ' : lines.bar)
      return `${margin}${isLast ? lines.corner : lines.tee}${paintLabel(label, paint)}\n${draw(below, next, lines, paint)}`
    })
    .join('')

/**
 * Trees as text, one object a line; nothing for none.
 * @param ascii true for terminals without box-drawing characters @param paint colours what is wrong
 */
export const printTree = (roots: readonly Branch[], ascii: boolean, paint?: Paint): string =>
  roots
    .map(({label, children}) => `${paintLabel(label, paint)}\n${draw(children, '', ascii ? ASCII : UNICODE, paint)}`)
    .join('')
