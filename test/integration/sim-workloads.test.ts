import {afterAll, beforeAll, expect, test} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('work', ['--workers', '2'])
const {kubectl} = sim

const jsonpath = (path: string, ...args: string[]) => kubectl('get', ...args, '-o', `jsonpath=${path}`)

beforeAll(async () => {
  await sim.ready
})
afterAll(() => sim.stop())

test('a job that kubectl makes is waited for, listed, described and deleted with its pods', async () => {
  expect(await kubectl('create', 'job', 'pi', '--image=busybox', '--', 'echo', '3.14')).toBe('job.batch/pi created\n')
  expect(await kubectl('wait', '--for=condition=complete', 'job/pi', '--timeout=30s')).toBe(
    'job.batch/pi condition met\n',
  )
  expect(await kubectl('get', 'job', 'pi')).toMatch(
    /^NAME {3}STATUS {5}COMPLETIONS {3}DURATION {3}AGE\npi {5}Complete {3}1\/1 {11}\d+s {9}\d+s\n$/,
  )
  expect(await kubectl('logs', 'job/pi')).toMatch(/3\.14\n/)
  const description = await kubectl('describe', 'job', 'pi')
  expect(description).toMatch(/Pods Statuses: +0 Active \(0 Ready\) \/ 1 Succeeded \/ 0 Failed\n/)
  expect(description).toMatch(/Normal +SuccessfulCreate +\d+s +job-controller +Created pod: pi-\w{5}\n/)
  expect(description).toMatch(/Normal +Completed +\d+s +job-controller +Job completed/)
  await kubectl('delete', 'job', 'pi')
  await kubectl('wait', '--for=delete', 'pod', '-l', 'job-name=pi', '--timeout=30s')
  expect(await kubectl('get', 'pods', '-l', 'job-name=pi', '-o', 'name')).toBe('')
})

test('a cron job is made, suspended, and run by hand', async () => {
  const made = await kubectl('create', 'cronjob', 'tick', '--image=busybox', '--schedule=0 0 1 1 *', '--', 'true')
  expect(made).toBe('cronjob.batch/tick created\n')
  expect(await kubectl('get', 'cronjob', 'tick')).toMatch(
    /^NAME {3}SCHEDULE {4}TIMEZONE {3}SUSPEND {3}ACTIVE {3}LAST SCHEDULE {3}AGE\ntick {3}0 0 1 1 \* {3}<none> {5}False {5}0 {8}<none> {10}\d+s\n$/,
  )
  expect(await kubectl('create', 'job', 'by-hand', '--from=cronjob/tick')).toBe('job.batch/by-hand created\n')
  await kubectl('wait', '--for=condition=complete', 'job/by-hand', '--timeout=30s')
  expect(await jsonpath('{.metadata.annotations}', 'job', 'by-hand')).toBe(
    '{"cronjob.kubernetes.io/instantiate":"manual"}',
  )
  await kubectl('patch', 'cronjob', 'tick', '-p', '{"spec":{"suspend":true}}')
  expect(await jsonpath('{.spec.suspend}', 'cronjob', 'tick')).toBe('true')
  await kubectl('delete', 'cronjob', 'tick')
  await kubectl('wait', '--for=delete', 'job/by-hand', '--timeout=30s')
})
