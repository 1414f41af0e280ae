import type {Duplex} from 'node:stream'
import {describe, expect, onTestFinished, test} from 'vitest'
import {openPortForward, type PortForward} from '../../../src/api-server/transport/port-forward.ts'
import {createFrameReader, dataHead} from '../../../src/api-server/transport/spdy.ts'
import {apiServer} from './api-server.ts'

const UPGRADE = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n'
/** The numbers of a stream's error and data frames are ten apart, so that both are the same worker's at the kubelet. */
const APART = 10

/** A kubelet whose program answers each piece of text, or fails to be reached. */
const kubelet = async (program: (text: string) => {answer?: string; error?: string}): Promise<PortForward> => {
  const proxy = await apiServer(
    (_, response) => response.end(),
    (socket: Duplex) => {
      const read = createFrameReader()
      socket.write(UPGRADE)
      socket.on('error', () => {})
      socket.on('data', (chunk: Buffer) => {
        for (const frame of read(chunk)) {
          if (frame.type !== 'data') continue
          const {answer, error} = program(frame.bytes.toString())
          const [id, text] = error === undefined ? [frame.id, answer ?? ''] : [frame.id - APART, error]
          socket.write(Buffer.concat([dataHead(id, Buffer.byteLength(text), false), Buffer.from(text)]))
          if (text === 'bye') for (const ended of [frame.id, frame.id - APART]) socket.write(dataHead(ended, 0, true))
        }
      })
    },
  )
  const forward = await openPortForward(proxy, {namespace: 'shop', name: 'web-1'})
  onTestFinished(() => forward.close())
  return forward
}

const ask = (connection: Duplex | undefined, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    connection?.once('data', (chunk: Buffer) => resolve(chunk.toString())).once('error', reject)
    connection?.write(text)
  })

const REFUSED = 'error forwarding port 8080 to pod x: dial tcp4 127.0.0.1:8080: connect: connection refused'

describe('a way to a pod', () => {
  test('carries several connections beside each other', async () => {
    const forward = await kubelet(text => ({answer: `${text}!`}))
    const [one, two] = [forward.connect(8080), forward.connect(8080)]
    expect(await Promise.all([ask(one, 'one'), ask(two, 'two')])).toEqual(['one!', 'two!'])
    expect(forward.connections).toBe(2)
  })

  test('has room for five connections at a time', async () => {
    const forward = await kubelet(text => ({answer: text}))
    const five = Array.from({length: 5}, () => forward.connect(8080))
    await Promise.all(five.map(connection => ask(connection, 'x')))
    expect(forward.connect(8080)).toBe(undefined)
    five[0]?.destroy()
    await new Promise(resolve => five[0]?.once('close', resolve))
    expect(await ask(forward.connect(8080), 'again')).toBe('again')
  })

  test('ends a connection that the program ends', async () => {
    const forward = await kubelet(() => ({answer: 'bye'}))
    const connection = forward.connect(8080)
    const ended = new Promise(resolve => connection?.once('end', resolve))
    expect(await ask(connection, 'x')).toBe('bye')
    await ended
  })

  test('tells a refusal, before which nothing can have reached the program, and leaves the others alone', async () => {
    const forward = await kubelet(text => (text === 'refuse' ? {error: REFUSED} : {answer: text}))
    const other = forward.connect(8080)
    await expect(ask(forward.connect(8080), 'refuse')).rejects.toMatchObject({message: REFUSED, neverConnected: true})
    expect(await ask(other, 'still here')).toBe('still here')
  })

  test('does not use the room of a refused connection again', async () => {
    const forward = await kubelet(() => ({error: REFUSED}))
    for (let turn = 0; turn < 5; turn++) {
      expect(forward.isSpent).toBe(false)
      await expect(ask(forward.connect(8080), 'x')).rejects.toThrow('refused')
    }
    expect(forward.isSpent).toBe(true)
  })

  test('fails every connection when it is lost', async () => {
    const forward = await kubelet(text => ({answer: text}))
    const connection = forward.connect(8080)
    await ask(connection, 'x')
    const failed = new Promise(resolve => connection?.once('error', resolve))
    forward.close()
    expect(await failed).toMatchObject({neverConnected: false})
    expect(forward.isSpent).toBe(true)
  })
})

test('a pod that is gone is told with the API server’s words', async () => {
  const proxy = await apiServer((_, response) => {
    response.statusCode = 404
    response.end(JSON.stringify({message: 'pods "web-1" not found'}))
  })
  await expect(openPortForward(proxy, {namespace: 'shop', name: 'web-1'})).rejects.toMatchObject({
    status: 404,
    message: 'pods "web-1" not found',
  })
})
