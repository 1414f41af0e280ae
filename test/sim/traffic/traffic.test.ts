import {once} from 'node:events'
import {createServer, type Server} from 'node:net'
import {networkInterfaces} from 'node:os'
import {afterEach, expect, test} from 'vitest'
import {nodeResource} from '../../../src/sim/kinds/node/resource.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {replicaSetResource} from '../../../src/sim/kinds/replicaset/resource.ts'
import {serviceResource} from '../../../src/sim/kinds/service/resource.ts'
import type {Service} from '../../../src/sim/kinds/service/types.ts'
import {KNOBS} from '../../../src/sim/kubelet/knobs.ts'
import {balancerAddresses} from '../../../src/sim/traffic/balancer-addresses.ts'
import {testCluster} from '../support/cluster.ts'
import {workload} from '../support/manifests.ts'
import {ask, fetchText, openConnection} from '../support/network.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Addresses of this test file's own, so that it meets no other cluster on this machine. */
const ADDRESS = `127.${200 + (process.pid % 50)}.${(process.pid >> 8) % 128}.`
const WORKER = `${ADDRESS}3`

const served = async (spec: Record<string, unknown>, replicas = 3, options = {}) => {
  const cluster = await testCluster({address: ADDRESS, ...options})
  await cluster.create(replicaSetResource, 'kubia', workload({replicas}))
  await cluster.pass(800)
  const made = await cluster.create(serviceResource, 'kubia', {
    spec: {selector: {app: 'kubia'}, ports: [{port: 8080, targetPort: 8080, protocol: 'TCP'}], ...spec},
  })
  /** Waits for what the kernel answers, which no clock of ours turns. */
  const until = async (isTrue: () => boolean): Promise<void> => {
    while (!isTrue()) {
      await new Promise(resolve => setTimeout(resolve, 5))
      await cluster.settle()
    }
  }
  const service = () => cluster.registry.get(serviceResource, 'default', 'kubia') as Service
  const nodePort = (made as Service).spec.ports?.[0]?.nodePort ?? 0
  const names = () => cluster.pods().map(({metadata}) => `You've hit ${metadata.name}\n`)
  await cluster.pass(100)
  return {...cluster, until, service, nodePort, names}
}

const hits = async (address: string, port: number, times: number): Promise<string[]> => {
  const all: string[] = []
  for (let time = 0; time < times; time++) all.push(await fetchText(address, port))
  return all
}

test('a node port answers on every node and spreads over all pods', async () => {
  const {nodePort, names, settle} = await served({type: 'NodePort'})
  await settle()
  expect((await hits(WORKER, nodePort, 6)).sort()).toEqual([...names(), ...names()].sort())
  expect(names()).toContain(await fetchText(`${ADDRESS}2`, nodePort))
})

test('pods that are not ready get nothing, and without any the connection is reset', async () => {
  const {nodePort, names, annotate, pods, pass} = await served({type: 'NodePort'}, 2)
  const [first, second] = pods().map(({metadata}) => metadata.name)
  await annotate(podResource, first ?? '', {[KNOBS.failProbe]: 'readiness'})
  await pass(100)
  expect(await hits(WORKER, nodePort, 3)).toEqual([names()[1], names()[1], names()[1]])
  await annotate(podResource, second ?? '', {[KNOBS.failProbe]: 'readiness'})
  await pass(100)
  expect(await fetchText(WORKER, nodePort)).toBe('ECONNRESET')
})

test('a sidecar answers at a port of its own', async () => {
  const {nodePort, until, create, pass, pods} = await served({
    type: 'NodePort',
    selector: {app: 'beside'},
    ports: [{port: 80, targetPort: 8081, protocol: 'TCP'}],
  })
  const sidecar = {name: 'side', image: 'proxy', restartPolicy: 'Always', ports: [{containerPort: 8081}]}
  await create(podResource, 'beside', {
    metadata: {name: 'beside', labels: {app: 'beside'}},
    spec: {initContainers: [sidecar], containers: [{name: 'main', image: 'museopkim/kubia'}]},
  })
  await pass(1500)
  await until(() => pods().some(({metadata, status}) => metadata.name === 'beside' && status.phase === 'Running'))
  expect(await fetchText(WORKER, nodePort)).toBe("You've hit beside\n")
})

test('a service whose target port is wrong resets', async () => {
  const {nodePort} = await served({type: 'NodePort', ports: [{port: 80, targetPort: 9999, protocol: 'TCP'}]})
  expect(await fetchText(WORKER, nodePort)).toBe('ECONNRESET')
})

test('a connection lives as long as its pod, whatever is scaled meanwhile', async () => {
  const {nodePort, patch, pass, pods} = await served({type: 'NodePort'}, 1)
  const socket = await openConnection(WORKER, nodePort)
  const answer = await ask(socket)
  await patch(replicaSetResource, 'kubia', {replicas: 3})
  await pass(800)
  expect(await ask(socket)).toBe(answer)
  expect(pods()).toHaveLength(3)
  const closed = once(socket, 'close')
  await patch(replicaSetResource, 'kubia', {replicas: 0})
  await pass(800)
  await closed
})

test('node ports close with their service and open again with it', async () => {
  const {nodePort, registry, pass, service} = await served({type: 'NodePort'}, 1)
  const before = service()
  registry.delete(serviceResource, 'default', 'kubia')
  await pass(50)
  expect(await fetchText(WORKER, nodePort)).toBe('ECONNREFUSED')
  const {metadata: _, status: __, ...rest} = before
  registry.create(serviceResource, {...rest, metadata: {name: 'kubia', namespace: 'default'}} as never)
  await pass(100)
  expect(await fetchText(WORKER, nodePort)).toMatch(/^You've hit/)
})

test('externalTrafficPolicy Local keeps traffic on the node', async () => {
  const {nodePort, pods, names} = await served({type: 'NodePort', externalTrafficPolicy: 'Local'}, 3)
  const here = names().filter((_, index) => pods()[index]?.spec.nodeName === 'test-worker')
  expect([...new Set(await hits(WORKER, nodePort, 6))].sort()).toEqual(here.sort())
  expect(await fetchText(`${ADDRESS}2`, nodePort)).toBe('ECONNRESET')
})

test('a node that is cut off answers nothing', async () => {
  const {nodePort, annotate, pass} = await served({type: 'NodePort'}, 1)
  await annotate(nodeResource, 'test-worker', {[KNOBS.unreachable]: 'true'})
  await pass(50)
  expect(await fetchText(WORKER, nodePort)).toBe('ECONNREFUSED')
})

test('a port that somebody else has is told on the service and taken when it is free', async () => {
  const {service, events, create, until, pass} = await served({}, 1)
  const port = 31_234
  const other = createServer().listen(port, WORKER)
  await once(other, 'listening')
  const {spec} = service()
  const ports = [{port: 80, targetPort: 8080, protocol: 'TCP', nodePort: port}]
  await create(serviceResource, 'busy', {spec: {selector: spec.selector, type: 'NodePort', ports}})
  await until(() => events('Service', 'busy').length > 0)
  expect(events('Service', 'busy')).toEqual([
    `FailedToListen: cannot listen on ${WORKER}:${port}: another program listens there`,
  ])
  other.close()
  await once(other, 'close')
  await pass(5100, 100)
  expect(await fetchText(WORKER, port)).toMatch(/^You've hit/)
})

test('an address that is none of the loopback network is not listened on, unless it is published', async () => {
  const elsewhere = Object.values(networkInterfaces()).flatMap(all => all ?? [])
  const address = elsewhere.find(({family, internal}) => family === 'IPv4' && !internal)?.address ?? '0.0.0.0'
  const publish = [{address, hostPort: 31_236, nodePort: 31_235, protocol: 'TCP'}]
  const {create, events, until, pass, service} = await served({}, 1, {publish})
  await create(nodeResource, 'far', {spec: {}, status: {addresses: [{type: 'InternalIP', address}]}})
  const ports = [{port: 80, targetPort: 8080, protocol: 'TCP', nodePort: 31_235}]
  await create(serviceResource, 'far', {spec: {selector: service().spec.selector, type: 'NodePort', ports}})
  await until(() => events('Service', 'far').length > 0)
  await pass(100)
  expect(events('Service', 'far')).toEqual([
    `FailedToListen: cannot listen on ${address}:31235: it is no loopback address, and not published`,
  ])
  expect(await fetchText(address, 31_235)).toBe('ECONNREFUSED')
  expect(await fetchText(address, 31_236)).toMatch(/^You've hit/)
})

test('a published port leads to its node port', async () => {
  const hostPort = await freePort()
  const publish = [{address: '127.0.0.1', hostPort, nodePort: 30_080, protocol: 'TCP'}]
  const ports = [{port: 80, targetPort: 8080, protocol: 'TCP', nodePort: 30_080}]
  await served({type: 'NodePort', ports}, 1, {publish})
  expect(await fetchText('127.0.0.1', hostPort)).toMatch(/^You've hit/)
})

test('a load balancer gets an address of its own and says so', async () => {
  const {service, until, events, names} = await served({type: 'LoadBalancer'})
  await until(() => service().status?.loadBalancer?.ingress !== undefined)
  const [ingress] = service().status?.loadBalancer?.ingress ?? []
  expect(ingress?.ip).toBe(balancerAddresses([`${ADDRESS}2`, WORKER])[0])
  expect((await hits(ingress?.ip ?? '', 8080, 3)).sort()).toEqual(names().sort())
  expect(events('Service')).toEqual([
    'EnsuringLoadBalancer: Ensuring load balancer',
    'EnsuredLoadBalancer: Ensured load balancer',
  ])
})

test('where the port is taken another one answers, and an annotation tells which', async () => {
  const [address = ''] = balancerAddresses([`${ADDRESS}2`, WORKER])
  const taken = createServer().listen(8080, address)
  servers.push(taken)
  await once(taken, 'listening')
  const {service, until, events} = await served({type: 'LoadBalancer'}, 1)
  await until(() => service().status?.loadBalancer?.ingress !== undefined)
  expect(service().metadata.annotations).toEqual({'kubia.dev/published-ports': '8080=8081'})
  expect(await fetchText(address, 8081)).toMatch(/^You've hit/)
  expect(events('Service').at(-1)).toBe(
    `PortMoved: Port 8080 cannot be listened on here; ${address}:8081 answers in its place`,
  )
})

test('a load balancer of another class is somebody else’s', async () => {
  const {service, pass, events} = await served({type: 'LoadBalancer', loadBalancerClass: 'example.com/mine'})
  await pass(200)
  expect(service().status?.loadBalancer).toEqual({})
  expect(events('Service')).toEqual([])
})

test('a load balancer keeps its address over a restart', async () => {
  const {service, until, restart, create, store, pass} = await served({type: 'LoadBalancer'}, 1)
  await create(serviceResource, 'second', {
    spec: {type: 'LoadBalancer', selector: {app: 'kubia'}, ports: [{port: 8080, protocol: 'TCP'}]},
  })
  await pass(50)
  const ip = (name: string) =>
    (store.get(serviceResource, 'default', name) as Service).status?.loadBalancer?.ingress?.[0]?.ip
  await until(() => ip('kubia') !== undefined && ip('second') !== undefined)
  const before = [ip('kubia'), ip('second')]
  expect(before[0]).not.toBe(before[1])
  await restart()
  await until(() => service().status?.loadBalancer?.ingress !== undefined)
  expect([ip('kubia'), ip('second')]).toEqual(before)
  expect(await fetchText(before[1] ?? '', 8080)).toMatch(/^You've hit/)
})

test('load balancers share the one address of a machine that has no others', () => {
  expect(balancerAddresses(['127.0.0.1', '127.0.0.1'])).toEqual(['127.0.0.1'])
  expect(balancerAddresses(['127.7.9.1', '127.7.9.2']).slice(0, 2)).toEqual(['127.7.137.1', '127.7.137.2'])
})

/** A port of 127.0.0.1 that is free now. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as {port: number}
  server.close()
  await once(server, 'close')
  return port
}

test('a published port leads to the hostPort of a pod on its node, while there is one', async () => {
  const [plane, worker] = [await freePort(), await freePort()]
  const of = {address: '127.0.0.1', nodePort: 80, protocol: 'TCP' as const}
  const publish = [
    {...of, hostPort: plane},
    {...of, hostPort: worker, node: 1},
  ]
  const cluster = await testCluster({address: ADDRESS, publish})
  expect(await fetchText('127.0.0.1', worker)).toBe('ECONNREFUSED')
  const ports = [{containerPort: 8080, hostPort: 80}]
  await cluster.create(podResource, 'edge', {
    spec: {nodeName: 'test-worker', containers: [{name: 'a', image: 'museopkim/kubia', ports}]},
  })
  await cluster.pass(1500)
  expect(await fetchText('127.0.0.1', worker)).toBe("You've hit edge\n")
  expect(await fetchText('127.0.0.1', plane)).toBe('ECONNREFUSED')
  await cluster.annotate(nodeResource, 'test-worker', {[KNOBS.unreachable]: 'true'})
  await cluster.pass(50)
  expect(await fetchText('127.0.0.1', worker)).toBe('ECONNREFUSED')
  await cluster.annotate(nodeResource, 'test-worker', {[KNOBS.unreachable]: ''})
  await cluster.pass(50)
  expect(await fetchText('127.0.0.1', worker)).toBe("You've hit edge\n")
  cluster.registry.delete(podResource, 'default', 'edge')
  await cluster.pass(1500)
  expect(await fetchText('127.0.0.1', worker)).toBe('ECONNREFUSED')
})

test('a published port that somebody else has is told on the pod with that hostPort', async () => {
  const port = await freePort()
  const other = createServer().listen(port, '127.0.0.1')
  servers.push(other)
  await once(other, 'listening')
  const publish = [{address: '127.0.0.1', hostPort: port, nodePort: 80, protocol: 'TCP' as const, node: 1}]
  const cluster = await testCluster({address: ADDRESS, publish})
  const ports = [{containerPort: 8080, hostPort: 80}]
  await cluster.create(podResource, 'edge', {
    spec: {nodeName: 'test-worker', containers: [{name: 'a', image: 'museopkim/kubia', ports}]},
  })
  const told = () => cluster.events('Pod', 'edge').filter(line => line.startsWith('FailedToListen'))
  while (told().length === 0) {
    await new Promise(resolve => setTimeout(resolve, 5))
    await cluster.settle()
  }
  expect(told()).toEqual([`FailedToListen: cannot listen on 127.0.0.1:${port}: another program listens there`])
})

test('externalTrafficPolicy Local keeps the traffic of a published port on the node that has it', async () => {
  const [plane, worker] = [await freePort(), await freePort()]
  const of = {address: '127.0.0.1', nodePort: 30_081, protocol: 'TCP' as const}
  const publish = [
    {...of, hostPort: plane},
    {...of, hostPort: worker, node: 1},
  ]
  const ports = [{port: 80, targetPort: 8080, protocol: 'TCP', nodePort: 30_081}]
  const {pods, names} = await served({type: 'NodePort', ports, externalTrafficPolicy: 'Local'}, 3, {publish})
  const here = names().filter((_, index) => pods()[index]?.spec.nodeName === 'test-worker')
  expect([...new Set(await hits('127.0.0.1', worker, 6))].sort()).toEqual(here.sort())
  expect(await fetchText('127.0.0.1', plane)).toBe('ECONNRESET')
})
