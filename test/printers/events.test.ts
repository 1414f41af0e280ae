import {expect, test} from 'vitest'
import {momentLine, printMoments, printMomentsObject} from '../../src/printers/events.ts'

const now = new Date(2026, 10, 29, 12, 0, 0).getTime()
const moment = {
  time: now - 5000,
  last: now - 1000,
  times: 1,
  sentence: 'The scheduler puts pod web-1 on node k-worker.',
  object: 'pod/web-1',
  type: 'Normal',
}

test('A moment has the time of day, the day where it is another one, and how often it came', () => {
  expect(momentLine(moment, now)).toBe('11:59:55  The scheduler puts pod web-1 on node k-worker.')
  expect(momentLine({...moment, times: 4}, now)).toBe(
    '11:59:55  The scheduler puts pod web-1 on node k-worker. (4 times until 11:59:59)',
  )
  expect(momentLine(moment, now + 86_400_000)).toMatch(/^2026-11-29 11:59:55 {2}The/)
})

test('On a narrow screen sentences are broken between words; trouble is coloured', () => {
  const paint = (tone: string, text: string): string => `<${tone}>${text}`
  expect(printMoments([moment, {...moment, type: 'Warning', sentence: 'Bad.'}], {now, width: 40, paint})).toBe(
    ['11:59:55  The scheduler puts pod web-1', '          on node k-worker.', '<warn>11:59:55  Bad.'].join('\n'),
  )
})

test('As an object, moments have their times in UTC', () => {
  expect(JSON.parse(printMomentsObject('shop', [{...moment, time: 0, last: 1000}], 'json'))).toEqual({
    namespace: 'shop',
    events: [
      {
        time: '1970-01-01T00:00:00.000Z',
        last: '1970-01-01T00:00:01.000Z',
        times: 1,
        sentence: moment.sentence,
        object: 'pod/web-1',
        type: 'Normal',
      },
    ],
  })
})
