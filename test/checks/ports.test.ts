import {createSocket} from 'node:dgram'
import {createServer} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {checkPortsFree} from '../../src/checks/ports.ts'
import type {PublishedPort} from '../../src/cluster/published-port.ts'

const port = (hostPort: number, fields: Partial<PublishedPort> = {}): PublishedPort => ({
  address: '127.0.0.1',
  hostPort,
  nodePort: 30_080,
  protocol: 'TCP',
  ...fields,
})

/** A TCP port that this test holds. */
const hold = async (address = '127.0.0.1'): Promise<number> => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, address, resolve))
  onTestFinished(() => void server.close())
  return (server.address() as {port: number}).port
}
const holdUdp = async (): Promise<number> => {
  const socket = createSocket('udp4')
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
  onTestFinished(() => void socket.close())
  return socket.address().port
}
/** A port that was free a moment ago. */
const free = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const {port: found} = server.address() as {port: number}
  await new Promise(resolve => server.close(resolve))
  return found
}

test('Nothing to publish is fine', async () => {
  expect(await checkPortsFree([])).toBe('none to publish')
})

test('Free ports stay free', async () => {
  const found = await free()
  for (const _ of [1, 2]) expect(await checkPortsFree([port(found)])).toBe('1 free')
})

test('0, and what cannot be tried, is left to the engine', async () => {
  expect(await checkPortsFree([port(0), port(1, {protocol: 'SCTP'})])).toBe('2 free')
})

test('A taken port is told with one that is free', async () => {
  const taken = await hold()
  await expect(checkPortsFree([port(taken)])).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    exit: 4,
    message: `port ${taken} on 127.0.0.1 is used by another program`,
    details: {fix: [expect.stringMatching(/^-p \d+:30080 is free, and 0 has a free one chosen$/)]},
  })
})

test('All taken ports are told, each with its owner and with a free one of its own', async () => {
  const taken = [await hold(), await hold()]
  const owners = ['node (pid 4242)', undefined]
  const failure = await checkPortsFree([...taken.map(found => port(found)), port(0)], {
    ownerOf: async ({hostPort}) => owners[taken.indexOf(hostPort)],
  }).catch(error => error)
  expect(failure.message).toBe(
    `port ${taken[0]} on 127.0.0.1 is used by node (pid 4242)\nport ${taken[1]} on 127.0.0.1 is used by another program`,
  )
  const suggested = failure.details.fix.map((line: string) => /^-p (\d+):30080 /.exec(line)?.[1])
  expect(suggested).toHaveLength(2)
  expect(new Set([...suggested, ...taken.map(String)]).size).toBe(4)
})

test('TCP and UDP have ports of their own', async () => {
  const taken = await holdUdp()
  await expect(checkPortsFree([port(taken, {protocol: 'UDP'})])).rejects.toMatchObject({code: 'PORT_TAKEN'})
})

test('The suggestion keeps the address and the protocol', async () => {
  const taken = await holdUdp()
  await expect(checkPortsFree([port(taken, {protocol: 'UDP', address: '0.0.0.0'})])).rejects.toMatchObject({
    details: {
      fix: [expect.stringMatching(/^-p 0\.0\.0\.0:\d+:30080\/udp is free, and 0 has a free one chosen$/)],
    },
  })
})

test('A port on every address collides with one on this machine alone', async () => {
  const taken = await hold('0.0.0.0')
  await expect(checkPortsFree([port(taken)])).rejects.toMatchObject({code: 'PORT_TAKEN'})
})

test('An address that this machine does not have is left to the engine', async () => {
  expect(await checkPortsFree([port(await free(), {address: '192.0.2.1'})])).toBe('1 free')
})

test('What listens as this user is refused ports of the system, and addresses of other machines', async () => {
  const attempt = async ({address, hostPort}: PublishedPort) => {
    if (address !== '127.0.0.1') return 'EADDRNOTAVAIL'
    return hostPort < 1024 ? 'EACCES' : undefined
  }
  const ports = [port(80), port(443)]
  expect(await checkPortsFree(ports, {attempt})).toBe('2 free')
  await expect(checkPortsFree(ports, {attempt, own: true})).rejects.toMatchObject({
    code: 'PORT_DENIED',
    exit: 3,
    message: 'this user may not listen at port 80 on 127.0.0.1\nthis user may not listen at port 443 on 127.0.0.1',
    details: {
      fix: [1, 2].map(() => expect.stringMatching(/^-p 8\d\d\d:30080 is free, and 0 has a free one chosen$/)),
    },
  })
  await expect(checkPortsFree([port(8080, {address: '192.0.2.1'})], {attempt, own: true})).rejects.toMatchObject({
    code: 'ADDRESS_FOREIGN',
    message: '192.0.2.1 is no address of this machine',
    details: {fix: [expect.stringMatching(/^-p 80\d\d:30080 is free, and 0 has a free one chosen$/)]},
  })
})
