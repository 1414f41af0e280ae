import {spawnSync} from 'node:child_process'
import {mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {describeClusters} from '../../src/cli/cluster-rows.ts'
import {
  allRecords,
  type ClusterRecord,
  hasRecord,
  isOurs,
  newerRecord,
  probeStateFolder,
  readRecord,
  removeRecord,
  unwritable,
  writeRecord,
} from '../../src/cluster/state.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'
import {cluster, node} from './fixtures.ts'

const stateFolder = (): string => {
  const folder = temporaryFolder()
  setEnv({XDG_STATE_HOME: folder})
  return join(folder, 'kubectl-kubia/clusters')
}
/** A record as its file has it, with other values. */
const text = (fields: Record<string, unknown>): string => JSON.stringify({...record(), ...fields})
const record = (fields: Partial<ClusterRecord> = {}): ClusterRecord => ({
  name: 'kubia',
  provider: 'kind',
  controlPlaneId: 'id-kubia-control-plane',
  nodes: ['kubia-control-plane'],
  previousContext: 'prod',
  startedAt: '2026-08-23T10:14:00.000Z',
  ...fields,
})

test('A record is read as it was written, by its owner alone', () => {
  const folder = stateFolder()
  writeRecord(record())
  expect(readRecord('kubia')).toEqual(record())
  expect(readRecord('other')).toBeUndefined()
  expect(statSync(join(folder, 'kubia.json')).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(readdirSync(folder)).toEqual(['kubia.json'])
})

test('A record says its version and the release that wrote it, and one of an earlier release is read', () => {
  const folder = stateFolder()
  writeRecord(record())
  const file = join(folder, 'kubia.json')
  const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string}
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({version: 1, writtenBy: version, ...record()})
  writeFileSync(file, text({}))
  expect(readRecord('kubia')).toEqual(record())
  writeFileSync(file, text({version: '1'}))
  expect(readRecord('kubia')).toBeUndefined()
})

test('A record that a newer kubia wrote is refused with the release that wrote it, and proves nothing among others', () => {
  const folder = stateFolder()
  writeRecord(record())
  writeFileSync(join(folder, 'other.json'), text({name: 'other', version: 2, writtenBy: '2.0.0'}))
  const newer = {
    code: 'STATE_NEWER',
    exit: 3,
    message: `${join(folder, 'other.json')} has version 2, written by kubectl-kubia 2.0.0, and this kubia reads versions up to 1`,
    details: {
      fix: ['use the kubectl-kubia that wrote it, or a later one'],
      left: 'the record is as it was, and so is what it is about',
    },
  }
  expect(() => readRecord('other')).toThrow(expect.objectContaining(newer))
  expect(newerRecord('other')).toMatchObject(newer)
  expect(newerRecord('kubia')).toBeUndefined()
  expect(allRecords().map(({name}) => name)).toEqual(['kubia'])
  const other = {...cluster([node('other-control-plane', {id: 'id-kubia-control-plane'})]), name: 'other'}
  expect(describeClusters([other], {current: '', contexts: []}, new Map()).map(({managed}) => managed)).toEqual([false])
})

test('A record that is removed is gone; removing it again is fine', () => {
  stateFolder()
  writeRecord(record())
  removeRecord('kubia')
  removeRecord('kubia')
  expect(readRecord('kubia')).toBeUndefined()
})

test.each([
  ['is empty', ''],
  ['is cut off', '{"name": "kub'],
  ['is no object', 'null'],
  ['is a list', '[]'],
  ['is of another name', '{"name": "shop", "nodes": []}'],
  ['has no nodes', '{"name": "kubia"}'],
  ['has nothing', '{}'],
  ['is a number', '7'],
  ['is a text', '"kubia"'],
  ['has no id', text({controlPlaneId: undefined})],
  ['has a list for an id', text({controlPlaneId: ['id-kubia-control-plane']})],
  ['has a number for a node', text({nodes: [7]})],
  ['has a number for the id of a node', text({nodeIds: [7]})],
  ['has no beginning', text({startedAt: undefined})],
  ['has a number for its beginning', text({startedAt: 0})],
  ['is of a provider that nobody knows', text({provider: 'k3d'})],
])('A record that %s is none', (_, text) => {
  const folder = stateFolder()
  mkdirSync(folder, {recursive: true})
  writeFileSync(join(folder, 'kubia.json'), text)
  expect(readRecord('kubia')).toBeUndefined()
})

test('A state folder that cannot be used is told before anything is changed', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'kubectl-kubia'), '')
  setEnv({XDG_STATE_HOME: folder})
  for (const use of [probeStateFolder, () => writeRecord(record())])
    expect(use).toThrow(expect.objectContaining({code: 'STATE_UNWRITABLE', exit: 3}))
})

test('A file that only tries the folder is told as the folder', () => {
  const failure = unwritable(new Error("EACCES: permission denied, open '/.kubia.probe.6849'"))
  expect(failure.message).toMatch(/ cannot be used: EACCES: permission denied, open '\/'$/)
  expect(unwritable(new Error("open '/a/.kubia.probe.1'")).message).toMatch(/ cannot be used: open '\/a'$/)
})

test('The state folder is made', () => {
  const folder = stateFolder()
  expect(probeStateFolder()).toBe(folder)
  expect(statSync(folder).isDirectory()).toBe(true)
})

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

test('A cluster at a glance', () => {
  stateFolder()
  writeRecord(record())
  const nodes = [
    node('kubia-control-plane', {createdAt: '2026-08-23T10:15:02Z'}),
    node('kubia-worker', {createdAt: '2026-08-23T10:15:01Z', running: false}),
  ]
  const own = {
    name: 'own',
    provider: 'kind' as const,
    context: 'kind-own',
    nodes: [node('own-control-plane', {image: 'own:1'})],
  }
  expect(describeClusters([cluster(nodes), own], {current: 'kind-kubia', contexts: []}, new Map())).toEqual([
    {
      name: 'kubia',
      provider: 'kind',
      context: 'kind-kubia',
      current: true,
      nodes: '1/2 running',
      version: 'v1.36.4',
      createdAt: '2026-08-23T10:15:01Z',
      image: 'kindest/node:v1.36.4',
      managed: true,
    },
    expect.objectContaining({name: 'own', current: false, nodes: '1/1 running', version: '', managed: false}),
  ])
})

test.each([
  ['as Kubernetes has them', ['a', 'b', 'c'], [true, true, true], '3/3 Ready'],
  ['and those that run where that differs', ['a', 'b'], [true, true, true], '2/3 Ready, 3 running'],
  ['one that Kubernetes has not missed yet', ['a', 'b', 'c'], [true, true, false], '3/3 Ready, 2 running'],
  ['a stopped one', ['a', 'b'], [true, true, false], '2/3 Ready'],
])('The nodes of a cluster are counted: %s', (_, ready, running, text) => {
  stateFolder()
  const made = ['a', 'b', 'c'].map((name, index) => node(name, {running: running[index] ?? false}))
  const balancer = node('lb', {role: 'external-load-balancer'})
  const known = new Map([['kind-kubia', new Set(ready)]])
  expect(describeClusters([cluster([...made, balancer])], {current: '', contexts: []}, known)[0]?.nodes).toBe(text)
})

test.each([
  ['renamed', 'dev', 'https://127.0.0.1:41234', true],
  ['written for another address of this machine', 'kind-kubia', 'https://localhost:41234', true],
  ['of its name that leads to another port', 'kind-kubia', 'https://127.0.0.1:6443', false],
  ['of its name that leads to another machine', 'kind-kubia', 'https://10.0.0.1:41234', false],
])('A cluster is current by its server and not by its name: a context %s', (_, current, server, isCurrent) => {
  stateFolder()
  const view = {current, contexts: [{name: current, cluster: 'kind-kubia', server, namespace: 'default'}]}
  expect(describeClusters([{...cluster(), apiPorts: [41234]}], view, new Map())[0]?.current).toBe(isCurrent)
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

test('A folder, a link or a pipe in the place of a record is a damaged one, which stops nobody', () => {
  const folder = stateFolder()
  mkdirSync(join(folder, 'folder.json'), {recursive: true})
  symlinkSync('nowhere', join(folder, 'link.json'))
  spawnSync('mkfifo', [join(folder, 'pipe.json')])
  writeRecord(record())
  expect(allRecords().map(({name}) => name)).toEqual(['kubia'])
  expect(hasRecord('folder')).toBe(true)
  removeRecord('folder')
  expect(hasRecord('folder')).toBe(false)
})
