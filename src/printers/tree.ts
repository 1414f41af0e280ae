import {visibleLine} from '../text/visible.ts'
import {columnsOf, wrapLine} from '../text/wrap.ts'
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

/** What stands between an object's name and what is said of it. */
const BETWEEN = '  '
/** What a line begins with on which no line of the tree goes on. */
const HANG = '   '
const UNICODE: Lines = {tee: '├─ ', corner: '└─ ', bar: '│  '}
const ASCII: Lines = {tee: '|- ', corner: '`- ', bar: '|  '}

interface TreeStyle {
  /** True for terminals without box-drawing characters. */
  ascii: boolean
  /** Columns that a line may take: Infinity in a pipe. */
  width?: number | undefined
  /** Colours what is wrong. */
  paint?: Paint | undefined
}

/**
 * A label, with what it says of the object's state in its colour, wrapped at words.
 * @param before what stands before its first line @param below what stands before each further one, as wide as `before` and HANG
 */
const labelLines = (label: string, before: string, below: string, {width = Infinity, paint}: TreeStyle): string[] => {
  const text = visibleLine(label)
  const [name = '', ...rest] = text.split(BETWEEN)
  const state = rest.join(BETWEEN)
  const tone = toneOfState(state)
  const colour = (words: string): string => (tone && paint && words !== '' ? paint(tone, words) : words)
  const [head = '', ...further] = wrapLine(text, width - columnsOf(before), HANG)
  const said = name + (head.length > name.length ? BETWEEN : '')
  return [
    before + said + colour(head.slice(said.length)),
    ...further.map(piece => below + colour(piece.slice(HANG.length))),
  ]
}

const draw = (branches: readonly Branch[], margin: string, isRoot: boolean, style: TreeStyle): string[] => {
  const {tee, corner, bar} = style.ascii ? ASCII : UNICODE
  return branches.flatMap(({label, children}, index) => {
    const isLast = index === branches.length - 1
    const before = isRoot ? '' : margin + (isLast ? corner : tee)
    const next = isRoot ? '' : margin + (isLast ? HANG : bar)
    const below = next + (children.length > 0 ? bar : HANG)
    return [...labelLines(label, before, below, style), ...draw(children, next, false, style)]
  })
}

/** Trees as text, one object a line, or several of a width that is too small; nothing for none. */
export const printTree = (roots: readonly Branch[], style: TreeStyle): string =>
  draw(roots, '', true, style)
    .map(line => `${line}\n`)
    .join('')
