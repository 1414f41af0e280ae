import {expect, test} from 'vitest'
import {sim} from '../../../../src/cluster/providers/sim/index.ts'
import type {ClusterShape} from '../../../../src/cluster/shape.ts'

test('A field of the shape that a simulated cluster does not know is refused, and not passed over', () => {
  const later = {ipFamily: 'ipv6'} as ClusterShape
  expect(() => sim.refuse?.(later)).toThrow('--ip-family has no meaning for a simulated cluster: leave it out')
  expect(() => sim.refuse?.({workers: 2, publish: [], image: undefined})).not.toThrow()
})
