import {expect, test} from 'vitest'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {deployment} from '../../src/kubernetes/kinds/deployment.ts'
import {replicaSet} from '../../src/kubernetes/kinds/replicaset.ts'
import {type Line, renderLine} from '../../src/printers/advice.ts'
import {
  lookAtReplicas,
  type ScaleOptions,
  scale,
  scaleArgs,
  setReplicas,
  showNewPods,
} from '../../src/workflows/scale.ts'
import {nodeContainers} from '../support/docker.ts'
import {recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'
import {ownFolders} from '../support/kubeconfig.ts'
import {planRecorded, runRecorded} from '../support/workflow.ts'

const set = (more: object = {}, replicas = 2) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {name: 'web', namespace: 'default', uid: 'set', generation: 1, resourceVersion: '1', ...more},
  spec: {replicas, selector: {matchLabels: {app: 'web'}}, template: {spec: {containers: []}}},
  status: {replicas, readyReplicas: replicas, availableReplicas: replicas, observedGeneration: 9},
})
const pod = (name: string, nodeName: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    uid: name,
    labels: {app: 'web'},
    creationTimestamp: '2026-01-01T00:00:00Z',
    ownerReferences: [{kind: 'ReplicaSet', name: 'web', uid: 'set', controller: true}],
  },
  spec: {nodeName, containers: [{name: 'web'}]},
  status: {phase: 'Running', conditions: [{type: 'Ready', status: 'True'}]},
})
const place = {context: 'c', namespace: 'default'}
const options = (more: Partial<ScaleOptions> = {}): ScaleOptions => ({
  place,
  target: {name: 'web', kind: replicaSet},
  replicas: 3,
  wait: true,
  dryRun: false,
  ...more,
})
const GET = 'kubectl --context c --namespace default get '
const SET = `${GET}replicaset.apps/web`
const PODS = `${GET}pods`
const FREE = {stdout: JSON.stringify({items: []})}
const ROOM = 'kubectl --context c get nodes,pods'

/** The first step of `scale`, which looks before anything is changed. */
const look = (object: object, more: Partial<ScaleOptions> = {}) => {
  const {exec, asked} = recordedExec({[SET]: readAnswer([object]), [ROOM]: FREE, kubectl: readAnswer([])})
  const notes: string[] = []
  const door = {
    run: {exec},
    look: async <T>(ask: () => Promise<T>) => ask(),
    note: (text: Line | readonly Line[]) =>
      notes.push(...[text].flat().flatMap(line => renderLine(line, Number.POSITIVE_INFINITY))),
  }
  return {asked, notes, looked: lookAtReplicas(door, options(more), () => {})}
}

test('Another number of replicas than --current-replicas says is refused', async () => {
  const {asked, looked} = look(set(), {currentReplicas: 1})
  await expect(looked).rejects.toMatchObject({
    code: 'REPLICAS_DIFFER',
    exit: 4,
    message: 'replicaset web has 2 replicas, not 1',
    details: {left: 'nothing was changed'},
  })
  expect(asked.some(line => line.includes(' scale '))).toBe(false)
})

test('What an owner would set back at once is refused, with the owner named', async () => {
  const {looked} = look(set({ownerReferences: [{kind: 'Deployment', name: 'shop', uid: 'u', controller: true}]}))
  await expect(looked).rejects.toMatchObject({
    code: 'OBJECT_DIFFERS',
    exit: 4,
    message: 'replicaset web belongs to deployment shop, which would set it back at once',
    details: {fix: ['kubectl kubia scale deployment shop 3']},
  })
})

test('More pods than the nodes have room for are warned of', async () => {
  const {looked, notes} = look(set())
  expect(await looked).toMatchObject({detail: 'replicaset web, replicas 2', value: {replicas: 2}})
  expect(notes).toEqual([
    'warning: 1 more pod is asked for, and the nodes have room for about 0: some will stay Pending',
  ])
})

test('The warning names nodes of a local cluster that are stopped', async () => {
  ownFolders()
  const local = {context: 'kind-shop', namespace: 'default'}
  const silent = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name: 'shop-control-plane'},
    spec: {taints: [{key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule'}]},
    status: {conditions: [{type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.'}]},
  }
  const {exec} = recordedExec({
    ...nodeContainers(['shop-control-plane'], false),
    'kubectl --context kind-shop --namespace default get replicaset.apps/web': readAnswer([set()]),
    'kubectl --context kind-shop get nodes,pods': readAnswer([silent]),
    kubectl: readAnswer([]),
  })
  const notes: (Line | readonly Line[])[] = []
  const door = {
    run: {exec},
    look: async <T>(ask: () => Promise<T>) => ask(),
    note: (text: Line | readonly Line[]) => notes.push(text),
  }
  await lookAtReplicas(door, options({place: local}), () => {})
  expect(notes).toEqual([
    'warning: 1 more pod is asked for, and the nodes have room for about 0: some will stay Pending; node shop-control-plane is not Ready (stopped)',
  ])
})

test('Setting replicas runs the command that a plan prints, and says what became of the object', async () => {
  const {exec, asked} = recordedExec({
    [SET]: readAnswer([set({generation: 2, resourceVersion: '2'}, 3)]),
    kubectl: {stdout: ''},
  })
  const action = setReplicas({exec}, options({currentReplicas: 2}), {object: set(), replicas: 2, pods: new Set()})
  const reports: string[] = []
  expect(await action.run(detail => reports.push(detail))).toMatchObject({
    detail: '2 → 3',
    value: {verdict: 'scaled', object: {spec: {replicas: 3}}},
  })
  expect(reports).toEqual(['2 → 3'])
  const args = ['--context', 'c', '--namespace', 'default', 'scale', 'replicaset.apps/web', '--replicas=3']
  expect(action.script()).toEqual([{program: 'kubectl', args: [...args, '--current-replicas=2']}])
  expect(asked[0]).toBe(['kubectl', ...args, '--current-replicas=2'].join(' '))
})

test('Where each new pod landed is said, and how many are on which node', async () => {
  const {exec} = recordedExec({[PODS]: readAnswer([pod('old', 'a'), pod('new-1', 'b'), pod('new-2', 'b')])})
  const said: string[] = []
  const before = {object: set(), replicas: 1, pods: new Set(['old'])}
  const {detail} = await showNewPods({exec}, place, before, line => said.push(line)).run(() => {})
  expect(detail).toBe('2 on b')
  expect(said).toEqual(['  + new-1 on b', '  + new-2 on b'])
})

test.each([
  [197, 3, '66 on n0, 66 on n1, 65 on n2'],
  [
    197,
    14,
    '15 on n0, 14 on n1, 14 on n2, 14 on n3, 14 on n4, 14 on n5, 14 on n6, 14 on n7, 14 on n8, 14 on n9, 56 on 4 other nodes',
  ],
])('%d new pods on %d nodes are summed up', async (pods, nodes, sum) => {
  const {exec} = recordedExec({
    [PODS]: readAnswer(Array.from({length: pods}, (_, index) => pod(`new-${index}`, `n${index % nodes}`))),
  })
  const said: string[] = []
  const before = {object: set(), replicas: 3, pods: new Set<string>()}
  const {detail} = await showNewPods({exec}, place, before, line => said.push(line)).run(() => {})
  expect(detail).toBe(sum)
  expect(said).toEqual([])
})

test('scale looks, scales, waits and names the new pods', async () => {
  const scaled = set({generation: 2, resourceVersion: '2'}, 3)
  const {result, shown} = runRecorded(flow => scale(flow, options()), {
    [SET]: [readAnswer([set()]), readAnswer([scaled])],
    [PODS]: [
      readAnswer([pod('a', 'n1'), pod('b', 'n2')]),
      readAnswer([pod('a', 'n1'), pod('b', 'n2'), pod('c', 'n1')]),
    ],
    [ROOM]: FREE,
    kubectl: {stdout: ''},
  })
  expect(await result).toEqual({verdict: 'scaled', object: scaled})
  expect(shown.filter(line => !line.startsWith('progress'))).toEqual([
    'start Look at replicas',
    'note warning: 1 more pod is asked for, and the nodes have room for about 0: some will stay Pending',
    'ok Look at replicas: replicaset web, replicas 2',
    'start Scale',
    'ok Scale: 2 → 3',
    'start Wait for replicas',
    'ok Wait for replicas: 3/3 ready',
    'start New pods',
    'say   + c on n1',
    'ok New pods: 1 on n1',
  ])
})

test('Where there are so many already, nothing is changed, and so it is planned', async () => {
  const answers = {[SET]: readAnswer([set()]), [PODS]: readAnswer([pod('a', 'n1'), pod('b', 'n2')])}
  const {result, shown, asked} = runRecorded(flow => scale(flow, options({replicas: 2, wait: false})), answers)
  expect(await result).toEqual({verdict: 'unchanged', object: set()})
  expect(shown.slice(-2)).toEqual([
    'skip Scale: has 2 already',
    'skip Wait for replicas: not waited for (--wait=false)',
  ])
  expect(asked.filter(line => / scale /.test(line))).toEqual([])
  const {plan} = planRecorded(flow => scale(flow, options({replicas: 2, wait: false})), answers)
  expect((await plan).script).toBe('')
})

test('A plan prints what scales and what waits, and changes nothing', async () => {
  const web = {...set(), kind: 'Deployment'}
  const target = {name: 'web'}
  const {plan, asked} = planRecorded(
    flow => scale(flow, options({target})),
    {
      [GET]: [readAnswer([web]), readAnswer([])],
      [ROOM]: FREE,
    },
    300_000,
  )
  expect((await plan).script).toBe(
    `kubectl --context c --namespace default scale deployment.apps/web --replicas=3
kubectl --context c --namespace default rollout status deployment.apps/web --timeout=300s`,
  )
  expect(asked.filter(line => / (?:scale|rollout) /.test(line))).toEqual([])
})

test('Without a cluster, a bare name stands as a deployment in a plan', async () => {
  const target = {name: 'web'}
  const away = new KubiaError('API_UNREACHABLE', 'the API server does not answer')
  const {plan, shown} = planRecorded(flow => scale(flow, options({target})), {kubectl: away})
  expect(await plan).toMatchObject({
    script: `kubectl --context c --namespace default scale deployment.apps/web --replicas=3
kubectl --context c --namespace default rollout status deployment.apps/web`,
    result: {object: {kind: deployment.kind}},
  })
  expect(shown).toEqual(['note warning: the API server does not answer; the commands are as for an empty cluster'])
  const empty = planRecorded(flow => scale(flow.onEmptyCluster(), options({target, wait: false})), {})
  expect((await empty.plan).script).toBe(
    'kubectl --context c --namespace default scale deployment.apps/web --replicas=3',
  )
  expect(empty.shown).toEqual([])
})

test.each([
  [scaleArgs('deployment.apps/web', 3), 'scale deployment.apps/web --replicas=3'],
  [
    scaleArgs('deployment.apps/web', 0, 2, 'server'),
    'scale deployment.apps/web --replicas=0 --current-replicas=2 --dry-run=server',
  ],
])('A scaling is asked of kubectl: %j', (args, line) => {
  expect(args.join(' ')).toBe(line)
})
