import type {ServerResponse} from 'node:http'
import {expect, onTestFinished, test, vi} from 'vitest'
import {callApi} from '../../../src/api-server/transport/request.ts'
import {follow} from '../../../src/api-server/transport/watch.ts'
import type {KubeObject} from '../../../src/kubernetes/types.ts'
import {apiServer} from './api-server.ts'

const object = (name: string, resourceVersion: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name, namespace: 'shop', resourceVersion},
})
const line = (type: string, item: unknown): string => `${JSON.stringify({type, object: item})}\n`

/** Follows a server until it has asked for more than it has answers. @returns the names after each change, and what was asked */
const followed = async (lists: KubeObject[][], watches: string[]) => {
  const asked: string[] = []
  const seen: string[] = []
  const away: (string | undefined)[] = []
  const controller = new AbortController()
  const proxy = await apiServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://x')
    const isWatch = url.searchParams.has('watch')
    asked.push(isWatch ? `watch ${url.searchParams.get('resourceVersion')}` : 'list')
    if (!isWatch) return response.end(JSON.stringify({metadata: {resourceVersion: '10'}, items: lists.shift() ?? []}))
    const next = watches.shift()
    if (next === undefined) return controller.abort()
    if (next.startsWith('{') || next === '') return response.end(next)
    if (next === 'cut') return response.destroy()
    response.statusCode = Number(next) || 500
    return response.end(Number(next) ? 'no way' : next)
  })
  await follow<KubeObject>({
    proxy,
    kind: 'ConfigMap',
    path: '/api/v1/services',
    signal: controller.signal,
    onChange: objects => seen.push([...objects.keys()].join(' ')),
    onAway: why => away.push(why),
    retryMs: 1,
  })
  return {asked, seen, away}
}

test('what is there is listed, and what changes is followed from there', async () => {
  const events =
    line('ADDED', object('b', '11')) + line('DELETED', object('a', '12')) + line('BOOKMARK', object('', '20'))
  expect(await followed([[object('a', '9')]], [events])).toEqual({
    asked: ['list', 'watch 10', 'watch 20'],
    seen: ['shop/a', 'shop/a shop/b', 'shop/b'],
    away: [],
  })
})

test('a server that has forgotten where the watch was is listed again', async () => {
  const gone = line('ERROR', {code: 410, message: 'too old resource version'})
  const {asked, seen} = await followed([[object('a', '9')], [object('c', '9')]], [gone])
  expect(asked).toEqual(['list', 'watch 10', 'list', 'watch 10'])
  expect(seen).toEqual(['shop/a', 'shop/c'])
})

test('a watch that fails is over, whatever becomes of its connection', async () => {
  const asked: string[] = []
  const controller = new AbortController()
  let failed: ServerResponse | undefined
  const proxy = await apiServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://x')
    const isWatch = url.searchParams.has('watch')
    asked.push(isWatch ? 'watch' : 'list')
    if (!isWatch) return response.end(JSON.stringify({metadata: {resourceVersion: '10'}, items: []}))
    if (failed) {
      failed.socket?.destroy()
      return setTimeout(() => controller.abort(), 100)
    }
    failed = response
    return response.write(line('ERROR', {code: 410, message: 'too old resource version'}))
  })
  const following = follow<KubeObject>({
    proxy,
    kind: 'ConfigMap',
    path: '/api/v1/services',
    signal: controller.signal,
    onChange: () => {},
    onAway: () => {},
  })
  await following
  expect(asked).toEqual(['list', 'watch', 'list', 'watch'])
})

test('an outage is told once, and so is its end', async () => {
  const {asked, away} = await followed([[]], ['502', '502', line('BOOKMARK', object('', '20'))])
  expect(asked).toEqual(['list', 'watch 10', 'watch 10', 'watch 10', 'watch 20'])
  expect(away).toEqual(['the API server answers 502 Bad Gateway: no way', undefined])
})

test('a server that fails is not one that does not answer: its status is told', async () => {
  const {away} = await followed([[]], ['503', line('BOOKMARK', object('', '20'))])
  expect(away).toEqual(['the API server answers 503 Service Unavailable: no way', undefined])
})

test('an answer that is cut is told as that', async () => {
  const {away} = await followed([[]], ['cut', line('BOOKMARK', object('', '20'))])
  expect(away).toEqual(['the API server closes the connection before its answer is whole', undefined])
})

test('a kubectl proxy that got no answer is told as a server that does not answer', async () => {
  const {away} = await followed(
    [[]],
    ['dial tcp 127.0.0.1:1: connect: connection refused', line('BOOKMARK', object('', '20'))],
  )
  expect(away).toEqual([
    'the API server does not answer (dial tcp 127.0.0.1:1: connect: connection refused)',
    undefined,
  ])
})

test.each([
  ['ends every watch at once', ''],
  ['has forgotten at once what it has just listed', line('ERROR', {code: 410, message: 'too old resource version'})],
])('a server that %s is asked again only after a pause', async (_, answer) => {
  const controller = new AbortController()
  let watches = 0
  const proxy = await apiServer((request, response) => {
    if (!request.url?.includes('watch=')) return response.end('{"metadata":{"resourceVersion":"1"},"items":[]}')
    watches += 1
    return response.end(answer)
  })
  const following = follow<KubeObject>({
    proxy,
    kind: 'ConfigMap',
    path: '/api/v1/services',
    signal: controller.signal,
    onChange: () => {},
    onAway: () => {},
    retryMs: 60_000,
  })
  await vi.waitUntil(() => watches > 0)
  // Were there no pause, some more watches would begin meanwhile.
  for (let asked = 0; asked < 20; asked += 1) await callApi(proxy, {path: '/', signal: controller.signal})
  expect(watches).toBe(1)
  controller.abort()
  await following
})

test('a refusal after it could be listed once is an outage: a server that begins refuses for a moment', async () => {
  const {asked, away} = await followed([[]], ['403', line('BOOKMARK', object('', '20'))])
  expect(asked).toEqual(['list', 'watch 10', 'watch 10', 'watch 20'])
  expect(away).toEqual(['no way', undefined])
})

test('what may not be listed ends it', async () => {
  const proxy = await apiServer((_, response) => {
    response.statusCode = 403
    response.end(JSON.stringify({message: 'services is forbidden'}))
  })
  const following = follow<KubeObject>({
    proxy,
    kind: 'ConfigMap',
    path: '/api/v1/services',
    signal: new AbortController().signal,
    onChange: () => {},
    onAway: () => {},
  })
  await expect(following).rejects.toMatchObject({code: 'FORBIDDEN', message: 'services is forbidden'})
})

const NO_API_SERVER = 'what answers there is not a Kubernetes API server'

test.each([
  ['a web page', '<!DOCTYPE html>\n<html></html>', `${NO_API_SERVER}: it sends web pages`, 'NOT_KUBERNETES'],
  ['nothing', '', `${NO_API_SERVER}: it does not send what one sends`, 'NOT_KUBERNETES'],
  ['null', 'null', `${NO_API_SERVER}: it does not send what one sends`, 'NOT_KUBERNETES'],
  ['items that are no list', '{"items":"x"}', 'GET /api/v1/services? answered with something that cannot be read'],
  [
    'an item that is null',
    '{"items":[null]}',
    'the API server answered with a Service that cannot be read: metadata is no object',
  ],
  [
    'an item of wrong types',
    '{"items":[{"metadata":{"name":"a"},"spec":{"ports":{}}}]}',
    'the API server answered with Service a that cannot be read: spec.ports is no list',
  ],
])('a list that is %s ends it, told with what was wrong', async (_, body, message, code = 'ANSWER_UNREADABLE') => {
  const proxy = await apiServer((_request, response) => response.end(body))
  const {signal} = new AbortController()
  const options = {proxy, kind: 'Service', path: '/api/v1/services', signal, onChange: () => {}, onAway: () => {}}
  await expect(follow(options)).rejects.toMatchObject({code, message})
})

test('an event of wrong types is an outage, and the watch begins again', async () => {
  const {away, asked} = await followed(
    [[object('a', '9')]],
    [line('ADDED', {metadata: 5}), line('ADDED', null), '<p>\n'],
  )
  expect(asked).toEqual(['list', 'watch 10', 'watch 10', 'watch 10', 'watch 10'])
  expect(away[0]).toBe('the API server answered with a ConfigMap that cannot be read: apiVersion is no text')
})

test('a server that does not answer is told before it does, and that it answers again', async () => {
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']})
  onTestFinished(() => void vi.useRealTimers())
  const controller = new AbortController()
  const told: string[] = []
  const held = Promise.withResolvers<ServerResponse>()
  const proxy = await apiServer((request, response) => {
    if (request.url?.includes('watch=')) return controller.abort()
    told.push('asked')
    return held.resolve(response)
  })
  const following = follow<KubeObject>({
    proxy,
    kind: 'ConfigMap',
    path: '/api/v1/services',
    signal: controller.signal,
    onChange: () => told.push('listed'),
    onAway: why => told.push(why ?? 'back'),
  })
  const response = await held.promise
  vi.advanceTimersByTime(3000)
  response.end('{"metadata":{"resourceVersion":"1"},"items":[]}')
  await following
  expect(told).toEqual(['asked', 'the API server does not answer (no answer for 3s)', 'back', 'listed'])
})
