import {connect, createServer, type Server, type Socket} from 'node:net'
import {PassThrough} from 'node:stream'
import {text} from 'node:stream/consumers'
import {expect, onTestFinished, test, vi} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import type {Forwards} from '../../../src/expose/tunnel/forwards.ts'
import {NodeReach} from '../../../src/expose/tunnel/node-reach.ts'
import {ServedPort} from '../../../src/expose/tunnel/served-port.ts'

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>(resolve => server.listen({host: '127.0.0.1', port: 0}, resolve))
  onTestFinished(() => void server.close())
  return (server.address() as {port: number}).port
}

const pods = ['web-1', 'web-2'].map(name => ({namespace: 'shop', name, port: 8080, node: 'a'}))

/** A served port, what its failures were, and a way to become its client. */
const serve = async (connectTo: Forwards['connect'], sticky = false, reach?: NodeReach) => {
  const failures: string[] = []
  const {signal} = new AbortController()
  const forwards: Forwards = {connect: connectTo, close: () => {}}
  const port = new ServedPort({forwards, signal, sticky, ...(reach && {reach}), failed: why => failures.push(why)})
  const number = await listening(
    createServer({allowHalfOpen: true, pauseOnConnect: true}, client => port.accept(client)),
  )
  return {port, failures, client: (): Socket => connect({host: '127.0.0.1', port: number})}
}
const echo: Forwards['connect'] = async () => new PassThrough()

const say = async (client: Socket): Promise<string> => {
  client.end('hello')
  return text(client)
}

test('connections go to the ready pods in turn', async () => {
  const asked: string[] = []
  const {port, client} = await serve(async pod => {
    asked.push(pod.name)
    return new PassThrough()
  })
  port.update({ready: 2, pods, nodes: []})
  for (let turn = 0; turn < 4; turn++) expect(await say(client())).toBe('hello')
  expect(asked).toEqual(['web-1', 'web-2', 'web-1', 'web-2'])
})

test('a client that is to stay with its pod stays', async () => {
  const asked: string[] = []
  const {port, client} = await serve(async pod => {
    asked.push(pod.name)
    return new PassThrough()
  }, true)
  port.update({ready: 2, pods, nodes: []})
  for (let turn = 0; turn < 3; turn++) await say(client())
  expect(asked).toEqual(['web-1', 'web-1', 'web-1'])
})

test('a connection waits for a pod where none is ready', async () => {
  const {port, client} = await serve(echo)
  const waiting = say(client())
  port.update({ready: 1, pods: pods.slice(0, 1), nodes: []})
  expect(await waiting).toBe('hello')
})

test('nodes that can be reached are gone through instead', async () => {
  const node = await listening(createServer(client => client.on('error', () => {}).end('from the node')))
  const {port, client} = await serve(echo)
  await vi.waitFor(() => {
    port.update({ready: 2, pods, nodes: [{host: '127.0.0.1', port: node}]})
    expect(port.way).toBe('nodes')
  })
  expect(await text(client())).toBe('from the node')
})

/** A service of two pods whose nodes are gone through, which then loses one of them. */
const loseOne = async (connectTo: Forwards['connect']) => {
  const node = await listening(createServer(client => client.on('error', () => {}).end('from the node')))
  const served = await serve(connectTo)
  const nodes = [{host: '127.0.0.1', port: node}]
  await vi.waitFor(() => {
    served.port.update({ready: 2, pods, nodes})
    expect(served.port.way).toBe('nodes')
  })
  vi.useFakeTimers({toFake: ['performance']})
  onTestFinished(() => void vi.useRealTimers())
  served.port.update({ready: 1, pods: pods.slice(1), nodes})
  return served
}

test('pods are reached through the API server until node ports have had time to forget one that has gone', async () => {
  const {client} = await loseOne(echo)
  expect(await say(client())).toBe('hello')
  vi.advanceTimersByTime(9_999)
  expect(await say(client())).toBe('hello')
  vi.advanceTimersByTime(1)
  expect(await text(client())).toBe('from the node')
})

test('a user who may not reach pods through the API server reaches them by the nodes', async () => {
  let asked = 0
  const {client, failures} = await loseOne(async () => {
    asked += 1
    vi.advanceTimersByTime(5_001)
    throw new KubiaError('FORBIDDEN', 'pods/portforward is forbidden')
  })
  expect(await text(client())).toBe('from the node')
  expect(await text(client())).toBe('from the node')
  expect({asked, failures}).toEqual({asked: 1, failures: []})
})

test('whether nodes can be reached is found out in the background, and once for all ports on them', async () => {
  const reach = new NodeReach(new AbortController().signal)
  const [first, second] = [await serve(echo, false, reach), await serve(echo, false, reach)]
  const backends = {ready: 2, pods, nodes: [{host: '127.0.0.1', port: await listening(createServer())}]}
  first.port.update(backends)
  expect(first.port.way).toBe(undefined)
  await vi.waitFor(() => {
    first.port.update(backends)
    expect(first.port.way).toBe('nodes')
  })
  second.port.update({...backends, nodes: [{host: '127.0.0.1', port: 1}]})
  expect(second.port.way).toBe('nodes')
})

test('connections go through the API server until it is known that the nodes can be reached', async () => {
  const {port, client} = await serve(echo)
  port.update({ready: 2, pods, nodes: [{host: '127.0.0.1', port: await listening(createServer())}]})
  expect(await say(client())).toBe('hello')
})

test('endpoints that are no pods are told, since nothing leads to them but nodes', async () => {
  const {port, failures, client} = await serve(echo)
  port.update({ready: 1, pods: [], nodes: []})
  await expect(text(client())).rejects.toMatchObject({code: 'ECONNRESET'})
  expect(failures).toEqual(['its endpoints are no pods'])
})
