import type {ServerResponse} from 'node:http'
import {expect, test} from 'vitest'
import {callApi} from '../../../src/api-server/transport/request.ts'
import {follow} from '../../../src/api-server/transport/watch.ts'
import {setEnv} from '../../support/temporary.ts'
import {apiServer} from './api-server.ts'

const never = new AbortController().signal
const KILOBYTE = 'x'.repeat(1024)

/** Writes for ever, as fast as it is read. @returns how much was written, in KB */
const flood = (response: ServerResponse): {written: number} => {
  const count = {written: 0}
  const more = (): void => {
    while (!response.destroyed && response.write(KILOBYTE)) count.written++
  }
  response.on('drain', more)
  more()
  return count
}

test('An answer without an end is cut off at the limit, and its connection is closed', async () => {
  let closed: Promise<void> | undefined
  const proxy = await apiServer((_, response) => {
    closed = new Promise(resolve => response.on('close', resolve))
    flood(response)
  })
  const asked = callApi(proxy, {path: '/api/v1/services', signal: never}, 1024 * 1024)
  await expect(asked).rejects.toMatchObject({
    code: 'OUTPUT_TOO_LARGE',
    exit: 3,
    message: 'the API server answers /api/v1/services with more than the 1 MB that kubia holds',
    details: {fix: ['kubectl get --raw /api/v1/services | head -c 1000     # what does it answer?']},
  })
  await closed
})

test('An answer up to the limit is whole', async () => {
  const proxy = await apiServer((_, response) => response.end('{"items":[1]}'))
  expect(await callApi(proxy, {path: '/', signal: never}, 13)).toEqual({items: [1]})
  await expect(callApi(proxy, {path: '/', signal: never}, 12)).rejects.toMatchObject({code: 'OUTPUT_TOO_LARGE'})
})

test('Of an error without an end only the beginning is read', async () => {
  const proxy = await apiServer((_, response) => {
    response.statusCode = 500
    flood(response)
  })
  const error = await callApi(proxy, {path: '/', signal: never}).then(
    () => undefined,
    thrown => thrown as Error,
  )
  expect(error?.message).toMatch(/^the API server answers \d{3} [A-Za-z ]+: xxxxx/)
  expect(error?.message.length).toBeLessThan(1024 * 1024)
})

test.each([
  [200, '<!DOCTYPE html><html></html>', 'it sends web pages'],
  [403, '<!DOCTYPE html><html></html>', 'it sends web pages'],
  [502, '\n<html>\n</html>', 'it sends web pages'],
  [200, 'noise', 'it does not send what one sends'],
  [200, '', 'it does not send what one sends'],
])('An answer %i with %j is that of no API server', async (status, body, why) => {
  const proxy = await apiServer((_, response) => response.writeHead(status).end(body))
  await expect(callApi(proxy, {path: '/', signal: never})).rejects.toMatchObject({
    code: 'NOT_KUBERNETES',
    message: `what answers there is not a Kubernetes API server: ${why}`,
  })
})

test('Of an error in words of its own the first line is quoted', async () => {
  const proxy = await apiServer((_, response) => response.writeHead(502).end('bad gateway\nmore'))
  await expect(callApi(proxy, {path: '/', signal: never})).rejects.toMatchObject({
    status: 502,
    message: 'the API server answers 502 Bad Gateway: bad gateway',
  })
})

test('A failing answer names the proxy that kubectl asks in the place of the server', async () => {
  setEnv({HTTPS_PROXY: 'http://me:secret@proxy.corp:3128', NO_PROXY: ''})
  const server = 'https://10.1.2.3:6443'
  const ask = async (status: number, body: string) => {
    const proxy = await apiServer((_, response) => response.writeHead(status).end(body))
    return callApi({...proxy, server}, {path: '/', signal: never})
  }
  const through = '; it was asked through HTTPS_PROXY http://proxy.corp:3128'
  await expect(ask(502, 'bad gateway')).rejects.toMatchObject({
    message: `the API server at ${server} answers 502 Bad Gateway: bad gateway${through}`,
  })
  await expect(ask(200, '<html></html>')).rejects.toMatchObject({
    code: 'NOT_KUBERNETES',
    message: `what answers at ${server} is not a Kubernetes API server: it sends web pages${through}`,
  })
  await expect(ask(404, 'not found')).rejects.toMatchObject({message: 'not found'})
})

test('A watch whose line has no end is an outage, and is begun again', async () => {
  const away: (string | undefined)[] = []
  const controller = new AbortController()
  let watches = 0
  const proxy = await apiServer((request, response) => {
    if (!request.url?.includes('watch=')) return response.end('{"metadata":{"resourceVersion":"1"},"items":[]}')
    watches++
    if (watches === 1) return flood(response)
    return controller.abort()
  })
  await follow({
    proxy,
    kind: 'ConfigMap',
    path: '/api/v1/services',
    signal: controller.signal,
    onChange: () => {},
    onAway: why => away.push(why),
  })
  expect({away, watches}).toEqual({away: ['a line of more than 16 MB'], watches: 2})
})
