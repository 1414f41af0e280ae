import fc from 'fast-check'
import {expect, test} from 'vitest'
import {parseDuration} from '../../src/project/duration.ts'

test.each([
  ['0', 0],
  ['0s', 0],
  ['90', 90_000],
  ['1s', 1000],
  ['2m', 120_000],
  ['3h', 10_800_000],
  ['1h30m', 5_400_000],
  ['1m1m', 120_000],
  ['500ms', 500],
  ['1.5s', 1500],
  ['.5s', 500],
  ['0.1ms', 1],
])('%s is %i ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
})

test.each(['', 'x', '1x', '-1', '-1s', '1 s', '5d', '1h30', 's', '1.5', '1e3'])('%j is a usage error', text => {
  expect(() => parseDuration(text)).toThrow(
    `invalid argument ${JSON.stringify(text)} for "--timeout" flag: it must be a whole number of seconds, or numbers with a unit (1s, 2m, 3h, 1h30m); 0 means no limit`,
  )
})

test('More than a timer can count is refused', () => {
  expect(() => parseDuration('600h', '--grace')).toThrow(
    'invalid argument "600h" for "--grace" flag: it must not be longer than 24 days; 0 means no limit',
  )
})

test('Any text gives a whole number of milliseconds or a usage error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({maxLength: 40}), fc.stringMatching(/^[\d.hms]{0,40}$/)), text => {
      try {
        expect(parseDuration(text)).toSatisfy(value => Number.isInteger(value) && value >= 0)
      } catch (error) {
        expect(error).toMatchObject({code: 'USAGE'})
      }
    }),
  )
})
