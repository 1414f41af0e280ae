import {expect, test} from 'vitest'
import {addQuantities, formatQuantity, parseQuantity, percentOf, ZERO} from '../../src/kubernetes/quantity.ts'

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
])('The quantity %s is written %s', (given, canonical) => {
  expect(formatQuantity(parseQuantity(given))).toBe(canonical)
})

test.each(['', '-', '.', 'x', '1 Mi', '1Kii', '1e', 'Mi', '1mi', '0x10'])('%j is not a quantity', text => {
  expect(() => parseQuantity(text)).toThrow(`not a resource quantity: ${JSON.stringify(text)}`)
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
