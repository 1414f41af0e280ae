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
    message:
      'port 80 on 127.0.0.1: this user may not listen there\nport 443 on 127.0.0.1: this user may not listen there',
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

const fields = (port: [string, number], address: [string, number]) => ({
  port: {name: port[0], place: `kind.yaml:${port[1]}`},
  address: {name: address[0], place: `kind.yaml:${address[1]}`},
})
const MAPPING = fields(['hostPort', 7], ['listenAddress', 8])
const API_SERVER = fields(['apiServerPort', 12], ['apiServerAddress', 11])
const refused = (code: string) => async () => code

test('A taken port that a config asks for is told with its place, its field and what to write there', async () => {
  const failure = await checkPortsFree([{...port(8080, {address: '0.0.0.0'}), fields: MAPPING}], {
    attempt: refused('EADDRINUSE'),
    ownerOf: async () => 'python3 -m http.server 8080 (pid 4242)',
  }).catch(error => error)
  expect(failure.code).toBe('PORT_TAKEN')
  expect(failure.message).toBe(
    'kind.yaml:7: hostPort 8080 on 0.0.0.0 is used by python3 -m http.server 8080 (pid 4242)',
  )
  expect(failure.details.fix).toEqual([
    expect.stringMatching(/^kind\.yaml:7: write hostPort: \d+, which is free, or 0 to have one chosen$/),
  ])
})

test('The API server’s port and address are told by their own fields', async () => {
  const api = {...port(16_443), fields: API_SERVER, apiServer: true}
  const taken = await checkPortsFree([api], {attempt: refused('EADDRINUSE')}).catch(error => error)
  expect(taken.message).toBe('kind.yaml:12: apiServerPort 16443 on 127.0.0.1 is used by another program')
  expect(taken.details.fix[0]).toMatch(/^kind\.yaml:12: write apiServerPort: \d+, which is free$/)
  const elsewhere = {...api, address: '192.0.2.1'}
  const foreign = await checkPortsFree([elsewhere], {attempt: refused('EADDRNOTAVAIL'), here: true}).catch(
    error => error,
  )
  expect(foreign).toMatchObject({
    code: 'ADDRESS_FOREIGN',
    message: 'kind.yaml:11: apiServerAddress 192.0.2.1 is no address of this machine',
    details: {fix: ['kind.yaml:11: write apiServerAddress: 127.0.0.1, or leave it out']},
  })
  expect(await checkPortsFree([elsewhere], {attempt: refused('EADDRNOTAVAIL')})).toBe('1 free')
})

test('An address that this machine lacks is told also where any port will do', async () => {
  const foreign = {...port(0, {address: '2001:db8::1'}), fields: MAPPING}
  await expect(checkPortsFree([foreign], {here: true})).rejects.toMatchObject({
    message: 'kind.yaml:8: listenAddress [2001:db8::1] is no address of this machine',
    details: {fix: ['kind.yaml:8: write listenAddress: ::1, or leave it out']},
  })
})

test('A port that an engine of this user’s may not listen at is warned of, and left to the engine', async () => {
  const ports = [{...port(80, {address: '0.0.0.0'}), fields: MAPPING}]
  const attempt = async ({hostPort}: PublishedPort) => (hostPort < 1024 ? 'EACCES' : undefined)
  const finding = await checkPortsFree(ports, {attempt, here: true, asUser: true})
  if (typeof finding === 'string' || !('warning' in finding)) throw new Error('nothing is warned of')
  expect(finding.found).toBe('1 free')
  expect([finding.warning.code, finding.warning.message]).toEqual([
    'PORT_DENIED',
    'kind.yaml:7: hostPort 80 on 0.0.0.0: this user may not listen there',
  ])
  expect(finding.warning.details.fix).toEqual([
    expect.stringMatching(/^kind\.yaml:7: write hostPort: 80\d\d, which is free, or 0 to have one chosen$/),
  ])
  expect(await checkPortsFree(ports, {attempt, here: true})).toBe('1 free')
})
