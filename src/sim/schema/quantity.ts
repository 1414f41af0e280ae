// Quantities (`500m`, `1Gi`), and the one way the API writes each: k8s.io/apimachinery, pkg/api/resource.

interface Quantity {
  /** Billionths, the finest that the API tells apart. */
  nanos: bigint
  form: 'binary' | 'decimal' | 'exponent'
}

const NANO = 1_000_000_000n
const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d+))?$/
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const
/** Powers of ten by suffix. */
const DECIMAL: Readonly<Record<string, number>> = {n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18}
const SUFFIX = new Map(Object.entries(DECIMAL).map(([suffix, power]) => [power, suffix]))

/** Divides and rounds away from zero, as the API rounds what is finer than it keeps. */
const roundUp = (value: bigint, by: bigint): bigint => (value + by - 1n) / by

const parse = (text: string): Quantity | undefined => {
  const [, sign, whole = '', part = '', binary, decimal = '', exponent] = PATTERN.exec(text) ?? []
  if (whole === '' && part === '') return undefined
  const scale = 10n ** BigInt(part.length)
  let value = BigInt(`${whole}${part}`) * NANO
  if (binary) value *= 1024n ** BigInt(BINARY.indexOf(binary as (typeof BINARY)[number]))
  const power = exponent === undefined ? (DECIMAL[decimal] ?? 0) : Number(exponent)
  const nanos = power < 0 ? roundUp(value, scale * 10n ** BigInt(-power)) : roundUp(value * 10n ** BigInt(power), scale)
  const form = binary ? 'binary' : exponent === undefined ? 'decimal' : 'exponent'
  return {nanos: sign === '-' ? -nanos : nanos, form}
}

const writeBinary = (nanos: bigint): string => {
  let value = roundUp(nanos, NANO)
  let power = 0
  while (value !== 0n && value % 1024n === 0n && power < BINARY.length - 1) {
    value /= 1024n
    power++
  }
  return `${value}${BINARY[power]}`
}

const writeDecimal = (nanos: bigint, exponent: boolean): string => {
  let value = nanos
  let power = -9
  while (value !== 0n && value % 1000n === 0n && power < 18) {
    value /= 1000n
    power += 3
  }
  if (value === 0n) return '0'
  return exponent ? `${value}${power === 0 ? '' : `e${power}`}` : `${value}${SUFFIX.get(power)}`
}

export const isQuantity = (text: string): boolean => parse(text) !== undefined

/** `0.5` → `500m`, `1024Mi` → `1Gi`, `1000` → `1k`. A text that is no quantity comes back as it is. */
export const canonicalQuantity = (text: string): string => {
  const quantity = parse(text)
  if (!quantity) return text
  const {nanos, form} = quantity
  const size = nanos < 0n ? -nanos : nanos
  const written =
    form === 'binary' && size >= 1024n * NANO ? writeBinary(size) : writeDecimal(size, form === 'exponent')
  return nanos < 0n ? `-${written}` : written
}

const nanosOf = (text: string): bigint => {
  const quantity = parse(text)
  if (!quantity) throw new Error(`${text} is no quantity`)
  return quantity.nanos
}

/** Below zero, zero or above, as `a` is less than, the same as or more than `b`. Both must be quantities. */
export const compareQuantities = (a: string, b: string): number => {
  const [left, right] = [nanosOf(a), nanosOf(b)]
  return left === right ? 0 : left < right ? -1 : 1
}

/** Quantities of resources are kept to thousandths. */
export const roundToMilli = (text: string): string => {
  const quantity = parse(text)
  if (!quantity || quantity.nanos % 1_000_000n === 0n) return text
  return canonicalQuantity(`${roundUp(quantity.nanos, 1_000_000n)}m`)
}
