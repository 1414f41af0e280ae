import {describe, expect, test} from 'vitest'
import {missedTimes, nextTime} from '../../../../src/sim/kinds/cronjob/schedule/next.ts'
import {parseSchedule} from '../../../../src/sim/kinds/cronjob/schedule/parse.ts'
import {isTimeZone} from '../../../../src/sim/kinds/cronjob/schedule/time-zone.ts'

const next = (schedule: string, after: string, zone?: string) => {
  const time = nextTime(parseSchedule(schedule), Date.parse(after), zone)
  return time === undefined ? undefined : new Date(time).toISOString().slice(0, 19)
}

test.each([
  ['* * * * *', '2026-01-02T03:04:05', '2026-01-02T03:05:00'],
  ['* * * * *', '2026-01-02T03:04:00', '2026-01-02T03:05:00'],
  ['*/15 * * * *', '2026-01-02T03:46:00', '2026-01-02T04:00:00'],
  ['5/20 * * * *', '2026-01-02T03:26:00', '2026-01-02T03:45:00'],
  ['0 12 * * *', '2026-01-02T13:00:00', '2026-01-03T12:00:00'],
  ['30 4 1,15 * *', '2026-01-02T03:04:05', '2026-01-15T04:30:00'],
  ['0 0 * * 1-5', '2026-01-02T03:04:05', '2026-01-05T00:00:00'],
  ['0 0 * * sun', '2026-01-02T03:04:05', '2026-01-04T00:00:00'],
  ['0 0 13 * fri', '2026-01-02T03:04:05', '2026-01-09T00:00:00'],
  ['0 0 29 feb *', '2026-01-02T03:04:05', '2028-02-29T00:00:00'],
  ['0 0 31 2 *', '2026-01-02T03:04:05', undefined],
  ['@hourly', '2026-01-02T03:04:05', '2026-01-02T04:00:00'],
  ['@daily', '2026-01-02T03:04:05', '2026-01-03T00:00:00'],
  ['@weekly', '2026-01-02T03:04:05', '2026-01-04T00:00:00'],
  ['@monthly', '2026-01-02T03:04:05', '2026-02-01T00:00:00'],
  ['@yearly', '2026-01-02T03:04:05', '2027-01-01T00:00:00'],
  ['@every 1h30m', '2026-01-02T03:04:05', '2026-01-02T04:34:05'],
])('after %s at %s comes %s', (schedule, after, expected) => {
  expect(next(schedule, `${after}Z`)).toBe(expected)
})

describe('in a time zone', () => {
  test.each([
    ['0 9 * * *', '2026-01-02T03:04:05', 'Asia/Tokyo', '2026-01-03T00:00:00'],
    ['0 9 * * *', '2026-07-02T03:04:05', 'Europe/Berlin', '2026-07-02T07:00:00'],
    ['0 9 * * *', '2026-01-02T03:04:05', 'Europe/Berlin', '2026-01-02T08:00:00'],
    // 2:30 is left out on the 29th of March, and comes twice on the 25th of October.
    ['30 2 * * *', '2026-03-28T12:00:00', 'Europe/Berlin', '2026-03-30T00:30:00'],
    ['30 2 * * *', '2026-10-24T12:00:00', 'Europe/Berlin', '2026-10-25T00:30:00'],
    ['30 2 * * *', '2026-10-25T00:30:00', 'Europe/Berlin', '2026-10-26T01:30:00'],
  ])('%s after %s in %s is %s', (schedule, after, zone, expected) => {
    expect(next(schedule, `${after}Z`, zone)).toBe(expected)
  })

  test.each([
    ['UTC', true],
    ['America/New_York', true],
    ['Mars/Olympus', false],
    ['+01:00', false],
    ['', false],
  ])('%j is one: %s', (zone, expected) => {
    expect(isTimeZone(zone)).toBe(expected)
  })
})

test.each([
  ['', 'empty spec string'],
  ['x', 'expected exactly 5 fields, found 1: [x]'],
  ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
  ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
  ['61 * * * *', 'end of range (61) above maximum (59): 61'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['* * * * 7', 'end of range (7) above maximum (6): 7'],
  ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
  ['*/1/2 * * * *', 'too many slashes: */1/2'],
  ['@often', 'unrecognized descriptor: @often'],
  ['@every 1x', 'failed to parse duration @every 1x: time: invalid duration "1x"'],
])('the schedule %j is none: %s', (schedule, message) => {
  expect(() => parseSchedule(schedule)).toThrow(new Error(message))
})

test('of the times that were missed the latest counts, and more than a hundred are too many', () => {
  const at = (time: string) => Date.parse(`2026-01-02T${time}Z`)
  const everyMinute = parseSchedule('* * * * *')
  const missed = (from: string, to: string) => {
    const {latest, tooMany} = missedTimes(everyMinute, at(from), at(to))
    return [latest === undefined ? undefined : new Date(latest).toISOString().slice(11, 16), tooMany]
  }
  expect(missed('03:04:05', '03:04:30')).toEqual([undefined, false])
  expect(missed('03:04:05', '03:05:00')).toEqual(['03:05', false])
  expect(missed('03:04:05', '03:30:30')).toEqual(['03:30', false])
  expect(missed('03:04:05', '05:30:30')).toEqual(['05:30', true])
})
