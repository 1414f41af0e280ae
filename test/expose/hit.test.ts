import {createServer, type RequestListener} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterEach, expect, test} from 'vitest'
import {type HitResult, hitUrl} from '../../src/expose/hit.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close().closeAllConnections())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const resultsOf = async (url: string, requests = 1, parallel = 1): Promise<HitResult[]> => {
  const results: HitResult[] = []
  const onResult = (result: HitResult): void => void results.push(result)
  await hitUrl({url, requests, parallel, signal: new AbortController().signal, onResult})
  return results
}

test('Each request has a connection of its own', async () => {
  const ports = new Set<number | undefined>()
  const url = await serve((request, response) => {
    ports.add(request.socket.remotePort)
    response.end('hello\n')
  })
  const results = await resultsOf(url, 6, 3)
  expect(results).toHaveLength(6)
  expect(ports.size).toBe(6)
})

test('An answer is known by its status, its headers and the first line of its body that is not blank', async () => {
  const url = await serve((_, response) => response.writeHead(404, {server: 'web'}).end("\n You've hit web \nmore\n"))
  expect(await resultsOf(url)).toEqual([
    {answer: {status: 404, headers: expect.objectContaining({server: 'web'}), firstLine: "You've hit web"}},
  ])
})

test('Never more requests are under way than were asked for', async () => {
  let open = 0
  let most = 0
  const url = await serve((_, response) => {
    open += 1
    most = Math.max(most, open)
    setImmediate(() => {
      open -= 1
      response.end('x')
    })
  })
  await resultsOf(url, 20, 4)
  expect(most).toBeLessThanOrEqual(4)
})

test('What closes the connection, cuts its answer, is not HTTP, stays silent or is not there is lost, each with its reason', async () => {
  const closes = await serve((_, response) => void response.destroy())
  const cuts = await serve((_, response) => {
    response.writeHead(200, {'content-length': 100})
    response.write('half', () => response.destroy())
  })
  const garbage = await serve((_, response) => void response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n'))
  const silent = await serve(() => {})
  const gone = await serve(() => {})
  closing.pop()?.()
  const all = await Promise.all([closes, cuts, garbage, silent, gone].map(url => resultsOf(url)))
  expect(all.flat()).toEqual([
    {lost: 'ECONNRESET'},
    {lost: 'ECONNRESET'},
    {lost: 'an answer that is not HTTP'},
    {lost: 'no answer within 2s'},
    {lost: 'ECONNREFUSED'},
  ])
})

test('An interruption ends the requests with its reason', async () => {
  const interrupted = new AbortController()
  const url = await serve(() => interrupted.abort(new Error('Ctrl-C')))
  const options = {url, requests: 5, parallel: 2, signal: interrupted.signal, onResult: () => {}}
  await expect(hitUrl(options)).rejects.toThrow('Ctrl-C')
})
