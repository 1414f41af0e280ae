import {readFileSync} from 'node:fs'
import {request} from 'node:https'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {openInstance} from '../../src/sim/instance.ts'
import {deploymentResource} from '../../src/sim/kinds/deployment/resource.ts'
import {eventResource} from '../../src/sim/kinds/event/resource.ts'
import {namespaceResource} from '../../src/sim/kinds/namespace/resource.ts'
import {nodeResource} from '../../src/sim/kinds/node/resource.ts'
import type {Node} from '../../src/sim/kinds/node/types.ts'
import {podResource} from '../../src/sim/kinds/pod/resource.ts'
import {KNOBS, speedOf} from '../../src/sim/kubelet/knobs.ts'
import {temporaryFolder} from '../support/temporary.ts'
import {testCluster} from './support/cluster.ts'
import {draft} from './support/registry.ts'

const spec = {containers: [{name: 'app', image: 'museopkim/kubia'}]}

/** How long a pod takes until it runs, in ms of the day. */
const untilRunning = async (speed: number): Promise<number> => {
  const cluster = await testCluster({speed})
  await cluster.create(podResource, 'a', {spec})
  for (let passed = 0; passed < 60_000; passed += 10) {
    if (cluster.pod('a').status.phase === 'Running') return passed
    await cluster.pass(10)
  }
  throw new Error('it does not run after a minute')
}

test('A pod of a slow cluster takes as many times longer to run, and one of a fast cluster less', async () => {
  const usual = await untilRunning(1)
  expect(await untilRunning(0.2)).toBe(usual * 5)
  expect(await untilRunning(2)).toBeLessThan(usual)
})

test('What is under way goes on at the new speed, with times of the day', async () => {
  const cluster = await testCluster({speed: 0.05})
  const begun = cluster.clock.now()
  await cluster.create(podResource, 'a', {spec})
  await cluster.pass(4000)
  expect(cluster.pod('a').status.phase).toBe('Pending')
  cluster.paced.speed = 1
  await cluster.pass(400)
  expect(cluster.pod('a').status.phase).toBe('Running')
  const {startedAt} = cluster.pod('a').status.containerStatuses?.[0]?.state.running ?? {}
  const seconds = (Date.parse(startedAt ?? '') - begun.getTime()) / 1000
  expect(seconds).toBeGreaterThanOrEqual(4)
  expect(seconds).toBeLessThan(5)
  const [started] = cluster.store.list(eventResource).filter(event => event['reason'] === 'Started')
  expect(started?.['lastTimestamp']).toBe(startedAt)
})

test('Seconds that somebody set are those of the cluster', async () => {
  const cluster = await testCluster({speed: 0.5})
  const template = {metadata: {labels: {app: 'a'}}, spec}
  const selector = {matchLabels: {app: 'a'}}
  await cluster.create(deploymentResource, 'a', {spec: {replicas: 1, minReadySeconds: 10, selector, template}})
  const available = (): unknown =>
    (cluster.registry.get(deploymentResource, 'default', 'a')['status'] as {availableReplicas?: number})
      .availableReplicas
  await cluster.pass(18_000, 100)
  expect(available()).toBe(undefined)
  await cluster.pass(5000, 100)
  expect(available()).toBe(1)
})

test('A crash waits for its restart as long as the speed says, also after the process was started again', async () => {
  const cluster = await testCluster({speed: 0.1})
  await cluster.create(podResource, 'a', {spec, metadata: {annotations: {[KNOBS.crash]: '1'}}})
  const waits = (): boolean =>
    cluster.pod('a').status.containerStatuses?.[0]?.state.waiting?.reason === 'CrashLoopBackOff'
  for (let passed = 0; passed < 60_000 && !waits(); passed += 100) await cluster.pass(100, 100)
  expect(waits()).toBe(true)
  await cluster.restart()
  await cluster.pass(3000, 100)
  expect(waits()).toBe(true)
  await cluster.pass(10_000, 100)
  expect(waits()).toBe(false)
})

test.each([0.05, 10])('Nodes of a cluster of speed %d stay Ready for hours', async speed => {
  const cluster = await testCluster({speed})
  await cluster.pass(3 * 60 * 60 * 1000, 60_000)
  for (const {status} of cluster.store.list(nodeResource) as Node[])
    expect(status.conditions?.find(({type}) => type === 'Ready')?.status).toBe('True')
})

test.each([
  ['0.2', 0.2],
  ['10', 10],
  [' 0.05 ', 0.05],
  ['', 1],
  ['false', 1],
  ['0', 1],
  ['0.04', 1],
  ['11', 1],
  ['-1', 1],
  ['1e1', 1],
  ['fast', 1],
])('An annotation %j is a speed of %d', (value, speed) => {
  const metadata = {annotations: {[KNOBS.speed]: value}}
  expect(speedOf(draft(namespaceResource, 'kube-system', {metadata}))).toBe(speed)
})

test('The process takes its speed from its namespace kube-system, says it, and keeps it over a restart', async () => {
  const folder = temporaryFolder()
  const shape = {name: 'a', controlPlanes: 1, workers: 0, kubernetesVersion: '1.36.0', publish: [], speed: 0.2}
  const speed = (): unknown => JSON.parse(readFileSync(join(folder, 'process.json'), 'utf8')).speed
  const annotate = async (server: string, value: string | null): Promise<void> => {
    const read = (file: string) => readFileSync(join(folder, file))
    const body = JSON.stringify({metadata: {annotations: {[KNOBS.speed]: value}}})
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${server}/api/v1/namespaces/kube-system`, {
        method: 'PATCH',
        headers: {'content-type': 'application/merge-patch+json'},
        ca: read('ca.crt'),
        cert: read('client.crt'),
        key: read('client.key'),
      })
      sent.on('response', response => {
        response.resume()
        resolve(response.statusCode)
      })
      sent.on('error', reject)
      sent.end(body)
    })
    expect(status).toBe(200)
  }
  const first = await openInstance(folder, shape)
  expect(speed()).toBe(0.2)
  await annotate(first.description.server, null)
  expect(speed()).toBe(undefined)
  await annotate(first.description.server, '0.5')
  expect(speed()).toBe(0.5)
  await first.close()
  const second = await openInstance(folder, {...shape, speed: 1})
  onTestFinished(second.close)
  expect(speed()).toBe(0.5)
})
