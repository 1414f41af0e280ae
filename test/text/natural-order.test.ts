import fc from 'fast-check'
import {expect, test} from 'vitest'
import {compareNaturally} from '../../src/text/natural-order.ts'

test.each([
  [['shop-worker10', 'shop-worker2', 'shop-worker', 'shop-control-plane']],
  [['172.18.0.10', '172.18.0.9', '172.18.1.2', '10.0.0.1']],
  [['a-1', 'a1', 'a', 'a-10', 'a-2', 'b', '2', '10']],
])('%j is sorted as Intl does', names => {
  expect(names.toSorted(compareNaturally)).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en', {numeric: true})))
})

test('Names of Kubernetes are sorted as Intl does', () => {
  const name = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,8}[a-z0-9])?$/).filter(text => !/(^|\D)0\d/.test(text))
  fc.assert(
    fc.property(name, name, (a, b) => {
      expect(compareNaturally(a, b)).toBe(a.localeCompare(b, 'en', {numeric: true}))
    }),
  )
})
