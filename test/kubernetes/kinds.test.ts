import {globSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {briefly} from '../../src/api-server/shapes.ts'
import {findKind, KINDS, kindOf, kindsFor, listName} from '../../src/kubernetes/kinds/index.ts'
import type {Kind, Workload} from '../../src/kubernetes/kinds/kind.ts'
import {partsToList, podsOf, progressOf, progressText} from '../../src/kubernetes/kinds/workloads.ts'
import {resourceName} from '../../src/kubernetes/object-name.ts'
import type {KubeObject, Pod} from '../../src/kubernetes/types.ts'

const root = join(import.meta.dirname, '../..')
const words = (kinds: readonly Kind[]): string[] => kinds.map(({names: [name]}) => name)

test('No file outside of src/kubernetes names a kind', () => {
  // The simulated cluster has folders of its own for the kinds that it serves.
  const files = globSync('{src,commands}/**/*.ts', {cwd: root}).filter(
    file => !/^src\/(kubernetes|sim)\//.test(file.replaceAll('\\', '/')),
  )
  // `Namespace` is also the heading of a table.
  const names = KINDS.map(({kind}) => kind).filter(kind => kind !== 'Namespace')
  const name = new RegExp(`'(${names.join('|')})'`)
  const naming = files.filter(file => name.test(readFileSync(join(root, file), 'utf8')))
  expect(files.length).toBeGreaterThan(200)
  expect(naming).toEqual([])
})

test('More than the head of each kind is read: it has a shape', () => {
  const read = KINDS.map(({apiVersion, kind}) =>
    briefly({apiVersion, kind, metadata: {name: 'x', uid: 'x'}, spec: {}, status: {}} as KubeObject),
  )
  expect(read.filter(object => !('spec' in object) && !('status' in object)).map(({kind}) => kind)).toEqual([])
})

test('A kind that lacks a part does not compile', () => {
  // @ts-expect-error: without columns
  const kind: Kind = {
    apiVersion: 'v1',
    kind: 'X',
    names: ['x', 'xs'],
    listed: 'never',
    workload: undefined,
    expose: undefined,
  }
  // @ts-expect-error: without a word for being done
  const workload: Workload = {...kindOf({apiVersion: 'v1', kind: 'Pod'})?.workload, doneWord: undefined}
  expect([kind.kind, workload.ends]).toEqual(['X', true])
})

test('Each verb takes its kinds, in one order', () => {
  expect(words(kindsFor('scale'))).toEqual(['deployment', 'statefulset', 'replicaset', 'replicationcontroller'])
  expect(words(kindsFor('expose'))).toEqual(['deployment', 'replicaset', 'replicationcontroller', 'pod', 'service'])
  expect(words(kindsFor('rollout'))).toEqual(['deployment', 'statefulset', 'daemonset'])
  expect(words(kindsFor('logs'))).toEqual([
    'deployment',
    'statefulset',
    'daemonset',
    'replicaset',
    'replicationcontroller',
    'cronjob',
    'job',
    'pod',
  ])
})

describe('a word of the command line', () => {
  test.each([
    ['deploy', 'Deployment'],
    ['Deployments.apps', 'Deployment'],
    ['replicaset.apps', 'ReplicaSet'],
    ['RC', 'ReplicationController'],
    ['cj', 'CronJob'],
    ['jobs.batch', 'Job'],
    ['ns', 'Namespace'],
    ['pods.apps', undefined],
    ['', undefined],
  ])('%j means %s', (word, kind) => expect(findKind(word)?.kind).toBe(kind))

  test('means one kind at most', () => {
    const all = KINDS.flatMap(kind => [...new Set([...kind.names, resourceName(kind), listName(kind)])])
    expect(new Set(all).size).toBe(all.length)
  })
})

describe('the kind of an object', () => {
  test.each([
    ['batch/v1', 'CronJob', 'cronjob'],
    ['batch/v1beta1', 'CronJob', 'cronjob'],
    ['apps/v1', 'Deployment', 'deployment'],
    ['v1', 'Service', 'service'],
    // Knative's service, and a deployment of a group of somebody's own.
    ['serving.knative.dev/v1', 'Service', undefined],
    ['example.com/v1', 'Deployment', undefined],
    ['v1', 'ConfigMap', undefined],
  ])('%s %s is %s', (apiVersion, kind, word) => expect(kindOf({apiVersion, kind})?.names[0]).toBe(word))
})

const object = (apiVersion: string, kind: string, more: object = {}): KubeObject =>
  ({apiVersion, kind, metadata: {name: 'x', uid: 'x'}, ...more}) as KubeObject

test('What must be listed to tell how apps do depends on who makes their pods', () => {
  const [pod, job] = [object('v1', 'Pod'), object('batch/v1', 'Job')]
  const [deployment, cronJob] = [object('apps/v1', 'Deployment'), object('batch/v1', 'CronJob')]
  expect(partsToList([pod, object('v1', 'Service')])).toEqual([])
  expect(partsToList([pod, job])).toEqual(['pods'])
  expect(partsToList([deployment])).toEqual(['replicasets.apps', 'pods'])
  expect(partsToList([deployment, cronJob, job])).toEqual(['replicasets.apps', 'jobs.batch', 'pods'])
})

const at = (minute: number): string => `2026-11-28T10:0${minute}:00Z`
const owner = (uid: string) => ({ownerReferences: [{kind: 'X', name: uid, uid, controller: true}]})
const cronJob = (spec: object = {}, status: object = {}): KubeObject =>
  object('batch/v1', 'CronJob', {metadata: {name: 'report', uid: 'cj'}, spec, status})
const run = (minute: number, condition?: 'Complete' | 'Failed'): KubeObject =>
  object('batch/v1', 'Job', {
    metadata: {name: `report-${minute}`, uid: `job-${minute}`, creationTimestamp: at(minute), ...owner('cj')},
    spec: {},
    status: condition
      ? {
          ...(condition === 'Complete' ? {succeeded: 1} : {}),
          conditions: [{type: condition, status: 'True', message: `was ${condition}`}],
        }
      : {},
  })
const podOf = (minute: number): Pod =>
  object('v1', 'Pod', {metadata: {name: `report-${minute}-p`, uid: `p${minute}`, ...owner(`job-${minute}`)}}) as Pod

describe('how far a cron job has come', () => {
  const foreign = {...run(9, 'Failed'), metadata: {...run(9).metadata, ...owner('another')}}
  test.each<[string, KubeObject, KubeObject[], string, boolean, boolean, string | undefined]>([
    ['one that was never due', cronJob(), [foreign], 'no run yet', true, false, undefined],
    ['one that keeps no jobs', cronJob({}, {lastScheduleTime: at(1)}), [], 'no job kept', true, false, undefined],
    ['one that is suspended', cronJob({suspend: true}), [], 'suspended', true, false, undefined],
    [
      'one whose job runs',
      cronJob(),
      [run(1, 'Complete'), run(2)],
      'last run completed, 1 active',
      false,
      true,
      undefined,
    ],
    ['one whose first job runs', cronJob(), [run(1)], '1 active', false, true, undefined],
    [
      'one whose job completed',
      cronJob(),
      [run(2, 'Complete'), run(1, 'Failed')],
      'last run completed',
      true,
      false,
      undefined,
    ],
    [
      'one whose job failed',
      cronJob(),
      [run(1, 'Complete'), run(2, 'Failed')],
      'last run failed',
      false,
      false,
      'was Failed',
    ],
    [
      'one that failed and runs again',
      cronJob({suspend: true}),
      [run(2, 'Failed'), run(3)],
      'suspended, last run failed, 1 active',
      false,
      false,
      'was Failed',
    ],
  ])('%s', (_, app, jobs, text, done, underWay, failed) => {
    const progress = progressOf(app, jobs)
    expect(progress && progressText(app, progress)).toBe(text)
    expect([progress?.done, progress?.underWay ?? false, progress?.failed]).toEqual([done, underWay, failed])
  })

  test('Its pods are those of its newest run, or of the one that failed', () => {
    const pods = [podOf(1), podOf(2), podOf(3)]
    expect(podsOf(cronJob(), [run(1, 'Complete'), run(2), ...pods])).toEqual([podOf(2)])
    expect(podsOf(cronJob(), [run(1, 'Complete'), run(2, 'Failed'), run(3), ...pods])).toEqual([podOf(2)])
  })
})
