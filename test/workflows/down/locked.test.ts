import {afterEach, expect, test, vi} from 'vitest'
import {lockFile, probeStateFolder} from '../../../src/cluster/state.ts'
import {down} from '../../../src/workflows/down/down.ts'
import {ownFolders} from '../../support/kubeconfig.ts'
import {clusterOf, recordedProvider} from '../../support/provider.ts'
import {holdLockStopped} from '../../support/stopped.ts'
import {runRecorded} from '../../support/workflow.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test('Where another run holds the cluster, nothing is half done: the conflict is what down fails with', async () => {
  ownFolders()
  probeStateFolder()
  const pid = await holdLockStopped(lockFile('kubia'), 'up')
  const {provider, changes} = recordedProvider([clusterOf('kubia')])
  const target = {name: 'kubia', provider, cluster: clusterOf('kubia'), ours: true}
  const {result, shown, run} = runRecorded(
    flow => down(flow, {targets: [target], kubeconfig: undefined}),
    {ps: {stdout: ''}},
    () => {
      const later = performance.now() + 3_600_000
      vi.spyOn(performance, 'now').mockReturnValue(later)
    },
  )
  await expect(result).rejects.toMatchObject({
    step: {title: 'Delete cluster kubia'},
    error: {code: 'CLUSTER_LOCKED', exit: 4, details: {fix: [`kill -CONT ${pid}     # lets it go on`]}},
  })
  expect(shown.slice(-2)).toEqual([
    'fail Delete cluster kubia',
    'skip Verify: not done: another run is at work on kubia',
  ])
  expect(changes).toEqual([])
  run.close()
})
