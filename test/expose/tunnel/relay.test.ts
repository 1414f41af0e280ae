import {connect, createServer, type Socket} from 'node:net'
import {Duplex, PassThrough} from 'node:stream'
import {text} from 'node:stream/consumers'
import {expect, onTestFinished, test} from 'vitest'
import {PortForwardError} from '../../../src/api-server/transport/pod-connection.ts'
import {relayUnproved} from '../../../src/expose/tunnel/relay.ts'

/** A client whose connection is carried to what `next` gives, one after the other. */
const client = async (next: () => Duplex): Promise<Socket> => {
  const server = createServer({allowHalfOpen: true, pauseOnConnect: true}, accepted =>
    relayUnproved(accepted, async () => next()),
  )
  await new Promise<void>(resolve => server.listen({host: '127.0.0.1', port: 0}, resolve))
  onTestFinished(() => void server.close())
  const {port} = server.address() as {port: number}
  return connect({host: '127.0.0.1', port})
}

/** A pod that takes what it is sent and then fails. */
const failing = (neverConnected: boolean): Duplex =>
  new Duplex({
    read: () => {},
    write(_, __, done) {
      done()
      this.destroy(new PortForwardError('connection refused', neverConnected))
    },
  })

test('what a client sent goes to another pod where the first one refused it', async () => {
  const pods = [failing(true), failing(true), new PassThrough()]
  const socket = await client(() => pods.shift() as Duplex)
  socket.end('hello')
  expect(await text(socket)).toBe('hello')
})

test('what may have reached a pod is not sent to another one', async () => {
  const pods = [failing(false), new PassThrough()]
  const socket = await client(() => pods.shift() as Duplex)
  socket.write('hello')
  await expect(text(socket)).rejects.toMatchObject({code: 'ECONNRESET'})
  expect(pods.length).toBe(1)
})

test('a client is told where no pod can be had', async () => {
  const socket = await client(() => {
    throw new Error('no pod is ready')
  })
  await expect(text(socket)).rejects.toMatchObject({code: 'ECONNRESET'})
})

test('much is carried whole, both ways at once', async () => {
  const socket = await client(() => new PassThrough({highWaterMark: 1024}))
  const sent = 'x'.repeat(3_000_000)
  socket.end(sent)
  expect((await text(socket)).length).toBe(sent.length)
})
