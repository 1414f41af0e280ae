import {readFileSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {describe, expect, onTestFinished, test} from 'vitest'
import {cacheService} from '../../src/action/cache-service.ts'
import {imagesOf, nodeImage, putIntoCache, takeFromCache, withImage} from '../../src/action/node-image.ts'
import {createExec} from '../../src/process/exec.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

const signal = new AbortController().signal
const exec = createExec({signal: () => signal})
const DIGEST = 'a'.repeat(64)
const image = nodeImage(`kindest/node:v1.36.4@sha256:${DIGEST}`)!
const SERVICE = '/twirp/github.actions.results.api.v1.CacheService/'

/** The service as a job reaches it: entries that are finished can be found. */
const startService = async (status = 200) => {
  const entries = new Map<string, Buffer>()
  const asked: string[] = []
  let pending: {key: string; content?: Buffer} | undefined
  const server = createServer(async (request, response) => {
    const {url = '', method, headers} = request
    const body = await buffer(request)
    asked.push(`${method} ${url.replace(SERVICE, '')} ${headers.authorization ?? headers['x-ms-blob-type'] ?? ''}`)
    if (url.startsWith('/blob/')) {
      if (method === 'PUT') pending = {key: pending?.key ?? '', content: body}
      return void response.end(entries.get(url.slice('/blob/'.length)))
    }
    const {key, size_bytes: size} = JSON.parse(body.toString()) as {key: string; size_bytes?: string}
    const base = `http://${headers.host}/blob/`
    const answer = (value: object): void => void response.writeHead(status).end(JSON.stringify(value))
    if (url.endsWith('GetCacheEntryDownloadURL'))
      return answer(entries.has(key) ? {ok: true, signed_download_url: base + key, matched_key: key} : {ok: false})
    if (url.endsWith('CreateCacheEntry')) {
      if (entries.has(key)) return void response.writeHead(409).end('{"code":"already_exists"}')
      pending = {key}
      return answer({ok: true, signed_upload_url: base + key})
    }
    if (pending?.content && String(pending.content.length) === size) entries.set(pending.key, pending.content)
    answer({ok: entries.has(key), entry_id: '1'})
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const cache = cacheService({ACTIONS_RESULTS_URL: base, ACTIONS_RUNTIME_TOKEN: 'secret'}, signal)!
  return {cache, asked, entries}
}

/** A docker that has the images of a file, one a line, and saves and loads them as text. */
const startEngine = (...images: string[]): string => {
  const folder = temporaryFolder()
  const list = join(folder, 'images')
  writeFileSync(list, images.map(name => `${name}\n`).join(''))
  writeFileSync(
    join(folder, 'docker'),
    `#!/bin/sh
case "$1 $2" in
'image inspect') grep -qxF "$3" '${list}' ;;
'tag '*) echo "$3" >> '${list}' ;;
'save '*) grep -xF "$2" '${list}' ;;
'load ') cat >> '${list}' ;;
*) exit 99 ;;
esac
`,
    {mode: 0o755},
  )
  setEnv({PATH: `${folder}:/usr/bin:/bin`, KIND_EXPERIMENTAL_PROVIDER: 'docker'})
  return list
}

describe('The node image', () => {
  test('is kept by its digest, and comes back on a machine that lacks it', async () => {
    const {cache, asked} = await startService()
    startEngine(image.image)
    expect(await putIntoCache(exec, cache, image, temporaryFolder())).toBe(true)
    expect(asked).toEqual([
      'POST CreateCacheEntry Bearer secret',
      `PUT /blob/${image.key} BlockBlob`,
      'POST FinalizeCacheEntryUpload Bearer secret',
    ])
    const list = startEngine()
    expect(await takeFromCache(exec, cache, image)).toBe('hit')
    expect(readFileSync(list, 'utf8')).toBe('kindest/node:v1.36.4\n')
  })

  test('is not asked for where the engine has it, and pulled where nobody has it', async () => {
    const {cache, asked} = await startService()
    startEngine(image.image)
    expect(await takeFromCache(exec, cache, image)).toBe('here')
    expect(asked).toEqual([])
    startEngine()
    expect(await takeFromCache(exec, cache, image)).toBe('miss')
  })

  test('that another job keeps meanwhile is left to it', async () => {
    const {cache, entries} = await startService()
    entries.set(image.key, Buffer.from('x'))
    startEngine(image.image)
    expect(await putIntoCache(exec, cache, image, temporaryFolder())).toBe(false)
  })

  test('that comes back as another one, or as none, is refused', async () => {
    const {cache, entries} = await startService()
    startEngine('other:1')
    const other = {...image, image: 'other:1', tag: 'other:1'}
    expect(await putIntoCache(exec, cache, other, temporaryFolder())).toBe(true)
    startEngine()
    await expect(takeFromCache(exec, cache, image)).rejects.toThrow('is not kindest/node:v1.36.4')
    entries.set(image.key, Buffer.from('no archive'))
    await expect(takeFromCache(exec, cache, image)).rejects.toThrow()
  })

  test('of a service that fails is told', async () => {
    const {cache} = await startService(500)
    startEngine()
    await expect(takeFromCache(exec, cache, image)).rejects.toThrow('GetCacheEntryDownloadURL of the cache answers 500')
  })
})

test('Outside of a job there is no cache', () => {
  expect(cacheService({}, signal)).toBeUndefined()
})

test.each(['kindest/node:v1.36.4', `kindest/node@sha256:${DIGEST}`, 'kindest/node', 'localhost:5000/node'])(
  '%s is not certain by a tag and a digest',
  name => {
    expect(nodeImage(name)).toBeUndefined()
  },
)

test('An image from an archive takes the place of what named it', () => {
  expect(withImage(['shop', '--kubernetes-version=1.36', '--image=a', '--workers=1'], image)).toEqual([
    'shop',
    '--workers=1',
    '--image=kindest/node:v1.36.4',
  ])
})

test('The images of a configuration are those of its nodes, and else the one that this kind takes', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'kind'), '#!/bin/sh\necho "kind v0.33.0 go1.27.2 linux/amd64"\n', {mode: 0o755})
  setEnv({PATH: `${folder}:/usr/bin:/bin`})
  expect(await imagesOf(exec, 'kind', {nodes: [{image: 'a:1'}, {image: 'a:1'}]})).toEqual(['a:1'])
  expect(await imagesOf(exec, 'kind', {nodes: [{}, {role: 'worker'}]})).toEqual([
    'kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5',
  ])
  expect(await imagesOf(exec, 'sim', {})).toEqual([])
})
