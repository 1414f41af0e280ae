import {expect, test} from 'vitest'
import {counted, isOrAre} from '../../src/text/counted.ts'

test.each([
  [counted(0, 'node'), '0 nodes'],
  [counted(1, 'node'), '1 node'],
  [counted(3, 'node'), '3 nodes'],
  [counted(1, 'address', 'addresses'), '1 address'],
  [counted(2, 'address', 'addresses'), '2 addresses'],
  [`${counted(1, 'worker')} ${isOrAre(1)} missing`, '1 worker is missing'],
  [`${counted(2, 'worker')} ${isOrAre(2)} missing`, '2 workers are missing'],
])('%s', (text, right) => expect(text).toBe(right))
