import {Document, isScalar, type Pair, visit} from 'yaml'
import {hasHidden} from '../text/visible.ts'

/**
 * A value as `kubectl get -o yaml` prints it: keys in kubectl's order, sequences not indented, strings quoted where
 * kubectl quotes them. Unlike kubectl we don't fold long lines, so that they can be found with grep.
 * Facts: kubectl 1.27 to 1.33 on a ConfigMap of awkward strings.
 */
export const printYaml = (value: unknown): string => {
  const document = new Document(value, {version: '1.1', aliasDuplicateObjects: false, sortMapEntries: byKey})
  visit(document, {
    Pair: (_, pair, path) => (isManagedFields(pair, path.at(-2)) ? visit.REMOVE : undefined),
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string') scalar.type = styleOf(scalar.value)
    },
  })
  return document.toString({indentSeq: false, lineWidth: 0})
}

/** kubectl leaves the bookkeeping of server-side apply out. `owner` is the pair whose value holds this one. */
const isManagedFields = ({key}: Pair, owner: unknown): boolean =>
  keyText(key) === 'managedFields' && keyText((owner as Pair | undefined)?.key) === 'metadata'

type Style = 'PLAIN' | 'QUOTE_DOUBLE' | 'QUOTE_SINGLE' | 'BLOCK_LITERAL'

/** In this order: the first rule that matches a string decides how it is written. */
const styles: readonly (readonly [RegExp, Style])[] = [
  // What only escapes can say: a byte order mark, blanks before a line break.
  [/\ufeff| \n/, 'QUOTE_DOUBLE'],
  [/\n/, 'BLOCK_LITERAL'],
  [/\t/, 'QUOTE_DOUBLE'],
  // What would be read as something else than a string, by YAML 1.1 or 1.2.
  [/^(|~|null|true|false|yes|no|on|off|y|n)$/i, 'QUOTE_DOUBLE'],
  [
    /^[-+]?(0b[01_]+|0o?[0-7_]+|0x[\da-f_]+|\d[\d_]*(:[0-5]?\d)*(\.[\d_]*)?|[\d_]*\.\d[\d_]*)(e[-+]?\d+)?$/i,
    'QUOTE_DOUBLE',
  ],
  [/^[-+]?\.(inf|nan)$/i, 'QUOTE_DOUBLE'],
  [/^\d{4}-\d\d?-\d\d?([Tt ]|$)/, 'QUOTE_DOUBLE'],
  // What would be read as syntax.
  [/^[#,[\]{}&*!|>'"%@`]|^[-?:]( |$)|^(---|\.\.\.)|: |:$| #|^ | $/, 'QUOTE_SINGLE'],
]

/** What a terminal shows as escapes must stand where YAML reads them: in double quotes. */
const styleOf = (text: string): Style =>
  hasHidden(text) ? 'QUOTE_DOUBLE' : (styles.find(([pattern]) => pattern.test(text))?.[1] ?? 'PLAIN')

const byKey = (a: Pair, b: Pair): number => compareKeys(keyText(a.key), keyText(b.key))

const keyText = (key: unknown): string => String(isScalar(key) ? key.value : key)

/**
 * kubectl's order of keys: runs of digits compare as numbers (`port2` before `port10`, `x1` before `x01`), and what is
 * not a letter comes before letters. Where kubectl's own comparison goes in a circle, ours still gives one order.
 */
export const compareKeys = (a: string, b: string): number => {
  const [left, right] = [chunks(a), chunks(b)]
  const index = left.findIndex((chunk, at) => chunk !== right[at])
  const [x, y] = [left[index], right[index]]
  if (x === undefined || y === undefined) return left.length - right.length
  if (isLetter(x) !== isLetter(y)) return isLetter(x) ? 1 : -1
  return numberOf(x) - numberOf(y) || x.length - y.length || (x < y ? -1 : 1)
}

/** Runs of digits, and single characters between them. */
const chunks = (key: string): string[] => key.match(/\d+|\D/gu) ?? []

/** Anything but digits counts as nought. */
const numberOf = (chunk: string): number => Number.parseInt(chunk, 10) || 0

const isLetter = (chunk: string): boolean => /^\p{L}/u.test(chunk)
