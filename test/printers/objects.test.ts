import {expect, test} from 'vitest'
import type {KubeObject, Service} from '../../src/kubernetes/types.ts'
import {printObjects} from '../../src/printers/objects.ts'
import {capture, text} from './fixture.ts'

const pods = capture('pods.jsonl')
const mixed = capture('mixed.jsonl')
const {items, ...recorded} = capture('cronjobs.jsonl')

test('Pods of every state are printed as kubectl get pods printed them', () => {
  expect(printObjects(pods.items, pods)).toBe(text('pods.txt'))
})

test('Pods of every state are printed as kubectl get pods -o wide printed them', () => {
  expect(printObjects(pods.items, {...pods, wide: true})).toBe(text('pods-wide.txt'))
})

test('Each table has its wide columns where they fit the terminal, and else those of kubectl get without -o wide', () => {
  const tables = (printed: string): string[] => printed.split('\n\n')
  const options = {...mixed, allNamespaces: true, prefixed: true}
  const [narrow, wide] = [text('mixed.txt'), text('mixed-wide.txt')].map(tables)
  const widthOfTable = (table = ''): number => Math.max(...table.split('\n').map(line => line.length))
  for (const width of [80, 120, 160, 1000]) {
    const printed = tables(printObjects(mixed.items, {...options, wide: 'fitting', width}))
    const chosen = printed.map((_, index) => (widthOfTable(wide?.[index]) <= width ? wide?.[index] : narrow?.[index]))
    // Those that do not fit even so are folded, which the tests of tables show.
    const fitting = chosen.filter(table => widthOfTable(table) <= width)
    expect(printed.filter(table => fitting.includes(table))).toEqual(fitting)
  }
})

test('Nine kinds are printed as kubectl get nodes,deployments,… -A printed them', () => {
  expect(printObjects(mixed.items, {...mixed, allNamespaces: true, prefixed: true})).toBe(text('mixed.txt'))
})

test('Nine kinds are printed as kubectl get nodes,deployments,… -A -o wide printed them', () => {
  expect(printObjects(mixed.items, {...mixed, allNamespaces: true, prefixed: true, wide: true})).toBe(
    text('mixed-wide.txt'),
  )
})

test('Cron jobs of batch/v1beta1 are printed as kubectl get cronjobs -o wide printed them', () => {
  const cronJobs = items.filter(({kind}) => kind === 'CronJob')
  expect(printObjects(cronJobs, {...recorded, wide: true})).toBe(text('cronjobs-wide.txt'))
})

test('Cron jobs have their time zone from 1.30 on', () => {
  const [cronJob] = items
  expect(printObjects([cronJob!], {...recorded, serverVersion: {major: 1, minor: 32}})).toBe(
    'NAME     SCHEDULE    TIMEZONE   SUSPEND   ACTIVE   LAST SCHEDULE   AGE\n' +
      'asleep   0 3 * * *   <none>     True      0        <none>          3m15s\n',
  )
})

test('Namespaces have a status', () => {
  const namespace = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}, status: {phase: 'Active'}}
  expect(printObjects([namespace], pods)).toBe('NAME   STATUS   AGE\nshop   Active   <unknown>\n')
})

test('Without headers no blank line stands between kinds', () => {
  const [node, deployment] = ['Node', 'Deployment'].map(kind => mixed.items.find(item => item.kind === kind)!)
  expect(printObjects([node!, deployment!], {...mixed, noHeaders: true, prefixed: true})).toBe(
    'node/probe-control-plane   Ready   control-plane,master   25m   v1.20.2\n' +
      'deployment.apps/coredns   2/2   2     2     25m\n',
  )
})

test('Kinds come in the order in which they first appear', () => {
  const object = (kind: string, name: string) => ({apiVersion: 'v1', kind, metadata: {name}})
  const items = [object('Secret', 'a'), object('ConfigMap', 'b'), object('Secret', 'c')]
  expect(printObjects(items, {...mixed, prefixed: true})).toBe(
    'NAME       AGE\nsecret/a   <unknown>\nsecret/c   <unknown>\n\nNAME          AGE\nconfigmap/b   <unknown>\n',
  )
})

test('No objects are printed as nothing', () => {
  expect(printObjects([], mixed)).toBe('')
})

const context = {now: Date.parse('2026-11-23T12:00:00Z'), serverVersion: {major: 1, minor: 36}}

function object(apiVersion: string, kind: string, fields: object): KubeObject {
  return {apiVersion, kind, metadata: {name: 'x', creationTimestamp: '2026-11-23T11:00:00Z'}, ...fields}
}

const template = {spec: {containers: [{name: 'c', image: 'i'}]}}

function job(conditions: string[], metadata = {}): KubeObject {
  return object('batch/v1', 'Job', {
    metadata: {name: 'x', ...metadata},
    spec: {completions: 1, template},
    status: {conditions: conditions.map(type => ({type, status: 'True'}))},
  })
}

test.each([
  [[], {}, 'Running'],
  [['Complete'], {}, 'Complete'],
  [['SuccessCriteriaMet', 'Complete'], {}, 'Complete'],
  [['FailureTarget', 'Failed'], {}, 'Failed'],
  [['Suspended'], {}, 'Suspended'],
  [['FailureTarget'], {}, 'FailureTarget'],
  [['SuccessCriteriaMet'], {}, 'SuccessCriteriaMet'],
  [['Suspended'], {deletionTimestamp: '2026-11-23T11:00:00Z'}, 'Terminating'],
  [['Failed'], {deletionTimestamp: '2026-11-23T11:00:00Z'}, 'Failed'],
])('A job with the conditions %j and metadata %j is %s', (conditions, metadata, status) => {
  const row = printObjects([job(conditions, metadata)], {...context, noHeaders: true})
  expect(row.split(/ +/)[1]).toBe(status)
})

test.each([
  [29, 'NAME   COMPLETIONS   DURATION   AGE\nx      0/1                      <unknown>\n'],
  [30, 'NAME   STATUS    COMPLETIONS   DURATION   AGE\nx      Running   0/1                      <unknown>\n'],
  [33, 'NAME   STATUS    COMPLETIONS   DURATION   AGE\nx      Running   0/1                      <unknown>\n'],
  [
    34,
    'NAME   STATUS               COMPLETIONS   DURATION   AGE\nx      SuccessCriteriaMet   0/1                      <unknown>\n',
  ],
])('A 1.%d server prints a job whose success criteria are met as it does', (minor, printed) => {
  expect(printObjects([job(['SuccessCriteriaMet'])], {...context, serverVersion: {major: 1, minor}})).toBe(printed)
})

test.each([
  [
    29,
    'NAME   SCHEDULE    SUSPEND   ACTIVE   LAST SCHEDULE   AGE\nx      0 0 * * *   <unset>   0        <none>          60m\n',
  ],
  [
    30,
    'NAME   SCHEDULE    TIMEZONE   SUSPEND   ACTIVE   LAST SCHEDULE   AGE\n' +
      'x      0 0 * * *   Etc/UTC    <unset>   0        <none>          60m\n',
  ],
])('A 1.%d server prints a cron job as it does', (minor, printed) => {
  const spec = {schedule: '0 0 * * *', timeZone: 'Etc/UTC', jobTemplate: {spec: {template}}}
  const cronJob = object('batch/v1', 'CronJob', {spec})
  expect(printObjects([cronJob], {...context, serverVersion: {major: 1, minor}})).toBe(printed)
})

test.each([
  [{conditions: [{type: 'Ready', status: 'True'}]}, {}, 'Ready'],
  [{conditions: [{type: 'Ready', status: 'Unknown'}]}, {}, 'NotReady'],
  [{}, {}, 'Unknown'],
  [{conditions: [{type: 'Ready', status: 'True'}]}, {unschedulable: true}, 'Ready,SchedulingDisabled'],
])('A node with status %j and spec %j is %s', (status, spec, printed) => {
  const row = printObjects([object('v1', 'Node', {spec, status})], {...context, noHeaders: true})
  expect(row).toBe(`x     ${printed}   <none>   60m\n`)
})

test('A node’s roles are sorted, and what it does not say is <none> or <unknown>', () => {
  const labels = {'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'edge', 'node-role.kubernetes.io/': ''}
  const node = object('v1', 'Node', {metadata: {name: 'x', labels}})
  expect(printObjects([node], {...context, noHeaders: true, wide: true})).toBe(
    'x     Unknown   edge,worker   <unknown>         <none>   <none>   <unknown>   <unknown>   <unknown>\n',
  )
})

test('The first of several cluster IPs is shown', () => {
  const service = object('v1', 'Service', {spec: {type: 'ClusterIP', clusterIPs: ['10.0.0.1', 'fd00::1']}}) as Service
  expect(printObjects([service], {...context, noHeaders: true})).toBe(
    'x     ClusterIP   10.0.0.1   <none>   <none>   60m\n',
  )
})
