import {expect, test} from 'vitest'
import {isOurs} from '../../src/cluster/ownership.ts'
import type {ClusterRecord} from '../../src/cluster/state.ts'
import {cluster, node, record} from './fixtures.ts'

test.each<[string, ClusterRecord | undefined, boolean]>([
  ['without a record', undefined, false],
  ['whose control plane is the recorded one', record(), true],
  ['that was made again by somebody else', record({controlPlaneId: 'id-of-another'}), false],
  ['that is younger than the run that was killed', record({controlPlaneId: ''}), true],
  [
    'that is older than the run that was killed',
    record({controlPlaneId: '', startedAt: '2026-08-23T10:16:00Z'}),
    false,
  ],
  [
    'of which a killed deletion left another node',
    record({controlPlaneId: 'gone', deleting: true, nodeIds: ['gone', 'id-kubia-worker']}),
    true,
  ],
  [
    'that was made again after a killed deletion',
    record({controlPlaneId: 'gone', deleting: true, nodeIds: ['gone']}),
    false,
  ],
  ['of which only a worker is left', record({controlPlaneId: 'gone', nodeIds: ['gone', 'id-kubia-worker']}), false],
  [
    'whose time of creation is told in whole seconds',
    record({controlPlaneId: '', startedAt: '2026-08-23T10:15:00.900Z'}),
    true,
  ],
  ...[
    '',
    'yesterday',
    '0',
    '2026',
    '2026-08-23',
    '2026-08-23T10:14:00',
    '2026-02-30T10:14:00Z',
    '2026-08-23 10:14:00Z',
    '2026-08-23T24:00:00Z',
    '2026-08-23T10:14:00+00:00',
    '9999-01-01T00:00:00Z',
    ' 2026-08-23T10:14:00Z',
  ].map((startedAt): [string, ClusterRecord, boolean] => [
    `of a run that began at ${JSON.stringify(startedAt)}`,
    record({controlPlaneId: '', startedAt}),
    false,
  ]),
  [
    'of a killed deletion whose ids were never known',
    record({controlPlaneId: 'gone', deleting: true, nodeIds: ['']}),
    false,
  ],
])('Whether a cluster %s is ours', (_, known, ours) => {
  expect(isOurs(cluster(), known)).toBe(ours)
})

test('A record whose run is yet to begin proves nothing, however young the containers are', () => {
  const soon = new Date(Date.now() + 3_600_000).toISOString()
  expect(
    isOurs(cluster([node('kubia-control-plane', {createdAt: soon})]), record({controlPlaneId: '', startedAt: soon})),
  ).toBe(false)
})

test('A cluster without containers, or whose containers do not say how old they are, is not proved to be ours', () => {
  expect(isOurs(cluster([]), record({controlPlaneId: ''}))).toBe(false)
  expect(isOurs(cluster([node('kubia-control-plane', {createdAt: ''})]), record({controlPlaneId: ''}))).toBe(false)
})
