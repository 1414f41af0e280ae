import {createServer, type Server} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {candidateAddresses, hasManyAddresses, listen, substitutes} from '../../../src/expose/tunnel/listen.ts'

const occupy = async (host: string, port = 0): Promise<number> => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen({host, port}, resolve))
  onTestFinished(() => void server.close())
  return (server.address() as {port: number}).port
}

const closeAll = (found: Awaited<ReturnType<typeof listen>>): void => {
  if ('listeners' in found) for (const {server} of found.listeners) (server as Server).close()
}

test('an address is the same at every start, and another one for another service', () => {
  expect(candidateAddresses('server default/web')).toEqual(candidateAddresses('server default/web'))
  expect(candidateAddresses('server default/web')[0]).not.toBe(candidateAddresses('server default/api')[0])
  for (const address of candidateAddresses('x')) expect(address).toMatch(/^127\.77\.\d+\.[1-9]\d*$/)
})

test('what people expect stands for ports that only the system may have', () => {
  expect([80, 443, 22, 5000].map(port => substitutes(port)[0])).toEqual([8080, 8443, 1046, 5001])
})

test.runIf(await hasManyAddresses())('a port that is taken on one address is free on the next', async () => {
  const port = await occupy('127.77.250.1')
  const found = await listen(['127.77.250.1', '127.77.250.2'], [port], () => {})
  expect(found).toMatchObject({address: '127.77.250.2', listeners: [{port, actual: port}]})
  closeAll(found)
})

test('where there is no other address, the next free port of the only one is taken', async () => {
  const port = await occupy('127.0.0.1')
  const found = await listen(['127.0.0.1'], [port], () => {})
  expect(found).toMatchObject({address: '127.0.0.1', listeners: [{port, why: 'EADDRINUSE'}]})
  if ('listeners' in found) expect(found.listeners[0]?.actual).toBeGreaterThan(port)
  closeAll(found)
})

test('an address that this machine does not have is told', async () => {
  expect(await listen(['192.0.2.1'], [8080], () => {})).toEqual({code: 'EADDRNOTAVAIL'})
})
