import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect, test} from 'vitest'
import {type ClusterSpec, DEFAULT_SPEC} from '../../../../src/cluster/cluster-spec.ts'
import {specArgs} from '../../../../src/cluster/providers/sim/commands.ts'
import {readDescription, readProcess, simFolder, simNames} from '../../../../src/cluster/providers/sim/folder.ts'
import {simProvider} from '../../../../src/cluster/providers/sim/provider.ts'
import {type Command, formatCommand} from '../../../../src/process/command.ts'
import {identifySelf} from '../../../../src/process/processes.ts'
import type {Description} from '../../../../src/sim/description/description.ts'
import {recordedExec} from '../../../support/exec.ts'
import {setEnv, temporaryFolder} from '../../../support/temporary.ts'

const description: Description = {
  version: 1,
  name: 'shop',
  id: '3b0e',
  createdAt: '2026-11-23T10:00:00Z',
  kubernetesVersion: '1.36.0',
  server: 'https://127.0.0.1:6443',
  nodes: [
    {name: 'shop-sim-control-plane', role: 'control-plane', address: '127.7.0.2'},
    {name: 'shop-sim-worker', role: 'worker', address: '127.7.0.3'},
  ],
  publish: [{address: '127.0.0.1', hostPort: 8080, nodePort: 30080, protocol: 'TCP'}],
  caData: 'Y2E=',
  clientCertificateData: 'Y3J0',
  clientKeyData: 'a2V5',
}

const spec: ClusterSpec = {
  ...DEFAULT_SPEC,
  name: 'shop',
  provider: 'sim',
  workers: 1,
  stated: {kubernetesVersion: '1.36', publish: description.publish},
  kubeconfig: '/k',
}

/** A state folder with a cluster in it. @param lives whether its process is there */
const withCluster = (lives: boolean): string => {
  const root = temporaryFolder()
  setEnv({XDG_STATE_HOME: root})
  const folder = simFolder('shop')
  mkdirSync(folder, {recursive: true})
  writeFileSync(join(folder, 'state.jsonl'), `${JSON.stringify(description)}\n{"later": "lines"}\n`)
  const identity = lives ? identifySelf() : {pid: 1, startTime: '0'}
  writeFileSync(join(folder, 'process.json'), JSON.stringify({...identity, server: description.server}))
  return folder
}

const nowhere = recordedExec({})

test('A cluster that runs is shown with its nodes, and the published ports are those of the control plane', async () => {
  withCluster(true)
  expect(await simProvider(nowhere.exec).inspect('shop')).toEqual({
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
  expect(await simProvider(nowhere.exec).inspect('shop')).toBeUndefined()
})

test('A start that was killed leaves a folder without a state, and is known as a cluster without an id', async () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  mkdirSync(simFolder('shop'), {recursive: true})
  expect(simNames()).toEqual(['shop'])
  expect(readDescription('shop')).toBeUndefined()
  const cluster = await simProvider(nowhere.exec).inspect('shop')
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
  const cluster = await simProvider(nowhere.exec).inspect('shop')
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
  expect((await simProvider(nowhere.exec).inspect('shop'))?.fault).toMatchObject({
    code: 'STATE_DAMAGED',
    message: `the simulated cluster shop cannot go on: ${file} cannot be read: EISDIR: illegal operation on a directory, read`,
  })
  rmSync(file, {recursive: true})
  writeFileSync(file, line({version: 2, nodes: 'in another form'}))
  expect((await simProvider(nowhere.exec).inspect('shop'))?.fault).toMatchObject({
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

const CONTEXT = `apiVersion: v1
kind: Config
clusters:
- cluster:
    server: https://127.0.0.1:6443
    certificate-authority-data: Y2E=
  name: sim-shop
users:
- user:
    client-certificate-data: Y3J0
    client-key-data: a2V5
  name: sim-shop
contexts:
- context:
    cluster: sim-shop
    user: sim-shop
  name: sim-shop
current-context: sim-shop
`

test('Creating starts the program with the shape of the cluster, and writes its context in one step', async () => {
  withCluster(true)
  const kubeconfig = join(temporaryFolder(), 'config')
  const {exec, asked} = recordedExec({[process.execPath]: {stdout: JSON.stringify(description)}})
  await simProvider(exec).create(
    {...spec, kubeconfig},
    undefined,
    () => {},
    () => {},
  )
  expect(asked).toEqual([
    expect.stringMatching(
      /start\.js --folder=\S+\/sim\/shop --name=shop --control-planes=1 --workers=1 --kubernetes-version=1\.36 --publish=127\.0\.0\.1:8080:30080$/,
    ),
  ])
  expect(readFileSync(kubeconfig, 'utf8')).toBe(CONTEXT)
})

test('What is done in the place of kubectl is shown as the commands that do the same', async () => {
  const folder = withCluster(true)
  const kubeconfig = join(temporaryFolder(), 'config')
  const shown: string[] = []
  const exec = Object.assign(nowhere.exec, {showCommand: (command: Command) => void shown.push(formatCommand(command))})
  await simProvider(exec).exportKubeconfig('shop', kubeconfig)
  await simProvider(exec).exportKubeconfig('shop', kubeconfig)
  const kubectl = `kubectl --kubeconfig ${kubeconfig} config`
  expect(shown).toEqual([
    `${kubectl} set-cluster sim-shop --server=https://127.0.0.1:6443 --certificate-authority=${folder}/ca.crt --embed-certs=true`,
    `${kubectl} set-credentials sim-shop --client-certificate=${folder}/client.crt --client-key=${folder}/client.key --embed-certs=true`,
    `${kubectl} set-context sim-shop --cluster=sim-shop --user=sim-shop`,
    `${kubectl} use-context sim-shop`,
  ])
})

const SHOP = {name: 'shop', provider: 'sim', context: 'sim-shop', nodes: []}

test('A program that does not start is shown with its own failure, and one that says none with its code', async () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  const stdout = `${JSON.stringify({failure: {message: 'the port is taken'}})}\n`
  const {exec} = recordedExec({[process.execPath]: {exitCode: 1, stdout, stderr: 'a line\nthe port is taken\n'}})
  await expect(
    simProvider(exec).create(
      spec,
      undefined,
      () => {},
      () => {},
    ),
  ).rejects.toMatchObject({
    code: 'START_FAILED',
    message: 'the simulated cluster shop did not start: the port is taken',
    details: {evidence: ['a line']},
  })
  const {exec: silent} = recordedExec({[process.execPath]: {exitCode: 7, stderr: 'a line\n'}})
  await expect(simProvider(silent).start(SHOP, [])).rejects.toMatchObject({
    code: 'START_FAILED',
    message: 'the simulated cluster shop did not start: its program ended with 7',
    details: {evidence: ['a line']},
  })
})

test.each([
  ['the port cannot be had', {}, []],
  [
    'words that may change',
    {reason: 'port-taken', port: 6443},
    [
      'lsof -i TCP:6443 -s TCP:LISTEN     # names the program, which is to be ended',
      'kubectl kubia up shop --provider sim     # then starts the cluster',
    ],
  ],
])('A cluster that does not start again (%s) is shown with what makes it again', async (why, facts, first) => {
  withCluster(false)
  const stdout = `${JSON.stringify({failure: {message: why, ...facts}})}\n`
  const {exec, asked} = recordedExec({[process.execPath]: {exitCode: 1, stdout, stderr: `${why}\n`}})
  await expect(simProvider(exec).start(SHOP, [])).rejects.toMatchObject({
    code: 'START_FAILED',
    message: `the simulated cluster shop did not start: ${why}`,
    details: {
      evidence: [],
      fix: [
        ...first,
        'kubectl kubia up shop --provider sim --control-planes=1 --workers=1 --kubernetes-version=1.36.0 --publish=127.0.0.1:8080:30080 --recreate     # deletes it, with what was in it, and creates it again',
      ],
      left: 'the cluster is as it was',
      keep: true,
    },
  })
  expect(asked[0]).toMatch(/start\.js --folder=\S+\/sim\/shop --name=shop --existing$/)
})

test.each([
  ['state-newer', 'STATE_NEWER', '/f/state.jsonl has version 2'],
  ['state-damaged', 'STATE_DAMAGED', '/f/state.jsonl is damaged in line 4'],
])('A cluster whose program cannot use its state (%s) has the fault %s', async (reason, code, why) => {
  withCluster(false)
  const stdout = `${JSON.stringify({failure: {message: why, reason}})}\n`
  const {exec} = recordedExec({[process.execPath]: {exitCode: 1, stdout, stderr: `${why}\n`}})
  await expect(simProvider(exec).start(SHOP, [])).rejects.toMatchObject({
    code,
    message: `the simulated cluster shop cannot go on: ${why}`,
    details: {
      fix: [
        'kubectl kubia up shop --provider sim --control-planes=1 --workers=1 --kubernetes-version=1.36.0 --publish=127.0.0.1:8080:30080 --recreate     # deletes it, with what was in it, and creates it again',
      ],
      left: 'the cluster is as it was',
    },
  })
})

const ANNOTATE = (folder: string): string =>
  `kubectl --kubeconfig=/dev/null --server=https://127.0.0.1:6443 --certificate-authority=${folder}/ca.crt --client-certificate=${folder}/client.crt --client-key=${folder}/client.key annotate node shop-sim-worker`

test('A node that is switched off is stopped, and the others run', async () => {
  const folder = withCluster(true)
  const file = join(folder, 'process.json')
  const process = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({...process, stopped: ['shop-sim-worker']}))
  const cluster = await simProvider(nowhere.exec).inspect('shop')
  expect(cluster?.nodes.map(({name, running, address}) => ({name, running, address}))).toEqual([
    {name: 'shop-sim-control-plane', running: true, address: '127.7.0.2'},
    {name: 'shop-sim-worker', running: false, address: undefined},
  ])
})

test('A node is stopped and started by an annotation, asked of the server itself; a plan prints the same', async () => {
  const folder = withCluster(true)
  const {exec, asked} = recordedExec({kubectl: {}})
  const provider = simProvider(exec)
  const cluster = await provider.inspect('shop')
  if (!cluster) throw new Error('there is a cluster')
  await provider.stop(cluster, ['shop-sim-worker'])
  await provider.start(cluster, ['shop-sim-worker'])
  const lines = [
    `${ANNOTATE(folder)} sim.kubia.dev/stopped=true --overwrite`,
    `${ANNOTATE(folder)} sim.kubia.dev/stopped- --overwrite`,
  ]
  expect(asked).toEqual(lines)
  expect([
    ...provider.script.stop(cluster, ['shop-sim-worker']),
    ...provider.script.start(cluster, ['shop-sim-worker']),
  ]).toEqual(lines)
})

test.each(['STOP_FAILED', 'START_FAILED'])('A node that cannot be switched is told as %s', async code => {
  withCluster(true)
  const provider = simProvider(recordedExec({kubectl: {exitCode: 1, stderr: 'refused\n'}}).exec)
  const cluster = await provider.inspect('shop')
  if (!cluster) throw new Error('there is a cluster')
  const switched =
    code === 'STOP_FAILED' ? provider.stop(cluster, ['shop-sim-worker']) : provider.start(cluster, ['shop-sim-worker'])
  await expect(switched).rejects.toMatchObject({code, exit: 5, details: {evidence: ['refused'], keep: true}})
})

const SPEED = (folder: string): string =>
  ANNOTATE(folder).replace('node shop-sim-worker', 'namespace kube-system sim.kubia.dev/speed=0.2 --overwrite')

test('The speed of a cluster that runs is changed by an annotation; a plan prints the same', async () => {
  const folder = withCluster(true)
  const {exec, asked} = recordedExec({kubectl: {}})
  const provider = simProvider(exec)
  await provider.changeSpeed?.('shop', 0.2)
  expect(asked).toEqual([SPEED(folder)])
  expect(provider.script.changeSpeed?.('shop', 0.2)).toEqual([SPEED(folder)])
})

test('A cluster says how fast it is while it runs', async () => {
  const folder = withCluster(true)
  const speed = async (): Promise<number | undefined> => (await simProvider(nowhere.exec).inspect('shop'))?.speed
  expect(await speed()).toBe(1)
  const file = join(folder, 'process.json')
  writeFileSync(file, JSON.stringify({...JSON.parse(readFileSync(file, 'utf8')), speed: 0.2}))
  expect(await speed()).toBe(0.2)
  withCluster(false)
  expect(await speed()).toBe(undefined)
})

test('A speed that the API server does not take is told as SPEED_FAILED', async () => {
  withCluster(true)
  const provider = simProvider(recordedExec({kubectl: {exitCode: 1, stderr: 'refused\n'}}).exec)
  await expect(provider.changeSpeed?.('shop', 0.2)).rejects.toMatchObject({
    code: 'SPEED_FAILED',
    exit: 5,
    message: 'the speed of the simulated cluster shop could not be changed',
    details: {evidence: ['refused'], left: 'the cluster is as it was', keep: true},
  })
})

test('Deleting takes only what is the cluster’s out of the kubeconfig, and leaves no file', async () => {
  const folder = withCluster(false)
  const kubeconfig = join(temporaryFolder(), 'config')
  const others = 'contexts: [{name: prod}] # mine\nusers: []\n'
  writeFileSync(kubeconfig, `${others}clusters:\n- name: sim-shop\ncurrent-context: prod\n`)
  expect(await simProvider(nowhere.exec).delete('shop', {kubeconfig})).toEqual([
    'shop-sim-control-plane',
    'shop-sim-worker',
  ])
  expect(readFileSync(kubeconfig, 'utf8')).toBe(`${others}clusters:\ncurrent-context: prod\n`)
  expect(existsSync(folder)).toBe(false)
  expect(await simProvider(nowhere.exec).delete('shop', {kubeconfig})).toEqual([])
})

test('A kubeconfig that another program has locked is waited for', async () => {
  withCluster(true)
  const kubeconfig = join(temporaryFolder(), 'config')
  writeFileSync(`${kubeconfig}.lock`, '')
  const writing = simProvider(nowhere.exec).exportKubeconfig('shop', kubeconfig)
  await sleep(100)
  expect(existsSync(kubeconfig)).toBe(false)
  rmSync(`${kubeconfig}.lock`)
  await writing
  expect(readFileSync(kubeconfig, 'utf8')).toBe(CONTEXT)
})

test('Its log is evidence', async () => {
  const folder = withCluster(true)
  writeFileSync(join(folder, 'log'), 'its last words\n')
  const directory = join(temporaryFolder(), 'evidence')
  await simProvider(nowhere.exec).exportLogs('shop', directory)
  expect(readFileSync(join(directory, 'log'), 'utf8')).toBe('its last words\n')
})

test('Every image is on simulated nodes: nothing has to be brought there', async () => {
  withCluster(true)
  const provider = simProvider(nowhere.exec)
  const cluster = await provider.inspect('shop')
  if (!cluster) throw new Error('there is a cluster')
  const [transfer] = await provider.findImages(cluster, [{image: 'app:dev'}])
  expect(transfer).toMatchObject({source: 'app:dev', images: ['app:dev'], lacking: []})
})

test('What the nodes of a config are registered with, and which node has a port, is given to the cluster, control planes first', () => {
  const config = {
    text: `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
- role: worker
  labels: {tier: front}
- role: control-plane
`,
    shape: {},
    ports: [],
    fields: {nodes: [{role: 'worker', labels: {tier: 'front'}}, {role: 'control-plane'}]},
  }
  const port = {address: '127.0.0.1', hostPort: 8080, nodePort: 80, protocol: 'TCP'} as const
  const stated = {publish: [port, {...port, hostPort: 8081, node: 0}]}
  expect(specArgs({...spec, stated, config})).toEqual([
    '--control-planes=1',
    '--workers=1',
    '--publish=127.0.0.1:8080:80',
    '--publish=127.0.0.1:8081:80@1',
    '--registrations=[{},{"labels":{"tier":"front"}}]',
  ])
  expect(specArgs(spec).join(' ')).not.toContain('--registrations')
})
