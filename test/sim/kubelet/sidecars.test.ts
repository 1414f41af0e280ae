import {expect, test} from 'vitest'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {listensOn} from '../../../src/sim/kubelet/programs.ts'
import {testCluster} from '../support/cluster.ts'
import {bare} from '../support/manifests.ts'

const proxy = {name: 'proxy', image: 'nginx:1', restartPolicy: 'Always'}

const launch = async (sidecar: Record<string, unknown> = proxy, spec: Record<string, unknown> = {}) => {
  const cluster = await testCluster({workers: 1})
  await cluster.create(podResource, 'app', bare({}, {initContainers: [sidecar], ...spec}))
  await cluster.pass(1500)
  const status = () => cluster.pod('app').status
  const conditions = () =>
    Object.fromEntries((status().conditions ?? []).map(condition => [condition.type, condition.status]))
  return {...cluster, status, conditions, sidecar: () => status().initContainerStatuses?.[0]}
}

test('a sidecar runs on beside the containers, and answers on its port', async () => {
  const {sidecar, status, conditions, pod} = await launch()
  expect(sidecar()).toMatchObject({state: {running: {}}, ready: true, started: true, restartCount: 0})
  expect(status()).toMatchObject({phase: 'Running', containerStatuses: [{ready: true}]})
  expect(conditions()).toMatchObject({Initialized: 'True', Ready: 'True'})
  expect([80, 8080, 81].map(port => listensOn(pod('app'), port))).toEqual([true, true, false])
})

test('a sidecar that crashes makes the pod unready, and neither pending nor idle', async () => {
  const command = {...proxy, image: 'busybox:1', command: ['sleep', '2']}
  const {pass, sidecar, status, conditions} = await launch(command)
  await pass(4000)
  expect(sidecar()).toMatchObject({state: {waiting: {reason: 'CrashLoopBackOff'}}, ready: false, restartCount: 1})
  expect(status()).toMatchObject({phase: 'Running', containerStatuses: [{ready: true}]})
  expect(conditions()).toMatchObject({Initialized: 'True', Ready: 'False'})
})

test('a sidecar with another image is restarted, and the others run on', async () => {
  const {patch, pass, sidecar, status} = await launch()
  await patch(podResource, 'app', {initContainers: [{...proxy, image: 'nginx:2'}]})
  await pass(400)
  expect(sidecar()).toMatchObject({state: {running: {}}, restartCount: 1, image: 'docker.io/library/nginx:2'})
  expect(status().containerStatuses).toMatchObject([{restartCount: 0, ready: true}])
})

test('a sidecar ends with the containers that it is beside', async () => {
  const containers = [{name: 'job', image: 'busybox:1', command: ['sleep', '2']}]
  const {pass, sidecar, status, events} = await launch(proxy, {containers, restartPolicy: 'Never'})
  await pass(3000)
  expect(status()).toMatchObject({phase: 'Succeeded', containerStatuses: [{state: {terminated: {exitCode: 0}}}]})
  expect(sidecar()).toMatchObject({state: {terminated: {exitCode: 0, reason: 'Completed'}}, restartCount: 0})
  expect(events('Pod', 'app').at(-1)).toBe('Killing: Stopping container proxy')
})
