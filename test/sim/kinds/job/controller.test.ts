import {expect, test} from 'vitest'
import {jobResource} from '../../../../src/sim/kinds/job/resource.ts'
import type {Job} from '../../../../src/sim/kinds/job/types.ts'
import {podResource} from '../../../../src/sim/kinds/pod/resource.ts'
import {testCluster} from '../../support/cluster.ts'

const template = (command: string[], spec: object = {}) => ({
  metadata: {},
  spec: {restartPolicy: 'Never', containers: [{name: 'c', image: 'busybox:1', command}], ...spec},
})

const run = async (spec: Record<string, unknown>, milliseconds = 3000) => {
  const cluster = await testCluster()
  await cluster.create(jobResource, 'work', {spec: {template: template(['true']), ...spec}})
  await cluster.pass(milliseconds)
  const job = () => cluster.registry.get(jobResource, 'default', 'work') as Job
  const conditions = () =>
    (job().status?.conditions ?? []).map(({type, status, reason, message}) => `${type} ${status} ${reason}: ${message}`)
  /** The events without the made-up ends of the names of pods. */
  const said = () => cluster.events('Job').map(text => text.replace(/work-(\d+-)?\w{5}(?=$| )/, 'work-$1?'))
  return {...cluster, job, conditions, said}
}

test('a job runs a pod to its end, and is complete', async () => {
  const {job, conditions, said, pods} = await run({})
  expect(job().status).toEqual({
    conditions: expect.any(Array),
    startTime: '2026-01-02T03:04:05Z',
    completionTime: expect.stringMatching(/^2026-01-02T03:04:0\dZ$/),
    succeeded: 1,
    uncountedTerminatedPods: {},
    terminating: 0,
    ready: 0,
  })
  expect(conditions()).toEqual([
    'SuccessCriteriaMet True CompletionsReached: Reached expected number of succeeded pods',
    'Complete True CompletionsReached: Reached expected number of succeeded pods',
  ])
  expect(said()).toEqual(['SuccessfulCreate: Created pod: work-?', 'Completed: Job completed'])
  expect(pods().map(({status, metadata}) => [status.phase, metadata.finalizers])).toEqual([['Succeeded', undefined]])
})

test('a job labels its pods with its name and its uid, and selects them by that', async () => {
  const {job, pods} = await run({})
  const {uid} = job().metadata
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': 'work',
    'controller-uid': uid,
    'job-name': 'work',
  }
  expect(job().metadata.labels).toEqual(labels)
  expect(job().spec.selector).toEqual({matchLabels: {'batch.kubernetes.io/controller-uid': uid}})
  expect(pods().map(({metadata}) => metadata.labels)).toEqual([labels])
})

test('never more pods run at once than are asked for, nor more in all', async () => {
  const {job, pods, pass} = await run({completions: 5, parallelism: 2, template: template(['sleep', '2'])}, 1500)
  expect(pods()).toHaveLength(2)
  expect(job().status).toMatchObject({active: 2, ready: 2})
  await pass(12_000)
  expect(job().status).toMatchObject({succeeded: 5})
  expect(pods()).toHaveLength(5)
})

test('the pods of an indexed job know which one they are', async () => {
  const {job, pods, said} = await run({completions: 4, parallelism: 4, completionMode: 'Indexed'})
  expect(job().status).toMatchObject({succeeded: 4, completedIndexes: '0-3'})
  const [pod] = pods().filter(
    ({metadata}) => metadata.annotations?.['batch.kubernetes.io/job-completion-index'] === '2',
  )
  expect(pod?.metadata.generateName).toBe('work-2-')
  expect(pod?.metadata.labels).toMatchObject({'batch.kubernetes.io/job-completion-index': '2'})
  expect(pod?.spec.hostname).toBe('work-2')
  expect(pod?.spec.containers[0]?.env).toEqual([
    {
      name: 'JOB_COMPLETION_INDEX',
      valueFrom: {
        fieldRef: {apiVersion: 'v1', fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']"},
      },
    },
  ])
  expect(said().toSorted()).toEqual([
    'Completed: Job completed',
    ...[0, 1, 2, 3].map(index => `SuccessfulCreate: Created pod: work-${index}-?`),
  ])
})

test('a pod that fails is replaced, later each time, until the job has failed too often', async () => {
  const {job, conditions, said, pods, pass} = await run({backoffLimit: 2, template: template(['false'])}, 1000)
  expect(pods()).toHaveLength(1)
  await pass(1000)
  expect(pods()).toHaveLength(2)
  await pass(6000)
  expect(pods().map(({status}) => status.phase)).toEqual(['Failed', 'Failed', 'Failed'])
  expect(job().status).toMatchObject({failed: 3})
  expect(job().status?.succeeded).toBeUndefined()
  expect(conditions()).toEqual([
    'FailureTarget True BackoffLimitExceeded: Job has reached the specified backoff limit',
    'Failed True BackoffLimitExceeded: Job has reached the specified backoff limit',
  ])
  expect(said().at(-1)).toBe('BackoffLimitExceeded: Job has reached the specified backoff limit')
})

test('the restarts of pods that restart by themselves are failures', async () => {
  const {job, conditions, pods, pass} = await run({
    backoffLimit: 1,
    template: template(['false'], {restartPolicy: 'OnFailure'}),
  })
  await pass(6000)
  expect(conditions().at(-1)).toBe('Failed True BackoffLimitExceeded: Job has reached the specified backoff limit')
  expect(pods()).toEqual([])
  expect(job().status?.active).toBeUndefined()
})

test('a job that takes too long ends its pods, and has failed when they are gone', async () => {
  const {conditions, pods, pass, said} = await run(
    {activeDeadlineSeconds: 2, template: template(['sleep', '99'])},
    2100,
  )
  expect(conditions()).toEqual(['FailureTarget True DeadlineExceeded: Job was active longer than specified deadline'])
  await pass(3000)
  expect(conditions()).toEqual([
    'FailureTarget True DeadlineExceeded: Job was active longer than specified deadline',
    'Failed True DeadlineExceeded: Job was active longer than specified deadline',
  ])
  expect(pods()).toEqual([])
  expect(said().at(-1)).toBe('DeadlineExceeded: Job was active longer than specified deadline')
})

test('a job that is suspended has no pods, and starts its time again when it is resumed', async () => {
  const {job, conditions, pods, pass, patch, said} = await run({template: template(['sleep', '3'])}, 1000)
  expect(pods()).toHaveLength(1)
  await patch(jobResource, 'work', {suspend: true})
  await pass(1500)
  expect(pods()).toEqual([])
  expect(conditions()).toEqual(['Suspended True JobSuspended: Job suspended'])
  await patch(jobResource, 'work', {suspend: false})
  await pass(1000)
  expect(conditions()).toEqual(['Suspended False JobResumed: Job resumed'])
  expect(job().status?.startTime).toBe('2026-01-02T03:04:07Z')
  expect(said()).toContain('Suspended: Job suspended')
  expect(said()).toContain('Resumed: Job resumed')
})

test('a job that is made suspended has not started', async () => {
  const {job, pods} = await run({suspend: true})
  expect(pods()).toEqual([])
  expect(job().status?.startTime).toBeUndefined()
})

test('a job that is over goes after its time, with its pods', async () => {
  const {pods, pass, registry} = await run({ttlSecondsAfterFinished: 2}, 1500)
  expect(pods()).toHaveLength(1)
  await pass(4000)
  expect(registry.find(jobResource, 'default', 'work')).toBeUndefined()
  expect(pods()).toEqual([])
})

test('pods of a work queue are not replaced once one has succeeded', async () => {
  const cluster = await testCluster()
  await cluster.create(jobResource, 'work', {
    spec: {parallelism: 3, template: template(['sleep', '1'])},
  })
  await cluster.pass(6000)
  const {spec, status} = cluster.registry.get(jobResource, 'default', 'work') as Job
  expect(spec.completions).toBeUndefined()
  expect(status).toMatchObject({succeeded: 3})
})

test('a pod that somebody deletes is counted as failed, once, also after a restart', async () => {
  const {job, pods, pass, registry, restart} = await run({template: template(['sleep', '60'])}, 1000)
  registry.delete(podResource, 'default', pods()[0]?.metadata.name ?? '')
  await pass(1000)
  expect(job().status).toMatchObject({failed: 1})
  await restart()
  await pass(3000)
  expect(job().status).toMatchObject({failed: 1, active: 1})
  expect(pods()).toHaveLength(1)
})

test('a job that is deleted lets its pods go: with it, or free', async () => {
  const {pods, pass, registry} = await run({})
  registry.delete(jobResource, 'default', 'work', {propagationPolicy: 'Background'})
  await pass(1000)
  expect(pods()).toEqual([])
  const other = await run({template: template(['sleep', '60'])})
  other.registry.delete(jobResource, 'default', 'work')
  await other.pass(1000)
  const [pod] = other.pods()
  expect([pod?.metadata.ownerReferences, pod?.metadata.finalizers]).toEqual([undefined, undefined])
  other.registry.delete(podResource, 'default', pod?.metadata.name ?? '')
  await other.pass(1000)
  expect(other.pods()).toEqual([])
})

test('a job that somebody else manages is left alone', async () => {
  const {job, pods} = await run({managedBy: 'example.com/queue'})
  expect(pods()).toEqual([])
  expect(job().status).toEqual({})
})

test.each([
  ['podFailurePolicy', {rules: []}],
  ['successPolicy', {rules: []}],
  ['backoffLimitPerIndex', 1],
  ['maxFailedIndexes', 1],
])('a job with %s is refused rather than half done', async (field, value) => {
  await expect(run({[field]: value})).rejects.toThrow(`the simulated cluster does not run Jobs with ${field}`)
})
