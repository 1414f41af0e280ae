import {describe, expect, test} from 'vitest'
import {describeApps, healthOfAll} from '../../src/api-server/app-health.ts'
import {roomFor} from '../../src/api-server/capacity.ts'
import {describeHealth, healthOf} from '../../src/api-server/health.ts'
import {buildTree} from '../../src/api-server/tree.ts'
import {settleTime} from '../../src/api-server/wait.ts'
import {podsOf, progressOf} from '../../src/kubernetes/kinds/workloads.ts'
import {podStatus} from '../../src/kubernetes/pod-status.ts'
import type {KubeObject, Node, Pod, Service} from '../../src/kubernetes/types.ts'
import {printHealth} from '../../src/printers/health.ts'
import {printTree} from '../../src/printers/tree.ts'
import {recordedExec} from '../support/exec.ts'
import {container, deployment, event, pod, ready, replicaSet, waiting} from './objects.ts'

const object = (kind: string, spec: object, status: object): KubeObject =>
  ({
    apiVersion: {Job: 'batch/v1', ReplicationController: 'v1'}[kind] ?? 'apps/v1',
    kind,
    metadata: {name: 'x', uid: 'x', generation: 2},
    spec,
    status: {observedGeneration: 2, ...status},
  }) as KubeObject

describe('how far an app has come', () => {
  test.each([
    [
      'a deployment whose pods are all new and available is done',
      object('Deployment', {replicas: 2}, {replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2}),
      {ready: 2, desired: 2, updated: 2, done: true},
    ],
    [
      'a deployment with an old pod left is not',
      object('Deployment', {replicas: 2}, {replicas: 3, updatedReplicas: 2, readyReplicas: 3, availableReplicas: 3}),
      {ready: 3, desired: 2, updated: 2, done: false},
    ],
    [
      'a deployment whose controller has not seen it yet is not',
      object(
        'Deployment',
        {replicas: 1},
        {observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1},
      ),
      {ready: 1, desired: 1, updated: 1, done: false},
    ],
    [
      'a deployment of 0 replicas is done',
      object('Deployment', {replicas: 0}, {}),
      {ready: 0, desired: 0, updated: 0, done: true},
    ],
    [
      'a stateful set is done when its revision is the newest',
      object('StatefulSet', {replicas: 1}, {replicas: 1, readyReplicas: 1, currentRevision: 'a', updateRevision: 'a'}),
      {ready: 1, desired: 1, updated: 1, done: true},
    ],
    [
      'a stateful set that rolls is not',
      object(
        'StatefulSet',
        {replicas: 2},
        {replicas: 2, readyReplicas: 2, updatedReplicas: 1, currentRevision: 'a', updateRevision: 'b'},
      ),
      {ready: 2, desired: 2, updated: 1, done: false},
    ],
    [
      'a daemon set counts nodes',
      object(
        'DaemonSet',
        {},
        {desiredNumberScheduled: 3, numberReady: 3, numberAvailable: 3, updatedNumberScheduled: 3},
      ),
      {ready: 3, desired: 3, updated: 3, done: true},
    ],
    [
      'a replication controller counts ready pods',
      object('ReplicationController', {replicas: 2}, {replicas: 2, readyReplicas: 1}),
      {ready: 1, desired: 2, updated: 2, done: false},
    ],
    [
      'a job is done when it is complete',
      object('Job', {completions: 2}, {succeeded: 2, conditions: [{type: 'Complete', status: 'True'}]}),
      {ready: 2, desired: 2, updated: 2, done: true},
    ],
    [
      'a job that failed says why',
      object('Job', {}, {conditions: [{type: 'Failed', status: 'True', message: 'too often'}]}),
      {ready: 0, desired: 1, updated: 1, done: false, failed: 'too often'},
    ],
  ])('%s', (_, app, progress) => expect(progressOf(app)).toEqual(progress))

  test('a deployment past its deadline has failed', () => {
    const late = object(
      'Deployment',
      {replicas: 1},
      {
        conditions: [
          {
            type: 'Progressing',
            status: 'False',
            reason: 'ProgressDeadlineExceeded',
            message: 'has timed out progressing.',
          },
        ],
      },
    )
    expect(progressOf(late)?.failed).toBe('has timed out progressing.')
  })

  test('kinds without pods have no progress', () => expect(progressOf(object('ConfigMap', {}, {}))).toBeUndefined())
})

const app = deployment({replicas: 3}, {replicas: 3, updatedReplicas: 3, readyReplicas: 2, availableReplicas: 2})
const [old, newest] = [replicaSet(app, 1, 0), replicaSet(app, 2, 3)]
const crashed = pod(
  'kubia-2-c',
  {
    phase: 'Running',
    containerStatuses: [waiting('CrashLoopBackOff', '', {restartCount: 3, lastState: {terminated: {exitCode: 1}}})],
  },
  newest,
)
const pods = [pod('kubia-2-a', ready, newest), pod('kubia-2-b', ready, newest), crashed, pod('kubia-1-z', ready, old)]
const all = [app, old, newest, ...pods]

describe('health', () => {
  test('of a deployment is told by the pods of its newest replica set', () => {
    expect(podsOf(app, all).map(({metadata}) => metadata.name)).toEqual(['kubia-2-a', 'kubia-2-b', 'kubia-2-c'])
    expect(describeHealth(healthOf(app, all)!)).toBe('2/3 ready: kubia-2-c CrashLoopBackOff, exit 1')
  })

  test('has the last words of a container that crashes', async () => {
    const {exec, asked} = recordedExec({'kubectl --context c': {stdout: 'starting\nError: EADDRINUSE\n'}})
    const [app] = await describeApps(exec, {context: 'c'}, healthOfAll(all))
    expect(app).toEqual({
      app: 'deployment.apps/kubia',
      namespace: 'shop',
      healthy: false,
      ready: 2,
      desired: 3,
      summary: '2/3 ready: kubia-2-c CrashLoopBackOff, exit 1, "Error: EADDRINUSE"',
      code: 'CRASH_LOOP',
    })
    expect(asked).toEqual(['kubectl --context c --namespace shop logs kubia-2-c -c kubia --tail=10 --previous'])
  })

  test('of a pod that is ready between two crashes says so, until its kubelet forgets them', async () => {
    const ended = {restartCount: 3, lastState: {terminated: {exitCode: 1, finishedAt: '2026-01-01T00:00:00Z'}}}
    const status = {...ready, containerStatuses: [{name: 'kubia', ready: true, state: {running: {}}, ...ended}]}
    const whole = deployment({replicas: 1}, {replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1})
    const maker = replicaSet(whole, 1, 1)
    const alone = pod('alone', status as Pod['status'])
    const objects = [whole, maker, pod('kubia-1-a', status as Pod['status'], maker), alone]
    const summaries = async (now: string): Promise<string[]> => {
      const {exec} = recordedExec({})
      const apps = await describeApps(exec, {context: 'c'}, healthOfAll(objects), Date.parse(now))
      return apps.map(({summary, healthy}) => `${summary} ${healthy}`)
    }
    expect(await summaries('2026-01-01T00:05:00Z')).toEqual([
      '1/1 ready: kubia-1-a restarted 3 times (exit 1) true',
      '1/1 ready, restarted 3 times (exit 1) true',
    ])
    expect(await summaries('2026-01-01T00:11:00Z')).toEqual(['1/1 ready true', '1/1 ready true'])
  })

  test('of a bare pod does not say its name twice', () => {
    const alone = pod('alone', {phase: 'Pending', containerStatuses: [waiting('ContainerCreating')]})
    expect(describeHealth(healthOf(alone, [alone])!)).toBe('0/1 ready: ContainerCreating')
  })

  test('tells pods that a quota refuses, and gives up after two refusals', () => {
    const refused =
      'pods "kubia-2-d" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2'
    const maker = {...newest, status: {conditions: [{type: 'ReplicaFailure', status: 'True', message: refused}]}}
    const objects = [app, maker, pods[0]!, pods[1]!]
    expect(describeHealth(healthOf(app, objects)!)).toBe(
      '2/3 ready: no pod may be made, the quota small does not allow it: pods=1 asked for, pods=2 in use, pods=2 at most',
    )
    expect(healthOf(app, objects)!.diagnosis).toMatchObject({code: 'QUOTA_EXCEEDED', hopeless: false})
    const events = new Map([['kubia-2', [event('FailedCreate', refused, 2)]]])
    expect(healthOf(app, objects, events)!.diagnosis).toMatchObject({code: 'QUOTA_EXCEEDED', hopeless: true})
  })

  test('of a job that tries again after a failed pod is not hopeless, until the job gives up', () => {
    const job = {...object('Job', {}, {}), metadata: {name: 'once', namespace: 'shop', uid: 'job'}}
    const failed = pod(
      'once-a',
      {phase: 'Failed', containerStatuses: [container({state: {terminated: {exitCode: 3}}})]},
      job,
    )
    expect(healthOf(job, [job, failed])!.diagnosis).toMatchObject({code: 'POD_FAILED', hopeless: false})
    const over = {...job, status: {conditions: [{type: 'Failed', status: 'True', message: 'too often'}]}} as KubeObject
    expect(healthOf(over, [over, failed])!.diagnosis).toMatchObject({
      code: 'ROLLOUT_FAILED',
      message: 'once: too often',
      evidence: ['once-a failed: exit 3'],
      hopeless: true,
    })
  })

  test('lists what nobody owns, the failing first', () => {
    const fine = pod('alone', ready)
    expect(healthOfAll([fine, ...all]).map(health => health.app)).toEqual(['deployment.apps/kubia', 'pod/alone'])
  })

  test('is a table in the manner of kubectl', () => {
    const row = {app: 'deployment.apps/kubia', namespace: 'shop', summary: '3/3 ready', healthy: true}
    expect(printHealth({apps: [row]}, false)).toBe(
      'APP                     HEALTH\ndeployment.apps/kubia   3/3 ready\n',
    )
    expect(printHealth({apps: [row]}, true)).toBe(
      'NAMESPACE   APP                     HEALTH\nshop        deployment.apps/kubia   3/3 ready\n',
    )
    expect(printHealth({}, false)).toBe('')
    expect(
      printHealth({apps: [row], nodes: [{node: 'k-worker', says: 'node k-worker is not Ready (stopped)'}]}, false),
    ).toBe(
      'NODE            HEALTH\nnode/k-worker   not Ready (stopped)\n\nAPP                     HEALTH\ndeployment.apps/kubia   3/3 ready\n',
    )
  })
})

describe('what is ready must stay so', () => {
  const now = Date.parse('2026-01-01T00:01:00Z')
  const steady = healthOf(
    deployment({}, {replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1}),
    [],
  )!
  // Its containers have no readiness probe.
  const running = {...steady, startedAt: now}
  const job = healthOf(object('Job', {}, {conditions: [{type: 'Complete', status: 'True'}]}), [])!

  test.each([
    ['not at all at the first look', steady, true, 0],
    ['for two seconds when it came up just now', running, false, 2000],
    ['not at all where readiness probes have said so', steady, false, 0],
    ['for two seconds when it came up before the first look', {...steady, startedAt: now - 1000}, true, 2000],
    ['not at the first look when it has run for two seconds', {...steady, startedAt: now - 2000}, true, 0],
    ['for twice as long as a kubelet took to notice the start', {...running, noticeMs: 3000}, false, 6000],
    ['for ten seconds at most where a kubelet is very slow', {...running, noticeMs: 60_000}, false, 10_000],
    ['for ten seconds after a restart', {...steady, lastRestart: '2026-01-01T00:00:30Z'}, true, 10_000],
    ['not for a restart of long ago', {...steady, lastRestart: '2025-01-01T00:00:30Z'}, true, 0],
    ['not when it is a finished job', job, false, 0],
  ])('%s', (_, health, first, ms) => expect(settleTime([health], first, now)).toBe(ms))

  test.each([
    ['as its times say', {}, 3000],
    ['not where a readiness probe has its own time', {readinessProbe: {tcpSocket: {port: 80}}}, 0],
  ])('a kubelet took so long to notice a start: %s', (_, extra, ms) => {
    const slow: Pod = {
      ...pod('x'),
      spec: {containers: [{name: 'a', ...extra}]},
      status: {
        conditions: [{type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:05Z'}],
        containerStatuses: [
          {name: 'a', ready: true, restartCount: 0, state: {running: {startedAt: '2026-01-01T00:00:02Z'}}},
        ],
      },
    }
    expect(healthOf(slow, [slow])?.noticeMs).toBe(ms)
    expect(healthOf(slow, [slow])?.startedAt).toBe(ms === 0 ? undefined : Date.parse('2026-01-01T00:00:02Z'))
  })

  test('a container without a readiness probe counts also beside one that has one', () => {
    const running = (name: string, at: number) => ({
      name,
      ready: true,
      restartCount: 0,
      state: {running: {startedAt: `2026-01-01T00:00:0${at}Z`}},
    })
    const both: Pod = {
      ...pod('x'),
      spec: {containers: [{name: 'a', readinessProbe: {tcpSocket: {port: 80}}}, {name: 'b'}]},
      status: {containerStatuses: [running('a', 7), running('b', 2)]},
    }
    expect(healthOf(both, [both])?.startedAt).toBe(Date.parse('2026-01-01T00:00:02Z'))
  })
})

describe('the tree', () => {
  const service: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'kubia-http', namespace: 'shop'},
    spec: {type: 'LoadBalancer', ports: [{port: 80, nodePort: 30080}], selector: {app: 'kubia'}},
  }

  test('says of a service that it leads nowhere, and of one that is a name in the DNS which', () => {
    const other = {...service, metadata: {name: 'other', namespace: 'bank'}}
    const name: Service = {
      ...service,
      metadata: {name: 'db', namespace: 'shop'},
      spec: {type: 'ExternalName', externalName: 'db.example'},
    }
    const services = [{service: 'service/other', namespace: 'bank', says: 'no endpoints: no pod has app=kubia'}]
    expect(
      printTree(
        buildTree([service, other, name], () => '', {services}),
        {ascii: false},
      ),
    ).toBe(
      [
        'service/kubia-http  LoadBalancer  80:30080/TCP  <pending>',
        'service/other  LoadBalancer  80:30080/TCP  <pending>  no endpoints: no pod has app=kubia',
        'service/db  ExternalName  db.example',
        '',
      ].join('\n'),
    )
  })

  test('shows how service, deployment, replica set, pods and nodes hang together', () => {
    const lone = {...pod('lone', ready), metadata: {name: 'lone', namespace: 'shop', uid: 'lone'}}
    expect(
      printTree(
        buildTree([service, ...all, lone], pod => podStatus(pod, {major: 1, minor: 36})),
        {ascii: false},
      ),
    ).toBe(
      [
        'service/kubia-http  LoadBalancer  80:30080/TCP  <pending>',
        '└─ deployment.apps/kubia  2/3 ready',
        '   └─ replicaset.apps/kubia-2  3/3 ready',
        '      ├─ pod/kubia-2-a  Running  on node/worker',
        '      ├─ pod/kubia-2-b  Running  on node/worker',
        '      └─ pod/kubia-2-c  CrashLoopBackOff  on node/worker',
        'pod/lone  Running  on node/worker',
        '',
      ].join('\n'),
    )
  })

  test('tells a pod that ended in the word of the pods’ table, and not in its phase', () => {
    const status = {phase: 'Failed', reason: 'Evicted'}
    const failed = {...pod('lone', status), metadata: {name: 'lone', namespace: 'shop', uid: 'lone'}}
    const roots = buildTree([failed as KubeObject], one => podStatus(one, {major: 1, minor: 36}))
    expect(roots.map(({label}) => label)).toEqual(['pod/lone  Evicted  on node/worker'])
  })

  test('is drawn in ASCII where the terminal has nothing else', () => {
    const roots = [
      {
        label: 'a',
        children: [
          {label: 'b', children: [{label: 'c', children: []}]},
          {label: 'd', children: []},
        ],
      },
    ]
    expect(printTree(roots, {ascii: true})).toBe('a\n|- b\n|  `- c\n`- d\n')
  })
})

describe('room on the nodes', () => {
  const node = (name: string, changes: Partial<Node['spec'] & object> = {}): Node => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name, labels: {disk: name}},
    spec: changes,
    status: {allocatable: {cpu: '2', memory: '100', pods: '5'}},
  })
  const template = (requests: Record<string, string> = {}) => ({containers: [{name: 'a', resources: {requests}}]})

  test.each([
    ['is what the number of pods leaves', template(), [node('a'), node('b')], [], 10],
    ['counts pods that are there', template(), [node('worker')], [pod('x'), pod('y')], 3],
    ['is what the memory leaves', template({memory: '40'}), [node('a')], [], 2],
    ['is none on cordoned nodes', template(), [node('a', {unschedulable: true})], [], 0],
    [
      'is none on nodes with a taint that is not tolerated',
      template(),
      [node('a', {taints: [{key: 'k', effect: 'NoSchedule'}]})],
      [],
      0,
    ],
    [
      'is only on nodes that the selector names',
      {...template(), nodeSelector: {disk: 'a'}},
      [node('a'), node('b')],
      [],
      5,
    ],
  ])('%s', (_, spec, nodes, there, room) => expect(roomFor(spec, nodes, there, Number)).toBe(room))
})
