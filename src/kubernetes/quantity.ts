/**
 * Resource quantities (`250m`, `64Mi`, `1e3`): Kubernetes' arithmetic and notation, from the documentation of
 * apimachinery's pkg/api/resource and from what `kubectl describe node` prints.
 */
type Format = 'DecimalSI' | 'BinarySI' | 'DecimalExponent'

/** An exact amount, and the notation it was written in, which sums keep. */
export interface Quantity {
  /** Billionths of the unit (cores, bytes, …): the finest amount that Kubernetes tells apart. */
  readonly nanos: bigint
  readonly format: Format
}

export const ZERO: Quantity = {nanos: 0n, format: 'DecimalSI'}

const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
/** Powers of a thousand, beginning with 10⁻⁹. */
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const NANOS = 10n ** 9n
const MILLIS_IN_NANOS = 10n ** 6n

/**
 * Reads a quantity. What is finer than a billionth is rounded up.
 *
 * @throws Error when the text is not a quantity, which an API server never sends.
 */
export function parseQuantity(text: string): Quantity {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?([KMGTPE]i|[numkMGTPE]?|[eE][+-]?\d+)$/.exec(text)
  const [, sign, whole = '', fraction = '', suffix = ''] = match ?? []
  if (!match || whole + fraction === '') throw new Error(`not a resource quantity: ${JSON.stringify(text)}`)
  const {format, numerator, denominator} = scaleOf(suffix)
  const digits = BigInt(whole + fraction) * NANOS * numerator
  const nanos = ceilDivide(digits, denominator * 10n ** BigInt(fraction.length))
  return {nanos: sign === '-' ? -nanos : nanos, format}
}

function scaleOf(suffix: string): {format: Format; numerator: bigint; denominator: bigint} {
  const binary = suffix === '' ? -1 : binarySuffixes.indexOf(suffix)
  if (binary > 0) return {format: 'BinarySI', numerator: 1024n ** BigInt(binary), denominator: 1n}
  const decimal = decimalSuffixes.indexOf(suffix)
  const exponent = decimal < 0 ? Number(suffix.slice(1)) : 3 * decimal - 9
  const power = 10n ** BigInt(Math.abs(exponent))
  const format = decimal < 0 ? 'DecimalExponent' : 'DecimalSI'
  return exponent < 0 ? {format, numerator: 1n, denominator: power} : {format, numerator: power, denominator: 1n}
}

/** The canonical text: the largest suffix that leaves a whole number, in the quantity's own notation. */
export function formatQuantity({nanos, format}: Quantity): string {
  if (nanos === 0n) return '0'
  const bytes = ceilDivide(nanos, NANOS)
  // Below 1024 there is no binary suffix, and fractions have only decimal ones.
  const small = nanos > -1024n * NANOS && nanos < 1024n * NANOS
  if (format === 'BinarySI' && !small) {
    const [mantissa, index] = divideOut(bytes, 1024n, binarySuffixes.length - 1)
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
