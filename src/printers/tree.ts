import {visibleLine} from '../text/visible.ts'

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

const draw = (children: readonly Branch[], margin: string, lines: Lines): string =>
  children
    .map(({label, children: below}, index) => {
      const isLast = index === children.length - 1
      const next = margin + (isLast ? '   ' : lines.bar)
      return `${margin}${isLast ? lines.corner : lines.tee}${visibleLine(label)}\n${draw(below, next, lines)}`
    })
    .join('')

/** Trees as text, one object a line; nothing for none. @param ascii true for terminals without box-drawing characters */
export const printTree = (roots: readonly Branch[], ascii: boolean): string =>
  roots.map(({label, children}) => `${visibleLine(label)}\n${draw(children, '', ascii ? ASCII : UNICODE)}`).join('')
