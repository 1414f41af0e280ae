/**
 * Resource quantities (`250m`, `64Mi`, `1e3`) as the API server reads, bounds and writes them: k8s.io/apimachinery,
 * pkg/api/resource (quantity.go and suffix.go). Every function takes time linear in the length of its text, whatever
 * number the text stands for.
 */
type Format = 'DecimalSI' | 'BinarySI' | 'DecimalExponent'

/** An exact amount, and the notation it was written in, which sums keep. */
export interface Quantity {
  /** Billionths of the unit (cores, bytes, …): the finest amount that Kubernetes distinguishes. */
  readonly nanos: bigint
  readonly format: Format
}

/** A text that is not a quantity; the message is the API server's own. */
export class QuantityError extends Error {}

export const ZERO: Quantity = {nanos: 0n, format: 'DecimalSI'}

const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
/** Powers of a thousand, beginning with 10⁻⁹. */
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const NANOS = 10n ** 9n
const MILLIS_IN_NANOS = 10n ** 6n
const INT64_MAX = 2n ** 63n - 1n
/**
 * No quantity is larger than 2⁶³−1 units, as the API reference says. (The API server keeps a larger one that is written
 * in decimal, and computes with all of its zeros.)
 */
const MAX_NANOS = INT64_MAX * NANOS
/** Digits of 2⁶³−1 before the point. */
const MAX_WHOLE_DIGITS = 19
/** Decimal digits of 1 / (2⁶⁰ · 10⁹): what is finer cannot change which whole number of billionths is the next one up. */
const FRACTION_DIGITS = 69

/** Sign, digits before and behind the point, suffix. A suffix begins with no digit, so that nothing is tried twice. */
const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?((?:[eEinumkKMGTP]+[-+]?|[-+])\d*)?$/

/**
 * Reads a quantity. What is finer than a billionth is rounded up, what is larger than 2⁶³−1 is 2⁶³−1.
 *
 * @throws QuantityError when the text is not a quantity
 */
export function parseQuantity(text: string): Quantity {
  const match = PATTERN.exec(text)
  const [, sign, whole = '', fraction = '', suffix = ''] = match ?? []
  if (!match || whole + fraction === '')
    throw new QuantityError(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    )
  const {format, factor, exponent} = scaleOf(suffix)
  const digits = (whole + fraction).replace(/^0+/, '')
  const point = digits.length - fraction.length + exponent
  const nanos = digits === '' ? 0n : nanosOf(digits, point, factor)
  return {
    nanos: sign === '-' ? -nanos : nanos,
    format: format === 'BinarySI' && nanos < NANOS && nanos !== 0n ? 'DecimalSI' : format,
  }
}

/** What a suffix multiplies with: `factor` · 10^`exponent`. @throws QuantityError */
function scaleOf(suffix: string): {format: Format; factor: bigint; exponent: number} {
  const decimal = decimalSuffixes.indexOf(suffix)
  if (decimal >= 0) return {format: 'DecimalSI', factor: 1n, exponent: 3 * decimal - 9}
  const binary = binarySuffixes.indexOf(suffix)
  if (binary > 0) return {format: 'BinarySI', factor: 1024n ** BigInt(binary), exponent: 0}
  const sign = suffix[1] === '-' ? -1 : 1
  const digits = /^[eE][+-]?0*(\d{1,19})$/.exec(suffix)?.[1]
  // The API server reads an exponent as a 64-bit integer.
  if (digits === undefined || BigInt(digits) > INT64_MAX) throw new QuantityError("unable to parse quantity's suffix")
  return {format: 'DecimalExponent', factor: 1n, exponent: sign * Number(digits)}
}

/**
 * The billionths of 0.DIGITS · 10^point · factor, rounded up and capped.
 * @param digits the first one is not zero
 */
function nanosOf(digits: string, point: number, factor: bigint): bigint {
  if (point > MAX_WHOLE_DIGITS) return MAX_NANOS
  const kept = point + FRACTION_DIGITS
  if (kept <= 0) return 1n
  const rest = /[1-9]/.test(digits.slice(kept)) ? 1n : 0n
  const amount = BigInt(digits.slice(0, kept).padEnd(kept, '0')) + rest
  const nanos = ceilDivide(amount * factor * NANOS, 10n ** BigInt(FRACTION_DIGITS))
  return nanos > MAX_NANOS ? MAX_NANOS : nanos
}

/** The canonical text: the largest suffix that leaves a whole number, in the quantity's own notation. */
export function formatQuantity({nanos, format}: Quantity): string {
  if (nanos === 0n) return '0'
  // Below 1024 there is no binary suffix, and fractions have only decimal ones.
  const small = nanos > -1024n * NANOS && nanos < 1024n * NANOS
  if (format === 'BinarySI' && !small && nanos % NANOS === 0n) {
    const [mantissa, index] = divideOut(nanos / NANOS, 1024n, binarySuffixes.length - 1)
    return `${mantissa}${binarySuffixes[index]}`
  }
  const [mantissa, index] = divideOut(nanos, 1000n, decimalSuffixes.length - 1)
  if (format !== 'DecimalExponent') return `${mantissa}${decimalSuffixes[index]}`
  const exponent = 3 * index - 9
  return exponent === 0 ? `${mantissa}` : `${mantissa}e${exponent}`
}

/** The sum in the first one's notation, or in the second's when the first is zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return {nanos: a.nanos + b.nanos, format: a.nanos === 0n ? b.format : a.format}
}

/** Below zero, zero or above, as `a` is less than, the same as or more than `b`. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  return a.nanos === b.nanos ? 0 : a.nanos < b.nanos ? -1 : 1
}

/** Whether the quantity is a whole number of units. */
export function isWhole({nanos}: Quantity): boolean {
  return nanos % NANOS === 0n
}

/** The quantity in whole thousandths of the unit, rounded away from zero; inexact beyond 2⁵³. */
export function millisOf({nanos}: Quantity): number {
  return Number(ceilDivide(nanos, MILLIS_IN_NANOS))
}

/** The quantity rounded away from zero to whole thousandths, as the amounts of a container's resources are kept. */
export function roundUpToMillis({nanos, format}: Quantity): Quantity {
  return {nanos: ceilDivide(nanos, MILLIS_IN_NANOS) * MILLIS_IN_NANOS, format}
}

/**
 * What share of `whole` is `part`, in whole per cent rounded towards zero; 0 when `whole` is zero.
 * `kubectl describe node` counts cpu in thousandths and everything else in units, both rounded up, so `resource` matters.
 */
export function percentOf(part: Quantity, whole: Quantity, resource: string): number {
  const unit = resource === 'cpu' ? MILLIS_IN_NANOS : NANOS
  const total = Number(ceilDivide(whole.nanos, unit))
  return total === 0 ? 0 : Math.trunc((Number(ceilDivide(part.nanos, unit)) / total) * 100)
}

function divideOut(amount: bigint, by: bigint, atMost: number): [mantissa: bigint, times: number] {
  let [mantissa, times] = [amount, 0]
  while (times < atMost && mantissa % by === 0n) {
    mantissa /= by
    times++
  }
  return [mantissa, times]
}

/** Rounds away from zero, as Kubernetes does. */
function ceilDivide(amount: bigint, by: bigint): bigint {
  const quotient = amount / by
  if (amount % by === 0n) return quotient
  return amount > 0n ? quotient + 1n : quotient - 1n
}
