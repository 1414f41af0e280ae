import {once} from 'node:events'
import {createServer, get} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterEach, expect, test} from 'vitest'
import type {StatusError} from '../../../src/sim/api/status.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import type {Pod} from '../../../src/sim/kinds/pod/types.ts'
import {KNOBS} from '../../../src/sim/kubelet/knobs.ts'
import type {PodLogOptions} from '../../../src/sim/server/streams.ts'
import {containerOf} from '../../../src/sim/streams/logs.ts'
import {parseTarget} from '../../../src/sim/streams/proxy.ts'
import {podStreams} from '../../../src/sim/streams/streams.ts'
import {testCluster} from '../support/cluster.ts'
import {bare} from '../support/manifests.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const launched = async (manifest: Record<string, unknown> = bare()) => {
  const cluster = await testCluster({workers: 1})
  await cluster.create(podResource, 'kubia', manifest)
  await cluster.pass(600)
  const streams = podStreams(cluster)
  let serve: () => PodLogOptions = () => ({follow: false, previous: false, timestamps: false})
  /** Refusals come as their message; requests to other paths go through the proxy. */
  const server = createServer((request, response) => {
    const handle = async () =>
      request.url?.startsWith('/log')
        ? streams.logs(cluster.pod('kubia'), serve(), response)
        : streams.proxy('pods', 'default', request.url?.split('/')[1] ?? '', '/path', request, response)
    handle().catch((error: StatusError) => response.writeHead(error.status.code).end(error.message))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  const {port} = server.address() as AddressInfo
  const open = (path: string, chunks: string[]): Promise<void> =>
    new Promise((resolve, reject) => {
      get({port, path, agent: false}, response => {
        response.on('data', chunk => chunks.push(String(chunk)))
        response.once('end', resolve)
      }).once('error', reject)
    })
  const fetched = async (path: string): Promise<string> => {
    const chunks: string[] = []
    await open(path, chunks)
    return chunks.join('')
  }
  const logs = (options: Partial<PodLogOptions> = {}): Promise<string> => {
    serve = () => ({follow: false, previous: false, timestamps: false, ...options})
    return fetched('/log')
  }
  return {
    ...cluster,
    open,
    fetched,
    logs,
    follow: (chunks: string[], options: Partial<PodLogOptions> = {}) => {
      serve = () => ({follow: true, previous: false, timestamps: false, ...options})
      return open('/log', chunks)
    },
  }
}

test('a log begins with the start and has a line for each request', async () => {
  const {logs, fetched} = await launched()
  expect(await fetched('/kubia:8080')).toBe("You've hit kubia\n")
  expect(await logs()).toBe('Listening on port 8080\nReceived request from 10.244.0.1: GET /path\n')
  expect(await logs({tailLines: 1})).toBe('Received request from 10.244.0.1: GET /path\n')
  expect(await logs({tailLines: 0})).toBe('')
  expect(await logs({limitBytes: 9})).toBe('Listening')
  expect(await logs({timestamps: true, tailLines: 1})).toMatch(/^2026-01-02T03:04:05\.\d{9}Z Received request/)
})

test('sinceSeconds leaves out what is older', async () => {
  const {logs, fetched, pass} = await launched()
  await pass(10_000, 1000)
  await fetched('/kubia')
  expect(await logs({sinceSeconds: 5})).toBe('Received request from 10.244.0.1: GET /path\n')
})

test('a log that is followed goes on until the container ends', async () => {
  const {follow, fetched, annotate, pass} = await launched()
  const chunks: string[] = []
  const ended = follow(chunks)
  while (chunks.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  await fetched('/kubia')
  await annotate(podResource, 'kubia', {[KNOBS.crash]: '1'})
  await pass(300)
  await ended
  expect(chunks.join('')).toBe('Listening on port 8080\nReceived request from 10.244.0.1: GET /path\n')
})

test('the log of a sidecar has its requests, and is followed until the sidecar ends', async () => {
  const proxy = {name: 'proxy', image: 'nginx:1', restartPolicy: 'Always'}
  const {follow, network, pod, annotate, pass} = await launched(bare({}, {initContainers: [proxy]}))
  const chunks: string[] = []
  const ended = follow(chunks, {container: 'proxy'})
  while (chunks.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  await pass(600)
  network.logs.write(pod('kubia'), 'proxy', 'a request')
  await annotate(podResource, 'kubia', {[KNOBS.crash]: '1'})
  await pass(300)
  await ended
  expect(chunks.join('')).toBe('Listening on port 80\na request\n')
})

test('the container before is asked for with previous', async () => {
  const {logs, annotate, pass} = await launched()
  expect(await logs({previous: true})).toBe('previous terminated container "kubia" in pod "kubia" not found')
  await annotate(podResource, 'kubia', {[KNOBS.crash]: '3'})
  await pass(300)
  expect(await logs()).toBe('Listening on port 8080\nexiting with code 3\n')
  await pass(1000)
  expect(await logs({previous: true})).toBe('Listening on port 8080\nexiting with code 3\n')
})

test.each([
  [
    bare({image: 'museopkim/kubia:missing'}),
    'container "kubia" in pod "kubia" is waiting to start: image can\'t be pulled',
  ],
  [bare({}, {nodeSelector: {disk: 'ssd'}}), 'pod kubia does not have a host assigned'],
])('what has not started has no log', async (manifest, message) => {
  const {logs} = await launched(manifest)
  expect(await logs()).toBe(message)
})

test('one of several containers must be named', () => {
  const pod = {metadata: {name: 'two'}, spec: {containers: [{name: 'a'}, {name: 'b'}]}} as Pod
  expect(containerOf(pod, 'b')).toBe('b')
  expect(() => containerOf(pod, undefined)).toThrow(
    'a container name must be specified for pod two, choose one of: [a b]',
  )
  expect(() => containerOf(pod, 'c')).toThrow('container c is not valid for pod two')
})

test('the proxy says why it reaches nobody', async () => {
  const {fetched} = await launched()
  expect(await fetched('/kubia:9999')).toBe(
    'error trying to reach service: dial tcp 10.244.1.2:9999: connect: connection refused',
  )
  expect(await fetched('/nobody')).toBe('pods "nobody" not found')
})

test.each([
  ['kubia', {scheme: 'http', name: 'kubia', port: ''}],
  ['kubia:http', {scheme: 'http', name: 'kubia', port: 'http'}],
  ['https:kubia:443', {scheme: 'https', name: 'kubia', port: '443'}],
  [':kubia:80', {scheme: 'http', name: 'kubia', port: '80'}],
])('%s is a target', (text, target) => {
  expect(parseTarget(text)).toEqual(target)
})
