import {expect, test} from 'vitest'
import {worse} from '../../../scripts/bench/figures.ts'

test('A ratio is told that grew by more than a fifth, and one that is new or smaller is not', () => {
  const before = {status: 1, logs: 2, scale: 1.5}
  expect(worse(before, {status: 1.19, logs: 2.5, scale: 1, fresh: 9})).toEqual(['logs: 2.50, was 2.00 (+25 %)'])
})
