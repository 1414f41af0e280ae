import {describe, expect, test} from 'vitest'
import type {KubeObject} from '../../../src/sim/api/object.ts'
import {kinds} from '../../../src/sim/kinds/index.ts'

const NOW = new Date('2026-01-02T03:04:05Z')

/** The cells of an object, as `kubectl get -o wide` would print them. */
const cells = (kind: string, fields: Record<string, unknown>) => {
  const {metadata, ...rest} = fields as {metadata?: object}
  const object = {
    kind,
    metadata: {name: 'x', creationTimestamp: '2026-01-02T03:03:00Z', ...metadata},
    ...rest,
  } as unknown as KubeObject
  const type = kinds.resources.find(each => each.kind === kind)
  if (!type) throw new Error(`no kind ${kind}`)
  return Object.fromEntries(kinds.columnsOf(type).map(({name, value}) => [name, value(object, NOW)]))
}

const pod = (status: object, spec: object = {}, metadata: object = {}) => {
  const row = cells('Pod', {metadata, spec: {containers: [{name: 'a'}], ...spec}, status})
  return [row['Ready'], row['Status'], row['Restarts']]
}
const running = (name: string, more: object = {}) => ({
  name,
  ready: true,
  restartCount: 0,
  state: {running: {}},
  ...more,
})

describe('a pod', () => {
  test.each<[string, object, unknown[]]>([
    ['that waits for a node', {phase: 'Pending'}, ['0/1', 'Pending', '0']],
    ['that was evicted', {phase: 'Failed', reason: 'Evicted'}, ['0/1', 'Evicted', '0']],
    ['that runs', {phase: 'Running', containerStatuses: [running('a')]}, ['1/1', 'Running', '0']],
    [
      'that is made',
      {
        phase: 'Pending',
        containerStatuses: [{ready: false, restartCount: 0, state: {waiting: {reason: 'ContainerCreating'}}}],
      },
      ['0/1', 'ContainerCreating', '0'],
    ],
    [
      'that crashes',
      {
        phase: 'Running',
        containerStatuses: [
          {
            ready: false,
            restartCount: 3,
            state: {waiting: {reason: 'CrashLoopBackOff'}},
            lastState: {terminated: {exitCode: 1, finishedAt: '2026-01-02T03:04:00Z'}},
          },
        ],
      },
      ['0/1', 'CrashLoopBackOff', '3 (5s ago)'],
    ],
    [
      'that is done',
      {
        phase: 'Succeeded',
        containerStatuses: [{ready: false, restartCount: 0, state: {terminated: {exitCode: 0, reason: 'Completed'}}}],
      },
      ['0/1', 'Completed', '0'],
    ],
    [
      'that failed without a reason',
      {phase: 'Failed', containerStatuses: [{ready: false, restartCount: 0, state: {terminated: {exitCode: 7}}}]},
      ['0/1', 'ExitCode:7', '0'],
    ],
    [
      'that waits behind a gate',
      {phase: 'Pending', conditions: [{type: 'PodScheduled', status: 'False', reason: 'SchedulingGated'}]},
      ['0/1', 'SchedulingGated', '0'],
    ],
  ])('%s', (_, status, expected) => {
    expect(pod(status)).toEqual(expected)
  })

  test('that goes is Terminating, until it has ended', () => {
    const metadata = {deletionTimestamp: '2026-01-02T03:04:30Z'}
    expect(pod({phase: 'Running', containerStatuses: [running('a')]}, {}, metadata)[1]).toBe('Terminating')
    expect(pod({phase: 'Failed', reason: 'Error'}, {}, metadata)[1]).toBe('Error')
    expect(pod({phase: 'Running', reason: 'NodeLost'}, {}, metadata)[1]).toBe('Unknown')
  })

  test('tells how far its init containers are', () => {
    const spec = {initContainers: [{name: 'i'}, {name: 'j'}]}
    const done = {name: 'i', ready: true, restartCount: 0, state: {terminated: {exitCode: 0}}}
    const init = (state: object) => ({
      phase: 'Pending',
      initContainerStatuses: [done, {name: 'j', ready: false, restartCount: 0, state}],
    })
    expect(pod(init({running: {}}), spec)[1]).toBe('Init:1/2')
    expect(pod(init({waiting: {reason: 'ImagePullBackOff'}}), spec)[1]).toBe('Init:ImagePullBackOff')
    expect(pod(init({terminated: {exitCode: 1, reason: 'Error'}}), spec)[1]).toBe('Init:Error')
    expect(pod(init({terminated: {exitCode: 1, signal: 9}}), spec)[1]).toBe('Init:Signal:9')
  })

  test('counts a sidecar among its containers', () => {
    const spec = {initContainers: [{name: 's', restartPolicy: 'Always'}]}
    const status = {
      phase: 'Running',
      initContainerStatuses: [running('s', {started: true})],
      containerStatuses: [running('a')],
    }
    expect(pod(status, spec)).toEqual(['2/2', 'Running', '0'])
  })

  test.each<[string, object, unknown[]]>([
    ['has ended', {state: {terminated: {exitCode: 0}}, started: false}, ['1/2', 'Running', '1']],
    ['crashes', {state: {waiting: {reason: 'CrashLoopBackOff'}}, ready: false}, ['1/2', 'Init:CrashLoopBackOff', '1']],
  ])('counts its containers while a sidecar %s', (_, more, expected) => {
    const spec = {initContainers: [{name: 's', restartPolicy: 'Always'}]}
    const status = {
      phase: 'Running',
      conditions: [{type: 'Initialized', status: 'True'}],
      initContainerStatuses: [running('s', {restartCount: 1, ...more})],
      containerStatuses: [running('a')],
    }
    expect(pod(status, spec)).toEqual(expected)
  })
})

test.each<[string, object, string]>([
  ['ClusterIP', {ports: [{port: 80}], clusterIP: '10.96.0.5'}, 'ClusterIP 10.96.0.5 <none> 80/TCP'],
  ['ClusterIP', {ports: [], clusterIP: 'None'}, 'ClusterIP None <none> <none>'],
  [
    'NodePort',
    {
      ports: [
        {port: 80, nodePort: 30080},
        {port: 53, protocol: 'UDP', nodePort: 30053},
      ],
      clusterIP: '10.96.0.5',
    },
    'NodePort 10.96.0.5 <none> 80:30080/TCP,53:30053/UDP',
  ],
  ['LoadBalancer', {ports: [{port: 80}], clusterIP: '10.96.0.5'}, 'LoadBalancer 10.96.0.5 <pending> 80/TCP'],
  ['ExternalName', {externalName: 'example.org'}, 'ExternalName <none> example.org <none>'],
])('A service of type %s (%#)', (type, spec, expected) => {
  const row = cells('Service', {spec: {type, ...spec}})
  expect([row['Type'], row['Cluster-IP'], row['External-IP'], row['Port(s)']].join(' ')).toBe(expected)
})

test.each<[string, object, string[]]>([
  ['is ready', {status: {conditions: [{type: 'Ready', status: 'True'}]}}, ['Ready', '<none>']],
  ['is not ready', {status: {conditions: [{type: 'Ready', status: 'Unknown'}]}}, ['NotReady', '<none>']],
  ['says nothing', {spec: {unschedulable: true}}, ['Unknown,SchedulingDisabled', '<none>']],
  [
    'has roles',
    {metadata: {labels: {'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/edge': ''}}},
    ['Unknown', 'edge,worker'],
  ],
])('A node that %s', (_, fields, expected) => {
  const row = cells('Node', fields as Record<string, unknown>)
  expect([row['Status'], row['Roles']]).toEqual(expected)
})

test('A deployment counts its replicas and names its containers', () => {
  const template = {
    spec: {
      containers: [
        {name: 'a', image: 'x:1'},
        {name: 'b', image: 'y'},
      ],
    },
  }
  const spec = {
    replicas: 3,
    template,
    selector: {matchLabels: {b: '2', a: '1'}, matchExpressions: [{key: 'c', operator: 'In', values: ['y', 'x']}]},
  }
  expect(cells('Deployment', {spec, status: {readyReplicas: 2, updatedReplicas: 3}})).toEqual({
    Name: 'x',
    Ready: '2/3',
    'Up-to-date': 3,
    Available: 0,
    Age: '65s',
    Containers: 'a,b',
    Images: 'x:1,y',
    Selector: 'a=1,b=2,c in (x,y)',
  })
})

test('Endpoints show three, and how many more', () => {
  const addresses = ['1', '2', '3', '4', '5'].map(last => ({ip: `10.0.0.${last}`}))
  expect(cells('Endpoints', {subsets: [{addresses, ports: [{port: 80}]}]})['Endpoints']).toBe(
    '10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 2 more...',
  )
  expect(cells('Endpoints', {})['Endpoints']).toBe('<none>')
  expect(cells('EndpointSlice', {addressType: 'IPv4'})).toMatchObject({
    AddressType: 'IPv4',
    Ports: '<unset>',
    Endpoints: '<unset>',
  })
})

test('An event tells when it was seen last, and of what', () => {
  const row = cells('Event', {
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting\n',
    firstTimestamp: '2026-01-02T03:00:05Z',
    lastTimestamp: '2026-01-02T03:04:00Z',
    count: 4,
    source: {component: 'kubelet', host: 'n'},
    involvedObject: {kind: 'Pod', name: 'p', fieldPath: 'spec.containers{a}'},
  })
  expect(row).toEqual({
    'Last Seen': '5s',
    Type: 'Warning',
    Reason: 'BackOff',
    Object: 'pod/p',
    Subobject: 'spec.containers{a}',
    Source: 'kubelet, n',
    Message: 'Back-off restarting',
    'First Seen': '4m',
    Count: 4,
    Name: 'x',
  })
})
