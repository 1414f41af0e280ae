import {spawn} from 'node:child_process'
import {createSocket} from 'node:dgram'
import {once} from 'node:events'
import {createServer} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {listeningInodes, portOwner, readLsof} from '../../src/checks/port-owner.ts'
import type {PublishedPort} from '../../src/cluster/published-port.ts'
import type {Exec} from '../../src/process/exec.ts'
import {freePort} from '../support/free-port.ts'

const port = (hostPort: number, protocol: PublishedPort['protocol'] = 'TCP'): PublishedPort => ({
  address: '127.0.0.1',
  hostPort,
  nodePort: 30_080,
  protocol,
})
const places = (engine?: string) => ({engine, clusterOfProcess: () => undefined})
/** An engine whose `ps` prints this; without a text it fails. */
const engine =
  (stdout?: string, asked: string[] = []): Exec =>
  async ({program, args}) => {
    asked.push([program, ...args].join(' '))
    if (stdout === undefined) throw new Error('no answer')
    return {exitCode: 0, stdout, stderr: '', elapsedMs: 0}
  }

test('A socket that listens is found in the table of the kernel, and no other of that port', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 81 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000     0        0 82 1 0 20 4 30 10 -1
   2: 0100007F:D2F0 0100007F:1F90 06 00000000:00000000 03:00000000 00000000     0        0 0 3 0
   3: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 83 1 0 100 0 0 10 0
`
  expect(listeningInodes(table, 8080)).toEqual(['81'])
  expect(listeningInodes(table, 80)).toEqual(['83'])
  expect(listeningInodes('', 80)).toEqual([])
})

test('lsof names the process', () => {
  expect(readLsof('p4242\nf19\n')).toBe(4242)
  expect(readLsof('')).toBeUndefined()
})

test('A container that publishes the port is named before the process that does it for it', async () => {
  const asked: string[] = []
  expect(await portOwner(engine('web\n', asked), places('podman'), port(8080, 'UDP'))).toBe('the container web')
  expect(asked).toEqual(['podman ps --filter publish=8080/udp --format {{.Names}}'])
})

test.runIf(process.platform === 'linux')('The process that listens is named, with or without an engine', async () => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const socket = createSocket('udp6')
  await new Promise<void>(resolve => socket.bind(0, '::1', resolve))
  onTestFinished(() => {
    server.close()
    socket.close()
  })
  const {port: tcp} = server.address() as {port: number}
  const self = expect.stringMatching(new RegExp(String.raw`^.+ \(pid ${process.pid}\)$`))
  expect(await portOwner(engine(), places('docker'), port(tcp))).toEqual(self)
  expect(await portOwner(engine(), places(), port(tcp))).toEqual(self)
  expect(await portOwner(engine(''), places('docker'), port(socket.address().port, 'UDP'))).toEqual(self)
  expect(await portOwner(engine(), places(), port(await freePort()))).toBeUndefined()
})

test.runIf(process.platform === 'linux')(
  'A process is named by its command line, and a cluster’s by its name',
  async () => {
    const number = await freePort()
    const script = `require('net').createServer().listen(${number}, '127.0.0.1', () => process.stdout.write('ready'))`
    const child = spawn(process.execPath, ['-e', script, 'x'.repeat(80)])
    onTestFinished(() => void child.kill())
    await once(child.stdout, 'data')
    const {pid = 0} = child
    expect(await portOwner(engine(), places(), port(number))).toBe(`${`node -e ${script}`.slice(0, 59)}… (pid ${pid})`)
    const clusterOfProcess = (asked: number) => (asked === pid ? 'shop' : undefined)
    expect(await portOwner(engine(), {engine: undefined, clusterOfProcess}, port(number))).toBe(
      `the cluster shop (pid ${pid})`,
    )
  },
)
