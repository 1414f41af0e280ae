import {expect, test} from 'vitest'
import {cronJobResource} from '../../../../src/sim/kinds/cronjob/resource.ts'
import type {CronJob} from '../../../../src/sim/kinds/cronjob/types.ts'
import {jobResource} from '../../../../src/sim/kinds/job/resource.ts'
import type {Job} from '../../../../src/sim/kinds/job/types.ts'
import {testCluster} from '../../support/cluster.ts'

const MINUTE = 60_000
/** Of the clock that goes on: at rest it need not go in small steps. */
const STEP = 250

const jobTemplate = (command: string[]) => ({
  metadata: {labels: {app: 'report'}},
  spec: {template: {spec: {restartPolicy: 'Never', containers: [{name: 'c', image: 'busybox:1', command}]}}},
})

/** The clock of the tests begins at 03:04:05. */
const scheduled = async (spec: Record<string, unknown> = {}, command = ['true']) => {
  const cluster = await testCluster()
  await cluster.create(cronJobResource, 'report', {
    spec: {schedule: '* * * * *', jobTemplate: jobTemplate(command), ...spec},
  })
  const cronJob = () => cluster.registry.get(cronJobResource, 'default', 'report') as CronJob
  const jobs = () => cluster.store.list(jobResource, 'default') as Job[]
  const minutes = (count: number) => cluster.pass(count * MINUTE, STEP)
  return {...cluster, cronJob, jobs, minutes}
}

/** The minute since 1970 in which 03:05 is. */
const FIRST = Date.parse('2026-01-02T03:05:00Z') / MINUTE

test('a cron job makes a job at each time of its schedule', async () => {
  const {cronJob, jobs, minutes, events} = await scheduled()
  await minutes(0.5)
  expect(jobs()).toEqual([])
  await minutes(1)
  const [job] = jobs()
  expect(job?.metadata).toMatchObject({
    name: `report-${FIRST}`,
    annotations: {'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-02T03:05:00Z'},
    ownerReferences: [{kind: 'CronJob', name: 'report', controller: true}],
  })
  expect(job?.metadata.labels).toMatchObject({app: 'report'})
  expect(cronJob().status).toEqual({
    lastScheduleTime: '2026-01-02T03:05:00Z',
    lastSuccessfulTime: expect.stringMatching(/^2026-01-02T03:05:0\dZ$/),
  })
  expect(events('CronJob')).toEqual([
    `SuccessfulCreate: Created job report-${FIRST}`,
    `SawCompletedJob: Saw completed job: report-${FIRST}, condition: Complete`,
  ])
})

test('a cron job of another time zone says its time in it', async () => {
  const {jobs, minutes} = await scheduled({schedule: '5 12 * * *', timeZone: 'Asia/Tokyo'})
  await minutes(1)
  expect(jobs()[0]?.metadata.annotations).toEqual({
    'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-02T12:05:00+09:00',
  })
})

test('so many jobs are kept as the history has room for', async () => {
  const {jobs, minutes, events} = await scheduled({successfulJobsHistoryLimit: 2})
  await minutes(4)
  expect(jobs().map(({metadata}) => metadata.name)).toEqual([`report-${FIRST + 2}`, `report-${FIRST + 3}`])
  expect(events('CronJob')).toContain(`SuccessfulDelete: Deleted job report-${FIRST}`)
})

test.each([
  ['Allow', [FIRST, FIRST + 1], [FIRST, FIRST + 1]],
  ['Forbid', [FIRST], [FIRST]],
  ['Replace', [FIRST + 1], [FIRST + 1]],
])('where a job still runs at the next time, %s decides', async (concurrencyPolicy, kept, active) => {
  const {jobs, minutes, cronJob, events} = await scheduled({concurrencyPolicy}, ['sleep', '3600'])
  await minutes(2)
  const names = (numbers: number[]) => numbers.map(number => `report-${number}`)
  expect(jobs().map(({metadata}) => metadata.name)).toEqual(names(kept))
  expect(cronJob().status?.active?.map(({name}) => name)).toEqual(names(active))
  const refusal =
    'JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid'
  expect(events('CronJob').some(text => text.startsWith(refusal))).toBe(concurrencyPolicy === 'Forbid')
})

test('a cron job that is suspended makes none, and goes on with the latest time', async () => {
  const {jobs, minutes, patch} = await scheduled({suspend: true})
  await minutes(3)
  expect(jobs()).toEqual([])
  await patch(cronJobResource, 'report', {suspend: false})
  expect(jobs().map(({metadata}) => metadata.name)).toEqual([`report-${FIRST + 2}`])
})

test('a job that is too late is missed', async () => {
  const {jobs, minutes, patch, events} = await scheduled({suspend: true, startingDeadlineSeconds: 20})
  await minutes(1.5)
  await patch(cronJobResource, 'report', {suspend: false})
  expect(jobs()).toEqual([])
  await minutes(0.5)
  expect(jobs().map(({metadata}) => metadata.name)).toEqual([`report-${FIRST + 1}`])
  expect(events('CronJob').filter(text => text.startsWith('TooMany'))).toEqual([])
})

test('a job of another name that went missing is said to be', async () => {
  const {minutes, registry, settle, events, cronJob} = await scheduled({}, ['sleep', '3600'])
  await minutes(1)
  registry.delete(jobResource, 'default', `report-${FIRST}`, {propagationPolicy: 'Background'})
  await settle()
  expect(cronJob().status?.active).toBeUndefined()
  expect(events('CronJob').at(-1)).toBe(`MissingJob: Active job went missing: report-${FIRST}`)
})

test('the jobs of a cron job that is deleted go with it', async () => {
  const {minutes, registry, jobs, pass, pods} = await scheduled()
  await minutes(2)
  registry.delete(cronJobResource, 'default', 'report', {propagationPolicy: 'Background'})
  await pass(1000)
  expect(jobs()).toEqual([])
  expect(pods()).toEqual([])
})
