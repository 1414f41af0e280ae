import {writeFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {type ClusterRecord, writeRecord} from '../../../src/cluster/state.ts'
import type {Line} from '../../../src/printers/advice.ts'
import {contextNames, findTargets, refuseContexts} from '../../../src/workflows/down/find-targets.ts'
import {nodeContainers} from '../../support/docker.ts'
import {recordedExec} from '../../support/exec.ts'
import {ownFolders, writeContexts} from '../../support/kubeconfig.ts'
import {clusterOf, recordedProvider} from '../../support/provider.ts'

const record = (name: string, more: Partial<ClusterRecord> = {}): void =>
  writeRecord({
    name,
    provider: 'kind',
    controlPlaneId: `id-${name}-control-plane`,
    nodes: [`${name}-control-plane`],
    previousContext: '',
    startedAt: '2026-01-01T00:00:00.000Z',
    ...more,
  })

/** Looks for clusters. @param answers what docker and kind answer; @param isPlan true: what cannot be asked is assumed */
const find = async (names: readonly string[] | 'all', answers: Parameters<typeof recordedExec>[0], isPlan = false) => {
  const {exec} = recordedExec(answers)
  const warned: Line[] = []
  const targets = await findTargets(
    {
      exec,
      look: async (ask, unknown) => (isPlan ? ask().catch(() => unknown) : ask()),
      warn: lines => warned.push(...lines),
    },
    names,
    undefined,
  )
  return {
    warned,
    found: targets.map(({name, cluster, ours, onlyRecord = false}) => ({
      name,
      nodes: cluster?.nodes.length,
      ours,
      onlyRecord,
    })),
  }
}

test('A cluster that is named is found with its nodes, and is kubia’s where the record proves it', async () => {
  ownFolders()
  record('shop')
  expect(await find(['shop'], nodeContainers(['shop-control-plane']))).toEqual({
    warned: [],
    found: [{name: 'shop', nodes: 1, ours: true, onlyRecord: false}],
  })
})

test('One that another program made is not kubia’s', async () => {
  ownFolders()
  const {found} = await find(['shop'], nodeContainers(['shop-control-plane']))
  expect(found).toEqual([{name: 'shop', nodes: 1, ours: false, onlyRecord: false}])
})

test('One that an up makes meanwhile is kubia’s', async () => {
  ownFolders()
  const {exec} = recordedExec(nodeContainers(['shop-control-plane']))
  const look = async <T>(ask: () => Promise<T>): Promise<T> => {
    const found = await ask()
    record('shop')
    return found
  }
  const [target] = await findTargets({exec, look, warn: () => {}}, ['shop'], undefined)
  expect(target).toMatchObject({name: 'shop', ours: true})
})

test('--all means what kubia made, and what is left of it; others stay', async () => {
  ownFolders()
  record('shop')
  record('gone', {controlPlaneId: 'id-gone'})
  const {found, warned} = await find('all', nodeContainers(['shop-control-plane', 'other-control-plane']))
  expect(warned).toEqual([])
  expect(found).toEqual([
    {name: 'shop', nodes: 1, ours: true, onlyRecord: false},
    {name: 'gone', nodes: undefined, ours: true, onlyRecord: false},
  ])
})

test('A cluster with the name of a record that is another one’s stays, and that is warned of', async () => {
  ownFolders()
  record('shop', {controlPlaneId: 'id-of-before'})
  const {found, warned} = await find('all', nodeContainers(['shop-control-plane']))
  expect(found).toEqual([])
  expect(warned[0]).toMatch(/^cluster shop.*; it counts as not made by kubia, and stays$/)
})

test('In a plan without programs, --all means what is on record', async () => {
  ownFolders()
  record('shop')
  const missing = {missing: true}
  const programs = {docker: missing, podman: missing, nerdctl: missing, finch: missing, kind: missing}
  expect((await find('all', programs, true)).found).toEqual([{name: 'shop', nodes: 0, ours: true, onlyRecord: false}])
})

const target = (name: string, isThere = false) => ({
  name,
  provider: recordedProvider().provider,
  cluster: isThere ? clusterOf(name) : undefined,
  ours: true,
})

test('A name that is a context’s and no cluster’s is refused, with what may have been meant', async () => {
  writeContexts(ownFolders(), ['kind-shop', 'prod'])
  const {exec} = recordedExec({})
  await expect(refuseContexts(exec, [target('prod')], undefined)).rejects.toMatchObject({
    code: 'NOT_OURS',
    message: 'Refusing: prod is not managed by kubia: a context has that name, no cluster',
    details: {
      fix: [{command: ['kubectl', 'config', 'delete-context', 'prod']}, {command: ['kubectl', 'kubia', 'clusters']}],
    },
  })
  await expect(refuseContexts(exec, [target('kind-shop')], undefined)).rejects.toMatchObject({
    details: {fix: [{command: ['kubectl', 'kubia', 'down', 'shop']}, {}, {}]},
  })
})

test('A name is not refused where a cluster has it, or its own context is there', async () => {
  writeContexts(ownFolders(), ['kind-shop', 'shop'])
  const {exec} = recordedExec({})
  await expect(refuseContexts(exec, [target('shop')], undefined)).resolves.toBeUndefined()
  await expect(refuseContexts(exec, [target('shop', true)], undefined)).resolves.toBeUndefined()
})

test('A kubeconfig that cannot be read has no contexts', async () => {
  writeFileSync(ownFolders(), '[')
  const {exec} = recordedExec({'kubectl config view': {exitCode: 1, stderr: 'error: yaml: line 1\n'}})
  expect(await contextNames(exec, undefined)).toEqual([])
})
