import {join} from 'node:path'
import {afterEach, expect, test, vi} from 'vitest'
import type {ClusterProvider} from '../../../src/cluster/provider.ts'
import {lockFile, probeStateFolder} from '../../../src/cluster/state.ts'
import {Run} from '../../../src/process/run.ts'
import {downTasks} from '../../../src/workflows/down/down.ts'
import {cluster} from '../../cluster/fixtures.ts'
import {holdLockStopped} from '../../support/stopped.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test('Where another run holds the cluster, nothing is half done: the conflict is what down fails with', async () => {
  setEnv({XDG_STATE_HOME: join(temporaryFolder(), 'state')})
  probeStateFolder()
  const pid = await holdLockStopped(lockFile('kubia'), 'up')
  const note = (): void => {
    const later = performance.now() + 3_600_000
    vi.spyOn(performance, 'now').mockReturnValue(later)
  }
  const run = new Run({verbosity: 0, timeoutMs: 0, note})
  const asked: string[] = []
  const provider = {
    name: 'kind',
    nodeWord: 'container',
    removeByHand: () => 'docker rm -f kubia',
    inspect: async () => cluster(),
    delete: async () => asked.push('delete'),
  } as unknown as ClusterProvider
  const target = {name: 'kubia', provider, cluster: cluster(), ours: true}
  const [deletion, verify] = downTasks(run, [target], undefined, {removed: [], restored: ''})
  await expect(deletion?.task(() => {})).rejects.toMatchObject({
    code: 'CLUSTER_LOCKED',
    exit: 4,
    details: {fix: [`kill -CONT ${pid}     # lets it go on`]},
  })
  expect(await verify?.skip?.()).toBe('not done: another run is at work on kubia')
  expect(asked).toEqual([])
  run.close()
})
