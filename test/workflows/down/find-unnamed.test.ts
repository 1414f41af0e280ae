import {expect, test} from 'vitest'
import {writeRecord} from '../../../src/cluster/state.ts'
import {findUnnamed} from '../../../src/workflows/down/find-unnamed.ts'
import {nodeContainers} from '../../support/docker.ts'
import {recordedExec} from '../../support/exec.ts'
import {ownFolders, writeContexts} from '../../support/kubeconfig.ts'

const PLANE = 'shop-control-plane'
const MISSING = {missing: true}
const NO_PROVIDER = {docker: MISSING, podman: MISSING, nerdctl: MISSING, finch: MISSING, kind: MISSING}

/** Looks for the cluster kubia. @param made whether the cluster shop is on record @param current the current context */
const find = async (nodes: readonly string[], {made = true, current = 'kind-shop', answers = {}} = {}) => {
  writeContexts(ownFolders(), [current])
  const record = {provider: 'kind', previousContext: '', startedAt: '2026-01-01T00:00:00.000Z'} as const
  if (made) writeRecord({...record, name: 'shop', controlPlaneId: `id-${PLANE}`, nodes: [PLANE]})
  const {exec} = recordedExec({...nodeContainers(nodes), ...answers})
  const found = await findUnnamed({exec, look: ask => ask(), warn: () => {}}, 'kubia', undefined, undefined)
  return {targets: found.targets.map(({name, cluster}) => [name, cluster?.nodes.length]), current: found.current?.name}
}

test('The cluster that is meant without a name is found, and the current one is not asked for', async () => {
  expect(await find([PLANE, 'kubia-control-plane'])).toEqual({targets: [['kubia', 1]], current: undefined})
})

test('Where nothing is there of it, the current cluster is named, if kubia made it', async () => {
  expect((await find([PLANE])).current).toBe('shop')
  expect((await find([PLANE], {made: false})).current).toBe(undefined)
  expect((await find([PLANE], {current: 'prod'})).current).toBe(undefined)
})

test('Where its context is left, that is what is meant', async () => {
  expect(await find([PLANE], {current: 'kind-kubia'})).toEqual({targets: [['kubia', undefined]], current: undefined})
})

test('Where no engine is installed and nothing of it is left, there is nothing to remove', async () => {
  const {targets} = await find([], {answers: NO_PROVIDER})
  expect(targets).toEqual([['kubia', undefined]])
})

test('Where the engine does not run it fails as the search does', async () => {
  const down = {exitCode: 1, stderr: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.'}
  await expect(find([], {answers: {'docker version': down}})).rejects.toMatchObject({
    code: 'ENGINE_DOWN',
  })
})
