/**
 * A YAML scalar as Go's yaml.v3 resolves it, which is what kind decodes with: YAML 1.2 with leftovers of 1.1.
 * `other` is a scalar with a tag of its own; `invalid` one whose standard tag does not fit its text.
 */
export type GoScalar =
  | {tag: 'null'}
  | {tag: 'bool'; value: boolean}
  | {tag: 'int' | 'float'; value: number}
  | {tag: 'str' | 'other'; value: string}
  | {tag: 'invalid'; value: string}

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL'])
const BOOLS = new Map([
  ...['true', 'True', 'TRUE'].map(word => [word, true] as const),
  ...['false', 'False', 'FALSE'].map(word => [word, false] as const),
])
/** Words of YAML 1.1 that yaml.v3 still takes where a bool is wanted, even in quotes. */
const OLD_BOOLS = new Map([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map(word => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map(word => [word, false] as const),
])
const INTEGERS: readonly [pattern: RegExp, base: number][] = [
  [/^([-+]?)(0|[1-9]\d*)$/, 10],
  [/^([-+]?)0[oO]?([0-7]+)$/, 8],
  [/^([-+]?)0[xX]([\da-fA-F]+)$/, 16],
  [/^([-+]?)0[bB]([01]+)$/, 2],
]
const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/
const INFINITE_OR_NAN = /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/
const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/

const resolveNumber = (text: string): GoScalar | undefined => {
  if (INFINITE_OR_NAN.test(text)) return {tag: 'float', value: Number.NaN}
  // yaml.v3 drops underscores inside a number, but a word that begins with one is a string.
  if (!/^[-+.\d]/.test(text)) return undefined
  const digits = text.replaceAll('_', '')
  for (const [pattern, base] of INTEGERS) {
    const match = pattern.exec(digits)
    if (match) return {tag: 'int', value: Number.parseInt(`${match[1]}${match[2]}`, base)}
  }
  return FLOAT.test(digits) ? {tag: 'float', value: Number(digits)} : undefined
}

const resolvePlain = (text: string): GoScalar => {
  if (NULLS.has(text)) return {tag: 'null'}
  const bool = BOOLS.get(text)
  if (bool !== undefined) return {tag: 'bool', value: bool}
  return resolveNumber(text) ?? {tag: 'str', value: text}
}

const resolveBinary = (text: string): GoScalar => {
  const base64 = text.replaceAll(/\s/g, '')
  if (!BASE64.test(base64)) return {tag: 'invalid', value: text}
  return {tag: 'str', value: Buffer.from(base64, 'base64').toString('utf8')}
}

/**
 * What a scalar is to kind. Observed with kind v0.33.0 (go.yaml.in/yaml/v3); test/cluster/providers/kind/config/kind-observed.ts has the facts.
 * @param text the scalar without its quotes, escapes resolved
 * @param plain true if it stands without quotes and is no block scalar
 * @param tag its explicit tag in long form (`tag:yaml.org,2002:int`), if it has one
 */
export const resolveScalar = (text: string, plain: boolean, tag?: string): GoScalar => {
  const own = tag === undefined || tag === '!' ? undefined : tag.replace('tag:yaml.org,2002:', '!!')
  switch (own) {
    case undefined:
      return plain ? resolvePlain(text) : {tag: 'str', value: text}
    case '!!str':
      return {tag: 'str', value: text}
    case '!!binary':
      return resolveBinary(text)
    case '!!null':
    case '!!bool':
    case '!!int':
    case '!!float': {
      const scalar = resolvePlain(text)
      const fits = own === `!!${scalar.tag}` || (own === '!!float' && scalar.tag === 'int')
      return fits ? scalar : {tag: 'invalid', value: text}
    }
    default:
      return {tag: 'other', value: text}
  }
}

/** A scalar where a bool is wanted; undefined if it is none. `yes`, `"on"` and the like count, as kind takes them. */
export const asBool = (scalar: GoScalar): boolean | undefined => {
  if (scalar.tag === 'bool') return scalar.value
  return scalar.tag === 'str' || scalar.tag === 'other' ? OLD_BOOLS.get(scalar.value) : undefined
}

/** A scalar where a 32-bit integer is wanted; undefined if it is none. A fraction is cut off, as kind does. */
export const asInt32 = (scalar: GoScalar): number | undefined => {
  if (scalar.tag !== 'int' && scalar.tag !== 'float') return undefined
  const value = Math.trunc(scalar.value)
  return value >= -(2 ** 31) && value < 2 ** 31 ? value + 0 : undefined
}
