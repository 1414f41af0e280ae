import {expect, test} from 'vitest'
import {indexesText, readIndexes} from '../../../../src/sim/kinds/job/indexes.ts'

test.each([
  [[], ''],
  [[3], '3'],
  [[1, 0], '0,1'],
  [[0, 1, 2, 5, 7, 8, 9], '0-2,5,7-9'],
])('the indexes %j are written %s', (indexes, text) => {
  expect(indexesText(indexes)).toBe(text)
  expect([...readIndexes(text, 10)]).toEqual(indexes.toSorted())
})

test('indexes beyond those of the job, and what is none, are not there', () => {
  expect([...readIndexes('0-999999999,x', 3)]).toEqual([0, 1, 2])
})

test('indexes are read up to a million', () => {
  expect(readIndexes('0-2147483646', 2 ** 31 - 1).size).toBe(1_000_000)
})
