import {expect, test} from 'vitest'
import {readRecord, writeRecord} from '../../../src/cluster/state.ts'
import {kubiaAdvice} from '../../../src/errors/advice.ts'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {Cancellation} from '../../../src/process/cancellation.ts'
import {Log} from '../../../src/process/log.ts'
import {listNodes, untilNodesReady} from '../../../src/workflows/up/wait-for-nodes.ts'
import {type Answer, recordedExec} from '../../support/exec.ts'
import {readAnswer} from '../../support/json.ts'
import {ownFolders} from '../../support/kubeconfig.ts'
import {clusterOf, nodeOf, recordedProvider} from '../../support/provider.ts'
import {skipWaits} from '../../support/time.ts'

const access = {kubeconfig: undefined, context: 'kind-shop'}
const ASK = 'kubectl --context kind-shop'
const nodeObject = (name: string, status: 'True' | 'False') => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name},
  status: {
    conditions: [{type: 'Ready', status, message: 'container runtime network not ready: cni plugin not initialized'}],
  },
})
const CLUSTER = clusterOf('shop', [
  nodeOf('shop-control-plane', {address: '172.18.0.2'}),
  nodeOf('shop-worker', {address: '172.18.0.3'}),
  nodeOf('shop-external-load-balancer', {role: 'external-load-balancer'}),
])

const NEXT = kubiaAdvice(['up', 'shop'])

const waitFor = (
  answers: Readonly<Record<string, Answer | readonly Answer[]>>,
  timeoutMs = 0,
  isSettled = false,
  lacksCni = false,
) => {
  const {exec, asked} = recordedExec(answers)
  const cancellation = new Cancellation(timeoutMs)
  const {provider, changes} = recordedProvider([CLUSTER])
  const run = {exec, cancellation, log: new Log()}
  const waited = {
    provider,
    cluster: CLUSTER,
    access,
    restarted: undefined,
    isSettled,
    isReachable: true,
    lacksCni,
    next: NEXT,
  }
  const action = untilNodesReady({run, look: ask => ask()}, waited)
  return {action, asked, cancellation, changes}
}

test('Nodes are waited for until each is Ready, with what the late one waits for; a load balancer is no node', async () => {
  ownFolders()
  const late = [nodeObject('shop-control-plane', 'True'), nodeObject('shop-worker', 'False')]
  const ready = [nodeObject('shop-control-plane', 'True'), nodeObject('shop-worker', 'True')]
  const {action} = waitFor({[`${ASK} get nodes`]: [readAnswer(late), readAnswer(ready)]})
  const reported: string[] = []
  const {detail, value} = await action.run(line => reported.push(line))
  expect(reported).toEqual(['1/2 Ready · shop-worker: CNI starting'])
  expect(detail).toBe('2/2 Ready')
  expect(value.nodes.map(({metadata}) => metadata.name)).toEqual(['shop-control-plane', 'shop-worker'])
})

test('The addresses of Ready nodes go on the record of a cluster of kubia’s, for a later start', async () => {
  ownFolders()
  writeRecord({
    name: 'shop',
    provider: 'kind',
    controlPlaneId: 'id-shop-control-plane',
    nodes: CLUSTER.nodes.map(({name}) => name),
    previousContext: '',
    startedAt: '2026-01-01T00:00:00Z',
  })
  const ready = [nodeObject('shop-control-plane', 'True'), nodeObject('shop-worker', 'True')]
  await waitFor({[`${ASK} get nodes`]: readAnswer(ready)}).action.run(() => {})
  expect(readRecord('shop')?.addresses).toEqual({'shop-control-plane': '172.18.0.2', 'shop-worker': '172.18.0.3'})
})

test('Nodes of a cluster without a CNI need only register, until one is being installed', async () => {
  ownFolders()
  skipWaits()
  const daemon = (name: string) => ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {name, namespace: 'kube-system'},
    spec: {selector: {matchLabels: {}}, template: {metadata: {}, spec: {containers: []}}},
    status: {},
  })
  const [plane, worker] = [nodeObject('shop-control-plane', 'False'), nodeObject('shop-worker', 'False')]
  const ready = [nodeObject('shop-control-plane', 'True'), nodeObject('shop-worker', 'True')]
  const {action, asked} = waitFor(
    {
      [`${ASK} get nodes`]: [readAnswer([plane]), readAnswer([plane, worker])],
      [`${ASK} get daemonsets -A`]: readAnswer([daemon('kube-proxy')]),
    },
    0,
    false,
    true,
  )
  expect(await action.script()).toEqual([
    '# the config switches the CNI off (networking.disableDefaultCNI): nodes register, and become Ready once one is installed',
    expect.objectContaining({args: ['--context', 'kind-shop', 'get', 'nodes']}),
  ])
  const {detail, value} = await action.run(() => {})
  expect(detail).toBe('2/2 registered, 0 Ready: the config switches the CNI off')
  expect(value).toMatchObject({lacking: ['cni'], healed: []})
  expect(asked.filter(line => line.includes('daemonsets'))).toHaveLength(1)

  const later = waitFor(
    {
      [`${ASK} get nodes`]: [readAnswer([plane, worker]), readAnswer(ready)],
      [`${ASK} get daemonsets -A`]: readAnswer([daemon('kube-proxy'), daemon('calico-node')]),
    },
    0,
    true,
    true,
  )
  expect(await later.action.run(() => {})).toMatchObject({detail: '2/2 Ready'})
})

test('Out of time, the failure names the node that is not Ready, and its events', async () => {
  ownFolders()
  const {action, cancellation} = waitFor({
    [`${ASK} get nodes`]: readAnswer([nodeObject('shop-control-plane', 'True')]),
    [`${ASK} get events`]: {stdout: ''},
  })
  const late = action.run(() => cancellation.abort(new KubiaError('TIMEOUT', 'not done in time')))
  await expect(late).rejects.toMatchObject({code: 'NODES_NOT_READY', exit: 5})
})

test('Of a server that never answered it is said that it does not answer, and nothing of its nodes', async () => {
  ownFolders()
  const {action, cancellation} = waitFor({
    [`${ASK} get nodes`]: {exitCode: 1, stderr: 'Unable to connect to the server: net/http: TLS handshake timeout\n'},
    [`${ASK} get events`]: {stdout: ''},
  })
  const late = action.run(() => cancellation.abort(new KubiaError('TIMEOUT', 'not done in time')))
  await expect(late).rejects.toMatchObject({
    code: 'NODES_NOT_READY',
    message: 'the API server does not answer',
    exit: 5,
  })
})

test('A node that was deleted from the API server of a cluster that ran has its kubelet restarted', async () => {
  skipWaits()
  ownFolders()
  const without = readAnswer([nodeObject('shop-control-plane', 'True')])
  const ready = readAnswer([nodeObject('shop-control-plane', 'True'), nodeObject('shop-worker', 'True')])
  const looks = [...Array.from({length: 30}, () => without), ready]
  const {action, changes} = waitFor({[`${ASK} get nodes`]: looks}, 0, true)
  const {detail, value} = await action.run(() => {})
  expect(detail).toBe('2/2 Ready, the kubelet of shop-worker was restarted')
  expect(value.healed).toEqual(['shop-worker'])
  expect(changes).toEqual(['restart the kubelet of shop-worker', 'mark shop-worker'])
})

test('A plan has its kubelet restarted by the command that does it', async () => {
  const {action} = waitFor({[`${ASK} get nodes`]: readAnswer([nodeObject('shop-control-plane', 'True')])}, 0, true)
  expect((await action.script()).slice(0, 3)).toEqual([
    '# not registered, or silent: shop-worker',
    'docker exec shop-worker systemctl restart kubelet',
    '# waits for every node',
  ])
})

test('A plan restarts a control plane that was deleted whole, and marks it once it is Ready', async () => {
  const {action} = waitFor({[`${ASK} get nodes`]: readAnswer([nodeObject('shop-worker', 'True')])}, 0, true)
  expect(await action.script()).toEqual([
    '# not registered, or silent: shop-control-plane',
    'docker restart shop-control-plane',
    '# waits for every node',
    {
      program: 'kubectl',
      args: ['--context', 'kind-shop', 'wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=-1s'],
    },
    'docker exec shop-control-plane kubeadm init phase mark-control-plane --config /kind/kubeadm.conf',
    {program: 'kubectl', args: ['--context', 'kind-shop', 'get', 'nodes']},
  ])
})

test('A plan waits with the command of kubectl that does the same, within the limit of the run', async () => {
  expect(await waitFor({}, 90_000).action.script()).toEqual([
    '# waits for every node',
    {
      program: 'kubectl',
      args: ['--context', 'kind-shop', 'wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=90s'],
    },
    {program: 'kubectl', args: ['--context', 'kind-shop', 'get', 'nodes']},
  ])
})

test('Nodes that are not waited for are listed as they are', async () => {
  const {exec} = recordedExec({
    [`${ASK} get nodes`]: readAnswer([nodeObject('shop-control-plane', 'True'), nodeObject('shop-worker', 'False')]),
  })
  const {detail, value} = await listNodes({exec}, access).run(() => {})
  expect(detail).toBe('1/2 Ready · shop-worker: CNI starting')
  expect(value).toHaveLength(2)
})
