import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {canonicalQuantity, compareQuantities, isQuantity, roundToMilli} from '../../../src/sim/schema/quantity.ts'

describe('a quantity is written in one way', () => {
  it.each([
    ['0.5', '500m'],
    ['1024Mi', '1Gi'],
    ['1000m', '1'],
    ['1000', '1k'],
    ['1500m', '1500m'],
    ['100000000', '100M'],
    ['0', '0'],
    ['0Mi', '0'],
    ['512', '512'],
    ['1e3', '1e3'],
    ['-2Gi', '-2Gi'],
    ['.5Gi', '512Mi'],
    ['1.5Ki', '1536'],
    ['100u', '100u'],
  ])('%s is %s', (given, canonical) => {
    expect(canonicalQuantity(given)).toBe(canonical)
  })

  it('whose canonical form is stable and of the same value', () => {
    const suffixes = fc.constantFrom('', 'm', 'k', 'M', 'Ki', 'Mi', 'Gi')
    fc.assert(
      fc.property(fc.integer({min: 0, max: 2 ** 40}), suffixes, (number, suffix) => {
        const canonical = canonicalQuantity(`${number}${suffix}`)
        expect(canonicalQuantity(canonical)).toBe(canonical)
        expect(compareQuantities(canonical, `${number}${suffix}`)).toBe(0)
      }),
    )
  })
})

it.each(['', 'm', '1K', '1ki', 'abc', '1.2.3', '1 Gi', '1Gib'])('%j is no quantity', text => {
  expect(isQuantity(text)).toBe(false)
})

it('compares across units', () => {
  expect(compareQuantities('1Gi', '1G')).toBeGreaterThan(0)
  expect(compareQuantities('999m', '1')).toBeLessThan(0)
})

it('rounds resources up to thousandths', () => {
  expect(roundToMilli('100u')).toBe('1m')
  expect(roundToMilli('2')).toBe('2')
})
