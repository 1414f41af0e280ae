import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect, test} from 'vitest'
import {specArgs} from '../../../../src/cluster/providers/sim/commands.ts'
import {simProvider} from '../../../../src/cluster/providers/sim/provider.ts'
import {type Command, formatCommand} from '../../../../src/process/command.ts'
import {recordedExec} from '../../../support/exec.ts'
import {temporaryFolder} from '../../../support/temporary.ts'
import {description, spec, withCluster} from './cluster.ts'

const nowhere = recordedExec({})

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

const ANNOTATE = (folder: string): string =>
  `kubectl --kubeconfig=/dev/null --server=https://127.0.0.1:6443 --certificate-authority=${folder}/ca.crt --client-certificate=${folder}/client.crt --client-key=${folder}/client.key annotate node shop-sim-worker`

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

test('What the nodes of a config are registered with, and which node has a port, is given to the cluster, control planes first', async () => {
  const config = {
    text: `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
- role: worker
  labels: {tier: front}
- role: control-plane
`,
    source: 'kind.yaml',
    shape: {},
    ports: [],
    fields: {nodes: [{role: 'worker', labels: {tier: 'front'}}, {role: 'control-plane'}]},
  }
  const port = {address: '127.0.0.1', hostPort: 8080, nodePort: 80, protocol: 'TCP'} as const
  const stated = {publish: [port, {...port, hostPort: 8081, node: 0}]}
  expect(await specArgs({...spec, stated, config})).toEqual([
    '--control-planes=1',
    '--workers=1',
    '--publish=127.0.0.1:8080:80',
    '--publish=127.0.0.1:8081:80@1',
    '--registrations=[{},{"labels":{"tier":"front"}}]',
  ])
  expect((await specArgs(spec)).join(' ')).not.toContain('--registrations')
})
