import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {describeCluster} from '../../../../src/cluster/providers/sim/describe.ts'
import {readDescription, readProcess, simFolder, simNames} from '../../../../src/cluster/providers/sim/folder.ts'
import {simProvider} from '../../../../src/cluster/providers/sim/provider.ts'
import {recordedExec} from '../../../support/exec.ts'
import {setEnv, temporaryFolder} from '../../../support/temporary.ts'
import {description, withCluster} from './cluster.ts'

const nowhere = recordedExec({})

test('A cluster that runs is shown with its nodes, and the published ports are those of the control plane', async () => {
  withCluster(true)
  expect(await describeCluster(nowhere.exec, 'shop')).toEqual({
    name: 'shop',
    apiPorts: [6443],
    provider: 'sim',
    context: 'sim-shop',
    speed: 1,
    nodes: [
      {
        name: 'shop-sim-control-plane',
        role: 'control-plane',
        id: '3b0e/shop-sim-control-plane',
        image: 'simulated:v1.36.0+simulated',
        running: true,
        createdAt: '2026-11-23T10:00:00Z',
        ports: description.publish,
        address: '127.7.0.2',
      },
      {
        name: 'shop-sim-worker',
        role: 'worker',
        id: '3b0e/shop-sim-worker',
        image: 'simulated:v1.36.0+simulated',
        running: true,
        createdAt: '2026-11-23T10:00:00Z',
        ports: [],
        address: '127.7.0.3',
      },
    ],
  })
})

test('A cluster whose process is gone, as after a reboot, has nodes that do not run', async () => {
  withCluster(false)
  const [cluster] = await simProvider(nowhere.exec).list()
  expect(cluster?.nodes.map(({running, address}) => ({running, address}))).toEqual([
    {running: false, address: undefined},
    {running: false, address: undefined},
  ])
})

test('Where nothing was ever made, there is no cluster', async () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  expect(await simProvider(nowhere.exec).list()).toEqual([])
  expect(await describeCluster(nowhere.exec, 'shop')).toBeUndefined()
})

test('A start that was killed leaves a folder without a state, and is known as a cluster without an id', async () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  mkdirSync(simFolder('shop'), {recursive: true})
  expect(simNames()).toEqual(['shop'])
  expect(readDescription('shop')).toBeUndefined()
  const cluster = await describeCluster(nowhere.exec, 'shop')
  expect(cluster).toMatchObject({nodes: [{name: 'shop-control-plane', id: '', running: false}]})
  expect(cluster).not.toHaveProperty('fault')
})

const line = (changes: object): string => `${JSON.stringify({...description, ...changes})}\n`

test.each([
  ['nothing', '', 'FILE is empty'],
  ['half a line', '{"name": "shop", "no', 'FILE is damaged in line 1'],
  ['an object of nothing', '{}\n', 'FILE is damaged in line 1'],
  ['a list', '[]\n', 'FILE is damaged in line 1'],
  ['null', 'null\n', 'FILE is damaged in line 1'],
  ['bytes', '\u0000\u0001\ufffd\n\n', 'FILE is damaged in line 1'],
  ['nodes that are none', line({nodes: 'two'}), 'FILE is damaged in line 1'],
  ['a node that is none', line({nodes: [null]}), 'FILE is damaged in line 1'],
  ['no nodes', line({nodes: []}), 'FILE is damaged in line 1'],
  ['a server without an address', line({server: 5}), 'FILE is damaged in line 1'],
  ['a port that is none', line({publish: [{}]}), 'FILE is damaged in line 1'],
  ['no time', line({createdAt: 'yesterday'}), 'FILE is damaged in line 1'],
  ['a version that is none', line({version: '1'}), 'FILE is damaged in line 1'],
  ['more than a description', `${'x'.repeat(70_000)}\n`, 'FILE is damaged in line 1'],
])('A state with %s in it is a fault of its cluster', async (_, text, why) => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  mkdirSync(simFolder('shop'), {recursive: true})
  const file = join(simFolder('shop'), 'state.jsonl')
  writeFileSync(file, text)
  const cluster = await describeCluster(nowhere.exec, 'shop')
  expect(cluster).toMatchObject({
    nodes: [{name: 'shop-control-plane', id: '', running: false}],
    fault: {
      code: 'STATE_DAMAGED',
      message: `the simulated cluster shop cannot go on: ${why.replace('FILE', file)}`,
      details: {
        fix: [
          'kubectl kubia up shop --provider sim --recreate     # deletes it, with what was in it, and creates it again',
        ],
        left: 'the cluster is as it was',
      },
    },
  })
  await expect(simProvider(nowhere.exec).exportKubeconfig('shop', undefined)).rejects.toEqual(cluster?.fault)
})

test('A state that cannot be read, and one of a newer kubia, are shown as what they are', async () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  const file = join(simFolder('shop'), 'state.jsonl')
  mkdirSync(file, {recursive: true})
  expect((await describeCluster(nowhere.exec, 'shop'))?.fault).toMatchObject({
    code: 'STATE_DAMAGED',
    message: `the simulated cluster shop cannot go on: ${file} cannot be read: EISDIR: illegal operation on a directory, read`,
  })
  rmSync(file, {recursive: true})
  writeFileSync(file, line({version: 2, nodes: 'in another form'}))
  expect((await describeCluster(nowhere.exec, 'shop'))?.fault).toMatchObject({
    code: 'STATE_NEWER',
    message: `the simulated cluster shop cannot go on: ${file} has version 2, and this kubia reads versions up to 1`,
  })
})

test('A state without a version is one of version 1', () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  mkdirSync(simFolder('shop'), {recursive: true})
  writeFileSync(join(simFolder('shop'), 'state.jsonl'), line({version: undefined}))
  expect(readDescription('shop')).toEqual(description)
})

test.each([
  ['nothing', ''],
  ['null', 'null'],
  ['a group', '{"pid": -1, "startTime": "0", "server": "https://127.0.0.1:1"}'],
  ['no number', '{"pid": "7", "startTime": "0", "server": "https://127.0.0.1:1"}'],
  ['no start', '{"pid": 7, "server": "https://127.0.0.1:1"}'],
])('A process file with %s in it names no process', (_, text) => {
  const folder = withCluster(true)
  writeFileSync(join(folder, 'process.json'), text)
  expect(readProcess('shop')).toBeUndefined()
})

test('A node that is switched off is stopped, and the others run', async () => {
  const folder = withCluster(true)
  const file = join(folder, 'process.json')
  const process = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({...process, stopped: ['shop-sim-worker']}))
  const cluster = await describeCluster(nowhere.exec, 'shop')
  expect(cluster?.nodes.map(({name, running, address}) => ({name, running, address}))).toEqual([
    {name: 'shop-sim-control-plane', running: true, address: '127.7.0.2'},
    {name: 'shop-sim-worker', running: false, address: undefined},
  ])
})

test('A cluster says how fast it is while it runs', async () => {
  const folder = withCluster(true)
  const speed = async (): Promise<number | undefined> => (await describeCluster(nowhere.exec, 'shop'))?.speed
  expect(await speed()).toBe(1)
  const file = join(folder, 'process.json')
  writeFileSync(file, JSON.stringify({...JSON.parse(readFileSync(file, 'utf8')), speed: 0.2}))
  expect(await speed()).toBe(0.2)
  withCluster(false)
  expect(await speed()).toBe(undefined)
})
