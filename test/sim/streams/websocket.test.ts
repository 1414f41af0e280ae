import {once} from 'node:events'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {Duplex} from 'node:stream'
import {afterEach, describe, expect, test} from 'vitest'
import {StatusError} from '../../../src/sim/api/status.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {forwardPorts} from '../../../src/sim/streams/port-forward.ts'
import {WebSocketConnection} from '../../../src/sim/streams/websocket/connection.ts'
import {FrameError, FrameReader} from '../../../src/sim/streams/websocket/frames.ts'
import {testCluster} from '../support/cluster.ts'
import {bare} from '../support/manifests.ts'

const endings: (() => void)[] = []
afterEach(() => {
  for (const end of endings.splice(0)) end()
})

/** Where a running pod's ports are forwarded, and the reasons for which connections were refused. */
const forwarder = async () => {
  const cluster = await testCluster()
  await cluster.create(podResource, 'p', bare())
  await cluster.pass(1000)
  const refusals: string[] = []
  const server = createServer()
  server.on('upgrade', (request, socket, head) => {
    forwardPorts(cluster.network, cluster.pod('p'), request, socket, head).catch((error: unknown) => {
      if (!(error instanceof StatusError)) throw error
      refusals.push(`${error.status.code} ${error.message}`)
      socket.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  endings.push(() => server.close())
  const open = (query: string, protocols: string[]): WebSocket => {
    const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/${query}`, protocols)
    socket.binaryType = 'arraybuffer'
    return socket
  }
  /** Sends one message when the connection is open. @returns what came back by channel, once it has closed */
  const talk = async (query: string, message: string, protocols = ['v4.channel.k8s.io']) => {
    const socket = open(query, protocols)
    const channels: Record<number, Buffer> = {}
    socket.addEventListener('message', ({data}) => {
      const bytes = Buffer.from(data as ArrayBuffer)
      const [channel = 0] = bytes
      channels[channel] = Buffer.concat([channels[channel] ?? Buffer.alloc(0), bytes.subarray(1)])
    })
    socket.addEventListener('open', () => socket.send(Buffer.from(message, 'latin1')))
    socket.addEventListener('error', () => {})
    const [{code}] = (await once(socket as unknown as EventTarget, 'close')) as [CloseEvent]
    return {code, channels, protocol: socket.protocol}
  }
  return {talk, refusals}
}

const REQUEST = '\0GET / HTTP/1.1\r\nHost: p\r\nConnection: close\r\n\r\n'

describe('ports forwarded over WebSocket', () => {
  test('have two channels each, which begin with the port, and end with the connection', async () => {
    const {talk} = await forwarder()
    const {code, channels, protocol} = await talk('?ports=8080', REQUEST)
    expect([code, protocol]).toEqual([1000, 'v4.channel.k8s.io'])
    expect(channels[0]?.subarray(0, 2)).toEqual(Buffer.from([0x90, 0x1f]))
    expect(channels[0]?.subarray(2).toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*You've hit p\n/s)
    expect(channels[1]).toEqual(Buffer.from([0x90, 0x1f]))
  })

  test('say on the channel of errors that nothing listens', async () => {
    const {talk} = await forwarder()
    const {channels} = await talk('?ports=9', '\0')
    expect(channels[1]?.subarray(2).toString()).toBe(
      'error forwarding port 9 to pod default/p: dial tcp4 127.0.0.1:9: connect: connection refused',
    )
  })

  test.each([
    ['', ['v4.channel.k8s.io'], '400 query parameter "port" is required'],
    ['?ports=0', ['v4.channel.k8s.io'], '400 unable to parse "0" as a port'],
    ['?ports=http', ['v4.channel.k8s.io'], '400 unable to parse "http" as a port'],
    [
      '?ports=80',
      ['v4.base64.channel.k8s.io'],
      '400 of the protocols over WebSocket only v4.channel.k8s.io is spoken here',
    ],
  ])('with %j over %j are refused', async (query, protocols, why) => {
    const {talk, refusals} = await forwarder()
    expect((await talk(query, '', protocols)).code).toBe(1006)
    expect(refusals).toEqual([why])
  })
})

/** A frame as a client sends it, with its shortest length. */
const masked = (first: number, text: string): Buffer => {
  const key = Buffer.from([1, 2, 3, 4])
  const payload = Buffer.from(text).map((byte, index) => byte ^ (key[index % 4] ?? 0))
  const length = Buffer.alloc(payload.length < 126 ? 1 : 3)
  length[0] = 0x80 | (payload.length < 126 ? payload.length : 126)
  if (length.length === 3) length.writeUInt16BE(payload.length, 1)
  return Buffer.concat([Buffer.of(first), length, key, payload])
}

describe('frames of a WebSocket', () => {
  test('come out whole, however their bytes are cut', () => {
    const bytes = Buffer.concat([masked(0x02, 'hello'), masked(0x80, 'x'.repeat(300)), masked(0x89, '')])
    const reader = new FrameReader()
    const frames = [...bytes].flatMap(byte => reader.push(Buffer.of(byte)))
    expect(frames.map(({opcode, final, payload}) => [opcode, final, payload.toString()])).toEqual([
      [2, false, 'hello'],
      [0, true, 'x'.repeat(300)],
      [9, true, ''],
    ])
  })

  test.each([
    ['that are not masked', Buffer.from([0x82, 0x00])],
    ['of an extension', Buffer.from([0xc2, 0x80])],
    ['that are too long', Buffer.from([0x82, 0xff, 0, 0, 0, 0, 1, 0, 0, 0])],
  ])('%s are none', (_, bytes) => {
    expect(() => new FrameReader().push(bytes)).toThrow(FrameError)
  })
})

describe('a message in fragments', () => {
  /** A client's fragment, masked with zeros: the first one has the opcode of a binary message. */
  const fragment = (isFirst: boolean, length: number): Buffer => {
    const head = Buffer.from([isFirst ? 2 : 0, 0x80 | 126, 0, 0, 0, 0, 0, 0])
    head.writeUInt16BE(length, 2)
    return Buffer.concat([head, Buffer.alloc(length)])
  }

  test.each([
    ['of too many fragments', 0, 1001],
    ['of too many bytes', 65_535, 65],
  ])('%s ends the connection with a protocol error, and is not received', async (_, length, count) => {
    const sent: Buffer[] = []
    const received: Buffer[] = []
    const socket = new Duplex({
      read: () => {},
      write: (chunk: Buffer, _encoding, done) => {
        sent.push(chunk)
        done()
      },
    })
    const connection = new WebSocketConnection(socket, message => received.push(message))
    const run = connection.run(Buffer.alloc(0))
    for (let index = 0; index < count; index++) socket.push(fragment(index === 0, length))
    socket.push(null)
    await run
    expect({sent: Buffer.concat(sent), received}).toEqual({
      sent: Buffer.from([0x88, 2, 1002 >> 8, 1002 & 255]),
      received: [],
    })
  })
})
