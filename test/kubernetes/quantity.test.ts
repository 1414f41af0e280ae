import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  isWhole,
  millisOf,
  parseQuantity,
  percentOf,
  roundUpToMillis,
  ZERO,
} from '../../src/kubernetes/quantity.ts'

test.each([
  ['0', '0'],
  ['0.5', '500m'],
  ['.5', '500m'],
  ['1.', '1'],
  ['1.5', '1500m'],
  ['1500m', '1500m'],
  ['2000m', '2'],
  ['0.0015', '1500u'],
  ['100n', '100n'],
  ['0.1n', '1n'],
  ['1000', '1k'],
  ['1000000', '1M'],
  ['129M', '129M'],
  ['129000k', '129M'],
  ['5E', '5E'],
  ['64Mi', '64Mi'],
  ['65536Ki', '64Mi'],
  ['1.5Gi', '1536Mi'],
  ['0.5Gi', '512Mi'],
  ['1.5Ki', '1536'],
  ['0.5Ki', '512'],
  ['1023Ki', '1023Ki'],
  ['24684096Ki', '24684096Ki'],
  ['1e3', '1e3'],
  ['1E3', '1e3'],
  ['12e2', '1200'],
  ['129e6', '129e6'],
  ['1e-3', '1e-3'],
  ['-1.5', '-1500m'],
  ['+7', '7'],
  ['0Mi', '0'],
  ['-2Gi', '-2Gi'],
  ['100u', '100u'],
  ['0.1Ki', '102400m'],
  ['1.0005Ki', '1024512m'],
  ['0.0001Ki', '102400u'],
  ['1e+3', '1e3'],
  ['1e0', '1'],
  ['1e003', '1e3'],
  ['000000000000000000000000012', '12'],
])('The quantity %s is written %s', (given, canonical) => {
  expect(formatQuantity(parseQuantity(given))).toBe(canonical)
})

describe('A quantity is bounded', () => {
  const largest = '9223372036854775807'
  test.each([
    ['1e19', largest],
    ['1e999999999', largest],
    ['1e10000000', largest],
    ['-1e999999999', `-${largest}`],
    ['1e9223372036854775807', largest],
    ['8Ei', largest],
    ['7Ei', '7Ei'],
    ['100E', largest],
    [largest, largest],
    ['9223372036854775808', largest],
    ['0.9n', '1n'],
    ['1e-999999999', '1e-9'],
    ['-1e-999999999', '-1e-9'],
    ['1e-9223372036854775807', '1e-9'],
    ['1.0000000001', '1000000001n'],
    ['0e999999999', '0'],
    ['0e-999999999', '0'],
    ['0.0000000000000000000001Ei', '115293n'],
  ])('%s is %s', (given, canonical) => {
    expect(formatQuantity(parseQuantity(given))).toBe(canonical)
  })

  test('also when it is written with millions of digits', () => {
    const many = 2_000_000
    expect(formatQuantity(parseQuantity('9'.repeat(many)))).toBe(largest)
    expect(formatQuantity(parseQuantity(`${'0'.repeat(many)}1`))).toBe('1')
    expect(formatQuantity(parseQuantity(`0.${'0'.repeat(many)}1`))).toBe('1n')
    expect(formatQuantity(parseQuantity(`1.${'0'.repeat(many)}1`))).toBe('1000000001n')
    expect(formatQuantity(parseQuantity(`1.${'0'.repeat(many)}1Ki`))).toBe('1024000000001n')
    expect(formatQuantity(parseQuantity(`${'1'.repeat(many)}e-${many - 1}`))).toBe('1111111112e-9')
    expect(formatQuantity(parseQuantity(`0.${'0'.repeat(many)}1e${many + 4}`))).toBe('1e3')
    for (const text of ['1', '1e', '1.', 'e', '+', '.'].map(start => `${start.padEnd(many, start.at(-1))}x`))
      expect(() => parseQuantity(text)).toThrow(WRONG_FORM)
    expect(() => parseQuantity(`1e${'9'.repeat(many)}`)).toThrow(WRONG_SUFFIX)
  })

  test('and is the same as the exact number, rounded up', () => {
    const fraction = fc.stringMatching(/^[0-9]{1,90}$/)
    fc.assert(
      fc.property(fc.nat(5), fraction, fc.constantFrom('Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'), (whole, digits, suffix) => {
        const factor = 1024n ** BigInt(['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].indexOf(suffix) + 1)
        const exact = BigInt(`${whole}${digits}`) * factor * 10n ** 9n
        const scale = 10n ** BigInt(digits.length)
        expect(parseQuantity(`${whole}.${digits}${suffix}`).nanos).toBe((exact + scale - 1n) / scale)
      }),
    )
  })
})

test('The canonical form of a quantity is stable and of the same value', () => {
  const suffixes = fc.constantFrom('', 'm', 'k', 'M', 'Ki', 'Mi', 'Gi')
  fc.assert(
    fc.property(fc.integer({min: 0, max: 2 ** 40}), suffixes, (number, suffix) => {
      const given = parseQuantity(`${number}${suffix}`)
      const canonical = formatQuantity(given)
      expect(formatQuantity(parseQuantity(canonical))).toBe(canonical)
      expect(compareQuantities(parseQuantity(canonical), given)).toBe(0)
    }),
  )
})

const WRONG_FORM = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const WRONG_SUFFIX = "unable to parse quantity's suffix"

test.each(['', '-', '.', 'x', 'Mi', 'm', 'abc', '1.2.3', '1 Mi', ' 1', '1Gib', '0x10', '1e1.5', '1\n'])(
  '%j is not a number with a suffix',
  text => {
    expect(() => parseQuantity(text)).toThrow(WRONG_FORM)
  },
)

test.each(['1Kii', '1e', '1mi', '1K', '1ki', '1i', '-3.01e-', '1+5', '1e9223372036854775808', '1ee3'])(
  '%j has no suffix of a quantity',
  text => {
    expect(() => parseQuantity(text)).toThrow(WRONG_SUFFIX)
  },
)

test('Quantities are compared across units', () => {
  expect(compareQuantities(parseQuantity('1Gi'), parseQuantity('1G'))).toBeGreaterThan(0)
  expect(compareQuantities(parseQuantity('999m'), parseQuantity('1'))).toBeLessThan(0)
  expect(compareQuantities(parseQuantity('1024Mi'), parseQuantity('1Gi'))).toBe(0)
})

test.each([
  ['100u', '1m', 1, false],
  ['1e-6', '1e-3', 1, false],
  ['-100u', '-1m', -1, false],
  ['2', '2', 2000, true],
  ['1500m', '1500m', 1500, false],
  ['1.5', '1500m', 1500, false],
  ['64Mi', '64Mi', 67_108_864_000, true],
  ['1e3', '1e3', 1_000_000, true],
])('%s rounded up to thousandths is %s, %d of them', (given, rounded, millis, whole) => {
  const quantity = parseQuantity(given)
  expect(formatQuantity(roundUpToMillis(quantity))).toBe(rounded)
  expect(millisOf(quantity)).toBe(millis)
  expect(isWhole(quantity)).toBe(whole)
})

test.each([
  ['64Mi', '1M', '68108864'],
  ['1M', '64Mi', '68108864'],
  ['512Mi', '129M', '665870912'],
  ['100m', '50m', '150m'],
  ['1', '500m', '1500m'],
  ['0', '128Mi', '128Mi'],
  ['128Mi', '0', '128Mi'],
  ['1Gi', '1Gi', '2Gi'],
  ['9223372036854775807', '1', '9223372036854775808'],
])('%s and %s add up to %s', (a, b, total) => {
  expect(formatQuantity(addQuantities(parseQuantity(a), parseQuantity(b)))).toBe(total)
})

test('A sum keeps the notation of its first addend', () => {
  const mixed = [parseQuantity('1Ki'), parseQuantity('1000')] as const
  expect(addQuantities(...mixed).format).toBe('BinarySI')
  expect(addQuantities(mixed[1], mixed[0]).format).toBe('DecimalSI')
  expect(addQuantities(ZERO, mixed[0]).format).toBe('BinarySI')
})

test.each([
  ['250m', '2', 'cpu', 12],
  ['1999m', '2', 'cpu', 99],
  ['2200m', '2', 'cpu', 110],
  ['1u', '10m', 'cpu', 10],
  ['170Mi', '24684096Ki', 'memory', 0],
  ['1500m', '2', 'memory', 100],
  ['1', '0', 'cpu', 0],
])('%s of %s %s is %d%%, never rounded up', (part, whole, resource, percent) => {
  expect(percentOf(parseQuantity(part), parseQuantity(whole), resource)).toBe(percent)
})
