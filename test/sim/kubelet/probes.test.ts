import {expect, test} from 'vitest'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {KNOBS} from '../../../src/sim/kubelet/knobs.ts'
import {testCluster} from '../support/cluster.ts'
import {bare} from '../support/manifests.ts'

const probed = async (container: Record<string, unknown>, annotations: Record<string, string> = {}) => {
  const cluster = await testCluster({workers: 1})
  await cluster.create(podResource, 'kubia', {...bare(container), metadata: {annotations}})
  const status = () => cluster.pod('kubia').status.containerStatuses?.[0]
  const unhealthy = () => cluster.events('Pod', 'kubia').filter(text => /^(Unhealthy|Killing)/.test(text))
  return {...cluster, status, unhealthy}
}

const httpGet = {path: '/healthz', port: 8080}

test('a readiness probe waits for its delay and succeeds', async () => {
  const {pass, status} = await probed({readinessProbe: {httpGet, initialDelaySeconds: 3}})
  await pass(3000)
  expect(status()).toMatchObject({ready: false, started: true})
  await pass(500)
  expect(status()?.ready).toBe(true)
})

test('a probe on a port where nobody listens fails as it would on a real node', async () => {
  const {pass, status, unhealthy} = await probed({readinessProbe: {httpGet: {path: '/', port: 9999}, periodSeconds: 1}})
  await pass(3000)
  expect(status()?.ready).toBe(false)
  expect(unhealthy()).toEqual([
    'Unhealthy: Readiness probe failed: Get "http://10.244.1.2:9999/": dial tcp 10.244.1.2:9999: connect: connection refused ×3',
  ])
})

test('the annotation makes a pod unready, and ready again', async () => {
  const {pass, status, annotate, unhealthy} = await probed({
    readinessProbe: {httpGet, periodSeconds: 1, failureThreshold: 2},
  })
  await pass(1000)
  await annotate(podResource, 'kubia', {[KNOBS.failProbe]: 'readiness'})
  expect(status()?.ready).toBe(true)
  await pass(1500)
  expect(status()?.ready).toBe(false)
  expect(unhealthy()).toEqual(['Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503 ×2'])
  await annotate(podResource, 'kubia', {[KNOBS.failProbe]: ''})
  await pass(1500)
  expect(status()).toMatchObject({ready: true, restartCount: 0})
})

test('it does so at once for a pod that has no probe', async () => {
  const {pass, status, annotate} = await probed({})
  await pass(1000)
  await annotate(podResource, 'kubia', {[KNOBS.failProbe]: 'readiness'})
  expect(status()?.ready).toBe(false)
  await annotate(podResource, 'kubia', {[KNOBS.failProbe]: ''})
  expect(status()?.ready).toBe(true)
})

test('a container whose liveness probe fails is started again', async () => {
  const {pass, status, unhealthy} = await probed(
    {livenessProbe: {httpGet, periodSeconds: 1, failureThreshold: 3}},
    {[KNOBS.failProbe]: 'liveness'},
  )
  await pass(2600)
  // Three times before the restart, and once after it.
  expect(unhealthy()).toEqual([
    'Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 503 ×4',
    'Killing: Container kubia failed liveness probe, will be restarted',
  ])
  expect(status()).toMatchObject({restartCount: 1, lastState: {terminated: {exitCode: 137}}})
})

test('a startup probe holds back the others until it succeeds', async () => {
  const {pass, status, annotate} = await probed(
    {startupProbe: {httpGet, periodSeconds: 1, failureThreshold: 30}, readinessProbe: {httpGet}},
    {[KNOBS.failProbe]: 'startup'},
  )
  await pass(3000)
  expect(status()).toMatchObject({started: false, ready: false, restartCount: 0})
  await annotate(podResource, 'kubia', {[KNOBS.failProbe]: ''})
  await pass(1500)
  expect(status()).toMatchObject({started: true, ready: true})
})

test('a probe that succeeds costs nothing while nothing changes', async () => {
  const {pass, store} = await probed({readinessProbe: {httpGet, periodSeconds: 1}, livenessProbe: {httpGet}})
  await pass(2000)
  const before = store.revision
  await pass(60_000, 1000)
  expect(store.revision).toBe(before)
})
