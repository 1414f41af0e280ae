import {describe, expect, onTestFinished, test, vi} from 'vitest'
import {type LocalNodes, type NodeFacts, troubleOf, troublesOf} from '../../src/api-server/diagnosis/nodes.ts'
import {diagnosePod, podWord} from '../../src/api-server/diagnosis/pods.ts'
import {waitForEndpoints} from '../../src/api-server/endpoints.ts'
import {examine} from '../../src/api-server/examine.ts'
import {describeHealth, healthOf} from '../../src/api-server/health.ts'
import {printLogs} from '../../src/api-server/logs.ts'
import {buildTree} from '../../src/api-server/tree.ts'
import {type Advice, commandText} from '../../src/errors/advice.ts'
import {recogniseAll, SCHEDULING_FAILURES} from '../../src/errors/known/index.ts'
import type {KubeObject, Node, Pod, Service} from '../../src/kubernetes/types.ts'
import {recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'
import {container, deployment, pod, ready, replicaSet} from './objects.ts'

const UP = {command: ['kubectl', 'kubia', 'up', 'k']}
const place = {context: 'kind-k', namespace: 'shop'}
const HERE = 'kubectl --context kind-k --namespace shop'

const node = (name: string, status: 'True' | 'False' | 'Unknown', message = ''): Node =>
  ({apiVersion: 'v1', kind: 'Node', metadata: {name}, status: {conditions: [{type: 'Ready', status, message}]}}) as Node
const SILENT = 'Kubelet stopped posting node status.'
const local = (...stopped: string[]): LocalNodes => ({
  nodes: ['control-plane', 'worker'].map(name => ({name, running: !stopped.includes(name)})),
  up: UP,
})
const control = node('control-plane', 'True')
/** A worker that is stopped, as Kubernetes and the provider see it. */
const stopped: NodeFacts = {nodes: [control, node('worker', 'Unknown', SILENT)], local: local('worker')}
/** A worker whose programs signals have stopped. */
const frozen: LocalNodes = {
  nodes: [{name: 'worker', running: false, paused: true, frozen: ['containerd', 'kubelet']}],
  up: UP,
}
/** A pod of an hour ago. */
const old = (name: string, ...more: [Pod['status'], KubeObject?]): Pod => {
  const made = pod(name, ...more)
  return {...made, metadata: {...made.metadata, creationTimestamp: '2026-01-01T00:00:00Z'}}
}
const lost = {phase: 'Running', conditions: [{type: 'Ready', status: 'False'}]}
const schedulingCauses = (message: string) => {
  const causes = recogniseAll(message, SCHEDULING_FAILURES)
  return {says: causes.map(cause => cause.message), fix: causes.flatMap(({details}) => details.fix ?? [])}
}
const fixText = (fix: readonly Advice[]): string[] =>
  fix.map(advice => (typeof advice === 'string' ? advice : commandText(advice)))

describe('A node', () => {
  test.each<[string, NodeFacts, string | undefined]>([
    ['that is Ready and runs', {nodes: [node('worker', 'True')], local: local()}, undefined],
    ['that is stopped', stopped, 'node worker is not Ready (stopped)'],
    [
      'that was stopped just now',
      {nodes: [node('worker', 'True')], local: local('worker')},
      'node worker is stopped, which Kubernetes has not noticed yet',
    ],
    [
      'whose programs a signal stopped just now',
      {nodes: [node('worker', 'True')], local: frozen},
      'node worker is paused (containerd, kubelet), which Kubernetes has not noticed yet',
    ],
    [
      'whose programs a signal stopped',
      {nodes: [node('worker', 'Unknown', SILENT)], local: frozen},
      'node worker is not Ready (paused: containerd, kubelet)',
    ],
    [
      'of a cluster that is not local, and does not report',
      {nodes: [node('worker', 'Unknown', SILENT)]},
      'node worker is not Ready (kubelet does not report)',
    ],
    [
      'whose kubelet says that it is not ready',
      {nodes: [node('worker', 'False', 'container runtime is down')], local: local()},
      'node worker is not Ready (container runtime starting)',
    ],
    ['that was deleted', {nodes: [control], local: local()}, 'node worker is not registered'],
    ['that was deleted and is stopped', {nodes: [control], local: local('worker')}, 'node worker is stopped'],
  ])('%s', (_, facts, says) => expect(troubleOf('worker', facts)?.says).toBe(says))

  test('of a local cluster is mended by up, and any other is looked at', () => {
    expect(fixText(troublesOf(stopped).flatMap(({fix}) => fix))).toEqual(['kubectl kubia up k'])
    const [trouble] = troublesOf({nodes: stopped.nodes})
    expect(fixText(trouble?.fix ?? [])).toEqual(['kubectl describe node worker'])
  })

  test.each<[string, NodeFacts, string]>([
    ['is stopped', stopped, 'starts stopped nodes'],
    ['was stopped just now', {nodes: [node('worker', 'True')], local: local('worker')}, 'starts stopped nodes'],
    ['was deleted and is stopped', {nodes: [control], local: local('worker')}, 'starts stopped nodes'],
    ['was deleted while it runs', {nodes: [control], local: local()}, 'registers lost nodes again'],
    ['runs and is silent', {nodes: [node('worker', 'Unknown', SILENT)], local: local()}, 'restarts silent kubelets'],
    [
      'says that it is not ready',
      {nodes: [node('worker', 'False', 'container runtime is down')], local: local()},
      'waits for its nodes, and says why',
    ],
  ])('that %s has the remark of what up does for it', (_, facts, comment) =>
    expect(troubleOf('worker', facts)?.fix).toEqual([{...UP, comment}]),
  )
})

describe('An app on a node that is down', () => {
  const app = deployment({replicas: 3}, {replicas: 3, updatedReplicas: 3, readyReplicas: 0})
  const maker = replicaSet(app, 1, 3)
  const pods = ['a', 'b', 'c'].map(name => old(name, lost, maker))

  test('is told by the node, and not by its pods', () => {
    const health = healthOf(app, [maker, ...pods], undefined, stopped)
    expect(health && describeHealth(health)).toBe('0/3 ready: node worker is not Ready (stopped)')
    expect(health?.diagnosis).toMatchObject({
      code: 'NODES_NOT_READY',
      hopeless: true,
      fix: [{...UP, comment: 'starts stopped nodes'}],
    })
  })

  test('is not told by a crash of another pod', () => {
    const crashing = container({restartCount: 5, state: {waiting: {reason: 'CrashLoopBackOff'}}})
    const other = pod('d', {...lost, containerStatuses: [crashing]}, maker)
    const elsewhere = {...other, spec: {...other.spec, nodeName: 'control-plane'}}
    const health = healthOf(app, [maker, elsewhere, ...pods], undefined, stopped)
    expect(health && describeHealth(health)).toBe('0/3 ready: node worker is not Ready (stopped)')
  })

  test('does not run there in the tree', () => {
    const [root] = buildTree([app, maker, ...pods], () => 'Running', {nodes: troublesOf(stopped)})
    expect(root?.children[0]?.children.map(({label}) => label)).toEqual([
      'pod/a  node worker is not Ready (stopped)',
      'pod/b  node worker is not Ready (stopped)',
      'pod/c  node worker is not Ready (stopped)',
    ])
  })

  test('is asked about with its nodes while it is waited for', async () => {
    const {exec} = recordedExec({
      [`${HERE} get deployment.apps/kubia`]: readAnswer([app]),
      [`${HERE} get replicasets.apps,pods`]: readAnswer([maker, ...pods]),
      [`${HERE} get events`]: readAnswer([]),
      'kubectl --context kind-k get nodes': readAnswer(stopped.nodes as Node[]),
    })
    const [health] = await examine(exec, place, [{name: 'deployment.apps/kubia', namespace: 'shop'}], async () =>
      local('worker'),
    )
    expect(health && describeHealth(health)).toBe('0/3 ready: node worker is not Ready (stopped)')
  })
})

describe('A pod that no node takes', () => {
  const pending = (message: string) =>
    pod('p', {
      phase: 'Pending',
      conditions: [{type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message}],
    })
  const homeless = (message: string) => {
    const {spec, ...rest} = pending(message)
    const {nodeName: _, ...without} = spec
    return {...rest, spec: without}
  }

  test.each([
    "0/2 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate, 1 node(s) had taint {node.kubernetes.io/unreachable: }, that the pod didn't tolerate.",
    '0/2 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    '0/2 nodes are available: 2 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
  ])('waits for the node that is down: %s', message => {
    const found = diagnosePod(homeless(message), [], stopped)
    expect(found).toMatchObject({
      code: 'NODES_NOT_READY',
      short: 'Pending, node worker is not Ready (stopped)',
      evidence: [message],
      fix: [{...UP, comment: 'starts stopped nodes'}],
    })
  })

  test('waits for a node that was deleted', () => {
    const message =
      '0/1 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }.'
    expect(diagnosePod(homeless(message), [], {nodes: [control], local: local()})?.short).toBe(
      'Pending, node worker is not registered',
    )
  })

  test('names the nodes that are cordoned', () => {
    const found = (facts: NodeFacts | undefined) =>
      fixText(diagnosePod(homeless('0/2 nodes are available: 2 node(s) were unschedulable.'), [], facts)?.fix ?? [])
    const cordoned = (name: string): Node => ({...node(name, 'True'), spec: {unschedulable: true}})
    expect(found({nodes: [control, cordoned('worker'), cordoned('worker2')]})).toEqual([
      'kubectl get nodes',
      'kubectl uncordon worker',
      'kubectl uncordon worker2',
    ])
    expect(found(undefined)).toEqual(['kubectl get nodes'])
  })

  test('waits for something else where the scheduler says so', () => {
    const message = "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector."
    expect(diagnosePod(homeless(message), [], stopped)?.code).toBe('UNSCHEDULABLE')
  })

  test.each([
    'node.kubernetes.io/not-ready',
    'node.kubernetes.io/unreachable',
    'node.kubernetes.io/unschedulable',
    'node.kubernetes.io/memory-pressure',
    'node.kubernetes.io/disk-pressure',
    'node.kubernetes.io/pid-pressure',
    'node.kubernetes.io/network-unavailable',
    'node.cloudprovider.kubernetes.io/uninitialized',
    'node-role.kubernetes.io/control-plane',
    'node-role.kubernetes.io/master',
  ])('is never to tolerate or to lose the taint %s', key => {
    for (const text of [`had untolerated taint {${key}: }`, `had taint {${key}: }, that the pod didn't tolerate`]) {
      const {says, fix} = schedulingCauses(`0/1 nodes are available: 1 node(s) ${text}.`)
      expect(says).toHaveLength(1)
      expect(fixText(fix).filter(line => /toler|taint/.test(line))).toEqual([])
    }
  })

  test('may tolerate or lose a taint of one’s own', () => {
    const {says, fix} = schedulingCauses('0/1 nodes are available: 1 node(s) had untolerated taint {team: blue}.')
    expect(says).toEqual(['1 node with the taint team: blue'])
    expect(fixText(fix)).toEqual([
      'tolerate the taint (tolerations) where the pod may run there',
      'kubectl taint nodes --all team-',
    ])
  })
})

describe('A container between two crashes', () => {
  const running = (restartCount: number, exitCode: number) =>
    container({
      restartCount,
      state: {running: {startedAt: '2026-01-01T00:00:00Z'}},
      lastState: {terminated: {exitCode, finishedAt: '2026-01-01T00:00:00Z'}},
    })

  test.each([
    [1, 0, 'Running, restarted once (exit 0)'],
    [3, 1, 'Running, restarted 3 times (exit 1)'],
  ])('does not just run: restarted %i times, exit %i', (restarts, exitCode, word) => {
    expect(podWord(pod('p', {phase: 'Running', containerStatuses: [running(restarts, exitCode)]}))).toBe(word)
  })
})

describe('A service whose pods are on a node that is down', () => {
  const service = {apiVersion: 'v1', kind: 'Service', metadata: {name: 'kubia'}, spec: {selector: {app: 'kubia'}}}
  const wait = (answers: Parameters<typeof recordedExec>[0], nodes: LocalNodes) => {
    const {exec} = recordedExec(answers)
    return waitForEndpoints(exec, {
      place,
      service: service as Service,
      askNodes: async () => nodes,
      signal: AbortSignal.timeout(60_000),
      renewSignal: () => {},
      report: () => {},
      next: 'look',
    })
  }
  const endpoints = (subset: object) => readAnswer([{...service, kind: 'Endpoints', subsets: [subset]} as KubeObject])

  /** @param pods none of which is ready at first @param nodes as Kubernetes has them @param later the addresses at the second look */
  const waitWith = (pods: readonly Pod[], nodes: readonly Node[], where: LocalNodes, later: object[] = []) =>
    wait(
      {
        [`${HERE} get endpoints/kubia`]: [endpoints({}), endpoints({addresses: later})],
        [`${HERE} get pods -l app=kubia`]: readAnswer(pods),
        [`${HERE} get pod/a`]: readAnswer(pods),
        [`${HERE} get events`]: readAnswer([]),
        'kubectl --context kind-k get nodes': readAnswer(nodes),
      },
      where,
    )

  test('is told by the node at once', async () => {
    await expect(waitWith([old('a', lost)], stopped.nodes as Node[], local('worker'))).rejects.toMatchObject({
      code: 'NODES_NOT_READY',
      message: 'node worker is not Ready (stopped)',
      details: {fix: [{...UP, comment: 'starts stopped nodes'}]},
    })
  })

  test('is waited for while another pod starts on a node that is Ready', async () => {
    const other = old('b', {phase: 'Pending'})
    const pods = [old('a', lost), {...other, spec: {...other.spec, nodeName: 'control-plane'}}]
    const later = [{ip: '10.0.0.2', nodeName: 'control-plane'}]
    expect(await waitWith(pods, stopped.nodes as Node[], local('worker'), later)).toEqual(['10.0.0.2'])
  })

  test('is told by a node that runs and is not Ready too, once that lasts', async () => {
    let now = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 6000
      return now
    })
    onTestFinished(() => clock.mockRestore())
    const nodes = [control, node('worker', 'False', 'container runtime is down')]
    await expect(waitWith([old('a', lost)], nodes, local())).rejects.toMatchObject({
      code: 'NODES_NOT_READY',
      message: 'node worker is not Ready (container runtime starting)',
      details: {fix: [{...UP, comment: 'waits for its nodes, and says why'}]},
    })
  })

  test('is told so also while Kubernetes sends connections there', async () => {
    const addresses = [{ip: '10.0.0.1', nodeName: 'worker'}]
    const nodes = readAnswer([control, node('worker', 'True')])
    const answers = {
      [`${HERE} get endpoints/kubia`]: endpoints({addresses}),
      'kubectl --context kind-k get nodes': nodes,
    }
    await expect(wait(answers, local('worker'))).rejects.toMatchObject({
      code: 'NODES_NOT_READY',
      message: 'node worker is stopped, which Kubernetes has not noticed yet',
    })
    expect(await wait(answers, local())).toEqual(['10.0.0.1'])
  })
})

test('Logs of pods on a node that is down are not asked for: the node is told, and what mends it', async () => {
  const {exec, asked} = recordedExec({
    [`${HERE} get pods`]: readAnswer([pod('a', lost), pod('b', ready)]),
    'kubectl --context kind-k get nodes': readAnswer(stopped.nodes as Node[]),
  })
  const said: string[] = []
  const sink = {
    line: () => {},
    note: (text: string) => void said.push(text),
    advise: (advice: Advice) => void said.push(...fixText([advice])),
  }
  const options = {follow: false, previous: false, askNodes: async () => local('worker')}
  await printLogs(exec, place, deployment(), options, sink)
  expect(said).toEqual(['warning: no logs of a, b: node worker is not Ready (stopped)', 'kubectl kubia up k'])
  expect(asked.filter(line => line.includes(' logs '))).toEqual([])
})
