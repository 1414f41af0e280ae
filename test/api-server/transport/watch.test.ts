import type {ServerResponse} from 'node:http'
import {expect, test} from 'vitest'
import {follow} from '../../../src/api-server/transport/watch.ts'
import type {KubeObject} from '../../../src/kubernetes/types.ts'
import {apiServer} from './api-server.ts'

const object = (name: string, resourceVersion: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
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
    if (next !== '502' && next !== '403') return response.end(next)
    response.statusCode = Number(next)
    return response.end('no way')
  })
  await follow<KubeObject>({
    proxy,
    path: '/api/v1/services',
    signal: controller.signal,
    onChange: objects => seen.push([...objects.keys()].join(' ')),
    onAway: why => away.push(why),
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
  expect(away).toEqual(['no way', undefined])
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
    path: '/api/v1/services',
    signal: new AbortController().signal,
    onChange: () => {},
    onAway: () => {},
  })
  await expect(following).rejects.toMatchObject({code: 'FORBIDDEN', message: 'services is forbidden'})
})
