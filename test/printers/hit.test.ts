import {expect, test} from 'vitest'
import {type PrintedHit, printHit, printHitObject} from '../../src/printers/hit.ts'
import {chooseSymbols} from '../../src/printers/style.ts'

const symbols = chooseSymbols({LANG: 'C.UTF-8'})
const plain = (_: string, text: string): string => text
const hit = (more: Partial<PrintedHit> = {}): PrintedHit => ({
  service: {metadata: {name: 'web', namespace: 'shop'}},
  url: 'http://localhost:8080',
  forwarded: false,
  requests: 50,
  answers: [
    {answer: 'web-7d4b9-abcde', isPod: true, count: 40},
    {answer: 'web-7d4b9-fghij', isPod: true, count: 9},
  ],
  losses: [{reason: 'ECONNREFUSED', count: 1}],
  ...more,
})

test('Each answer has a bar of at most 40 characters, and so has what was lost', () => {
  expect(printHit(hit(), symbols, plain, 200)).toBe(
    [
      `web-7d4b9-abcde   40   ${'█'.repeat(40)}`,
      `web-7d4b9-fghij    9   ${'█'.repeat(9)}`,
      `<lost>             1   █`,
    ].join('\n'),
  )
})

test('On 40 columns the bars shrink and the names stay whole; ASCII terminals get ASCII', () => {
  const ascii = chooseSymbols({TERM: 'dumb'})
  expect(printHit(hit(), ascii, plain, 40)).toBe(
    ['web-7d4b9-abcde   40   #################', 'web-7d4b9-fghij    9   ####', '<lost>             1   #'].join('\n'),
  )
})

test('An answer is cut at 40 characters, and can send nothing to the terminal but text', () => {
  const [line = ''] = printHit(
    hit({answers: [{answer: `\u001B[31m${'x'.repeat(60)}`, isPod: false, count: 1}], losses: []}),
    symbols,
    plain,
    200,
  ).split('\n')
  expect(line).toBe(`^[[31m${'x'.repeat(33)}…   1   ${'█'.repeat(40)}`)
})

test('There are at most 20 rows: what does not fit is one of them', () => {
  const answers = Array.from({length: 30}, (_, index) => ({answer: `pod-${index}`, isPod: true, count: 2}))
  const rows = printHit(hit({answers}), symbols, plain, 80).split('\n')
  expect(rows).toHaveLength(20)
  expect(rows.slice(17)).toEqual([
    `pod-17         2   ${'█'.repeat(3)}`,
    `… 12 others   24   ${'█'.repeat(40)}`,
    `<lost>         1   ${'█'.repeat(2)}`,
  ])
})

test('As an object it has all answers, the URL and the reasons of what was lost', () => {
  expect(JSON.parse(printHitObject(hit(), 'json'))).toEqual({
    service: 'web',
    namespace: 'shop',
    url: 'http://localhost:8080',
    forwarded: false,
    requests: 50,
    answered: 49,
    lost: 1,
    answers: [
      {answer: 'web-7d4b9-abcde', pod: true, count: 40},
      {answer: 'web-7d4b9-fghij', pod: true, count: 9},
    ],
    losses: [{reason: 'ECONNREFUSED', count: 1}],
  })
})
