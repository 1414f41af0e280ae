import {isScalar, type Node, type Scalar} from 'yaml'

const PLAIN_BOOLS = new Map([
  ['true', true],
  ['false', false],
])
/** Words of YAML 1.1 that kind still takes where a bool is wanted, even in quotes. */
const OLD_BOOLS = new Map([
  ...['y', 'yes', 'on'].map(word => [word, true] as const),
  ...['n', 'no', 'off'].map(word => [word, false] as const),
])

/** Whether a scalar stands without quotes and is no block. */
export const isPlain = (scalar: Scalar): boolean => scalar.type === 'PLAIN'

/** Whether a scalar has a tag of its own (`!!int "80"`). What that comes to, kind alone judges. */
export const isTagged = ({tag}: Scalar): boolean => tag !== undefined && tag !== '!'

/** Whether a value is null, which leaves a field unset: written so, or not written at all. */
export const isNull = (node: Node | null): boolean => {
  if (!isScalar(node)) return node === null
  if (isTagged(node)) return node.tag === 'tag:yaml.org,2002:null'
  return isPlain(node) && /^(?:~|null|Null|NULL)?$/.test(node.source ?? '')
}

/** A scalar where a bool is wanted, as kind's decoder reads it; undefined if it is none. */
export const boolOf = (scalar: Scalar): boolean | undefined => {
  const text = scalar.source ?? ''
  if (!/^(?:[A-Za-z][a-z]*|[A-Z]+)$/.test(text)) return undefined
  const word = text.toLowerCase()
  return OLD_BOOLS.get(word) ?? (isPlain(scalar) ? PLAIN_BOOLS.get(word) : undefined)
}

/**
 * A scalar where a whole number is wanted, as kind's decoder (go.yaml.in/yaml/v3) reads it; undefined if it is none.
 * `0120` is octal, as in YAML 1.1; underscores count for nothing, and a fraction is cut off.
 */
export const intOf = (scalar: Scalar): number | undefined => {
  const [, sign, digits] = /^([-+]?)([.\d][\w.+-]*)$/.exec(scalar.source ?? '') ?? []
  if (digits === undefined || !(isPlain(scalar) || isTagged(scalar))) return undefined
  const value = Number(digits.replaceAll('_', '').replace(/^0(?=[0-7]+$)/, '0o'))
  return Number.isNaN(value) ? undefined : Math.trunc(sign === '-' ? -value : value) + 0
}
