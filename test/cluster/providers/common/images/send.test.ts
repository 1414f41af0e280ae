import {expect, test} from 'vitest'
import {describeSent} from '../../../../../src/cluster/providers/common/images/send.ts'

test.each([
  [41e6, 113e6, 3, '41 of 113 MB to 3 nodes'],
  [115e6, 113e6, 1, '113 of 113 MB to 1 node'],
  [41e6, 0, 2, '41 MB to 2 nodes'],
])('%d of %d bytes to %d are told as %s', (sent, size, nodes, text) =>
  expect(describeSent(sent, size, nodes)).toBe(text),
)
