import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('work', ['--workers', '2'])
const {kubectl} = sim

const jsonpath = (path: string, ...args: string[]) => kubectl('get', ...args, '-o', `jsonpath=${path}`)

/** Makes an object of what kubectl reads from a file. */
const create = (object: object): Promise<string> => {
  const file = join(sim.directory, 'object.json')
  writeFileSync(file, JSON.stringify(object))
  return kubectl('create', '-f', file)
}
const template = (app: string, spec: object = {}) => ({
  metadata: {labels: {app}},
  spec: {containers: [{name: 'c', image: 'museopkim/kubia'}], ...spec},
})

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

test('a daemon set is rolled out, changed, taken back, described and drained around', async () => {
  const selector = {matchLabels: {app: 'agent'}}
  const spec = {selector, template: template('agent')}
  expect(await create({apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: {name: 'agent'}, spec})).toBe(
    'daemonset.apps/agent created\n',
  )
  expect(await kubectl('rollout', 'status', 'ds/agent', '--timeout=120s')).toMatch(
    /daemon set "agent" successfully rolled out\n$/,
  )
  expect(await kubectl('get', 'ds', 'agent')).toMatch(
    /^NAME {4}DESIRED {3}CURRENT {3}READY {3}UP-TO-DATE {3}AVAILABLE {3}NODE SELECTOR {3}AGE\nagent {3}2 {9}2 {9}2 {7}2 {12}2 {11}<none> {10}\S+\n$/,
  )
  await kubectl('set', 'env', 'ds/agent', 'A=1')
  await kubectl('rollout', 'status', 'ds/agent', '--timeout=120s')
  expect(await kubectl('rollout', 'history', 'ds/agent')).toBe(
    'daemonset.apps/agent \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n',
  )
  expect(await kubectl('rollout', 'history', 'ds/agent', '--revision=2')).toMatch(/Environment:\n {6}A:\t1\n/)
  expect(await kubectl('rollout', 'undo', 'ds/agent')).toBe('daemonset.apps/agent rolled back\n')
  await kubectl('rollout', 'status', 'ds/agent', '--timeout=120s')
  expect(await jsonpath('{.spec.template.spec.containers[0].env}', 'ds', 'agent')).toBe('')
  expect(await kubectl('get', 'controllerrevisions', '-l', 'app=agent')).toMatch(
    /^NAME +CONTROLLER +REVISION +AGE\nagent-\w+ +daemonset\.apps\/agent +[23] +\S+\nagent-\w+ +daemonset\.apps\/agent +[23] +\S+\n$/,
  )
  const description = await kubectl('describe', 'ds', 'agent')
  expect(description).toMatch(/^Annotations: +deprecated\.daemonset\.template\.generation: 3\n/m)
  expect(description).toMatch(/^Desired Number of Nodes Scheduled: 2\n/m)
  expect(description).toMatch(/Normal +SuccessfulCreate +\S+ +daemonset-controller +Created pod: agent-\w{5}\n/)
  expect(description).toMatch(/Normal +SuccessfulDelete +\S+ +daemonset-controller +Deleted pod: agent-\w{5}\n/)
  const drained = await kubectl('drain', 'work-worker', '--ignore-daemonsets')
  expect(drained).toMatch(/^node\/work-worker drained$/m)
  expect(await jsonpath('{.status.numberReady}', 'ds', 'agent')).toBe('2')
  await kubectl('uncordon', 'work-worker')
  await kubectl('delete', 'ds', 'agent')
  await kubectl('wait', '--for=delete', 'pod', '-l', 'app=agent', '--timeout=120s')
  expect(await kubectl('get', 'controllerrevisions', '-o', 'name')).toBe('')
}, 240_000)

test('a stateful set with claims is rolled out by numbers, scaled, changed and taken back', async () => {
  const selector = {matchLabels: {app: 'db'}}
  const data = {
    metadata: {name: 'data'},
    spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}},
  }
  const spec = {replicas: 2, serviceName: 'db', selector, template: template('db'), volumeClaimTemplates: [data]}
  expect(await create({apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: {name: 'db'}, spec})).toBe(
    'statefulset.apps/db created\n',
  )
  expect(await kubectl('rollout', 'status', 'sts/db', '--timeout=120s')).toMatch(
    /partitioned roll out complete: 2 new pods have been updated\.\.\.\n$/,
  )
  expect(await kubectl('get', 'sts', 'db')).toMatch(/^NAME {3}READY {3}AGE\ndb {5}2\/2 {5}\S+\n$/)
  expect(await kubectl('get', 'pods', '-l', 'app=db', '-o', 'name')).toBe('pod/db-0\npod/db-1\n')
  expect(await kubectl('get', 'pvc')).toMatch(
    /^NAME +STATUS +VOLUME +CAPACITY +ACCESS MODES +STORAGECLASS +VOLUMEATTRIBUTESCLASS +AGE\ndata-db-0 +Bound +pvc-\S+ +1Gi +RWO +standard +<unset> +\S+\ndata-db-1 +Bound +pvc-\S+ +1Gi +RWO +standard +<unset> +\S+\n$/,
  )
  expect(await kubectl('get', 'sc')).toMatch(
    /^NAME +PROVISIONER +RECLAIMPOLICY +VOLUMEBINDINGMODE +ALLOWVOLUMEEXPANSION +AGE\nstandard \(default\) +rancher\.io\/local-path +Delete +WaitForFirstConsumer +false +\S+\n$/,
  )
  await kubectl('set', 'env', 'sts/db', 'A=1')
  await kubectl('rollout', 'status', 'sts/db', '--timeout=120s')
  expect(await kubectl('rollout', 'undo', 'sts/db')).toBe('statefulset.apps/db rolled back\n')
  await kubectl('rollout', 'status', 'sts/db', '--timeout=120s')
  expect(await kubectl('rollout', 'history', 'sts/db')).toBe(
    'statefulset.apps/db \nREVISION  CHANGE-CAUSE\n2         <none>\n3         <none>\n\n',
  )
  expect(await kubectl('scale', 'sts/db', '--replicas=1')).toBe('statefulset.apps/db scaled\n')
  await kubectl('wait', '--for=delete', 'pod/db-1', '--timeout=120s')
  const described = await kubectl('describe', 'sts', 'db')
  expect(described).toMatch(/^Replicas: +1 desired \| 1 total\n/m)
  expect(described).toMatch(/statefulset-controller +create Pod db-0 in StatefulSet db successful/)
  expect(await kubectl('describe', 'pvc', 'data-db-0')).toMatch(/^Used By: +db-0\n/m)
  await kubectl('delete', 'sts', 'db')
  await kubectl('wait', '--for=delete', 'pod/db-0', '--timeout=120s')
  await kubectl('delete', 'pvc', '--all', '--timeout=120s')
  await kubectl('wait', '--for=delete', 'pv', '--all', '--timeout=120s')
}, 240_000)
