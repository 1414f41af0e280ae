import {createServer, type Socket} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect, onTestFinished, test} from 'vitest'
import {canReach, dial} from '../../../src/expose/tunnel/connect.ts'

const {signal} = new AbortController()

const serve = async (): Promise<{port: number; clients: Socket[]}> => {
  const clients: Socket[] = []
  const server = createServer(client => void clients.push(client.on('error', () => {})))
  await new Promise<void>(resolve => server.listen({host: '127.0.0.1', port: 0}, resolve))
  onTestFinished(() => {
    for (const client of clients) client.destroy()
    server.close()
  })
  return {port: (server.address() as {port: number}).port, clients}
}

/** A port that nothing listens on. */
const refusing = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen({host: '127.0.0.1', port: 0}, resolve))
  const {port} = server.address() as {port: number}
  await new Promise(resolve => server.close(resolve))
  return port
}

test('a refusal is followed by the next target', async () => {
  const {port} = await serve()
  const ports = [await refusing(), await refusing(), port]
  let next = 0
  const socket = await dial(() => ({host: '127.0.0.1', port: ports[next++ % 3] ?? 0}), {limitMs: 5000, signal})
  expect(socket.remotePort).toBe(port)
  socket.destroy()
})

test('a target that comes later is found', async () => {
  let target: {host: string; port: number} | undefined
  const dialing = dial(() => target, {limitMs: 5000, signal})
  const {port} = await serve()
  target = {host: '127.0.0.1', port}
  const socket = await dialing
  expect(socket.remotePort).toBe(port)
  socket.destroy()
})

test('where all refuse until the time is over, the last refusal is told', async () => {
  const port = await refusing()
  await expect(dial(() => ({host: '127.0.0.1', port}), {limitMs: 100, signal})).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  })
})

test('an abort ends the dialing with its reason', async () => {
  const port = await refusing()
  const controller = new AbortController()
  const dialing = dial(() => ({host: '127.0.0.1', port}), {limitMs: 60_000, signal: controller.signal})
  controller.abort(new Error('enough'))
  await expect(dialing).rejects.toThrow('enough')
})

test('a node that takes connections can be reached, one that refuses cannot', async () => {
  const {port} = await serve()
  expect(await canReach([{host: '127.0.0.1', port}], signal)).toBe(true)
  expect(await canReach([{host: '127.0.0.1', port: await refusing()}], signal)).toBe(false)
  expect(await canReach([], signal)).toBe(false)
})

test('that all nodes refuse is known at once', async () => {
  const targets = await Promise.all([refusing(), refusing()].map(async port => ({host: '127.0.0.1', port: await port})))
  expect(await Promise.race([canReach(targets, signal), sleep(500)])).toBe(false)
})
