import {openAsBlob} from 'node:fs'
import {Readable} from 'node:stream'
import type {ReadableStream} from 'node:stream/web'

/**
 * The cache of a repository, as a job of GitHub reaches it. Source: the service CacheService of
 * packages/cache/src/generated/results/api/v1/cache.ts in github.com/actions/toolkit, which is spoken to by JSON.
 */
export interface CacheService {
  /** What is kept under exactly this key; undefined where nothing is. @throws Error where the service fails */
  find(key: string): Promise<Readable | undefined>
  /** Keeps a file under a key. @returns false where another job has it. @throws Error where the service fails */
  keep(key: string, file: string): Promise<boolean>
}

/** What entries are made by: those of another form are not found. SHA-256 of `kubia node image, docker save, zstd`. */
const VERSION = '8b40e7a245c306317b3642737946fb4a70fcda503af7a3e9bee667599a944cc1'

/** How long one request of the service may take, in ms. */
const LIMIT_MS = 30_000

const must = (response: Response, what: string): Response => {
  if (!response.ok) throw new Error(`${what} answers ${response.status}`)
  return response
}

/** The service that the runner names; undefined outside of a job. @param signal ends what is under way */
export const cacheService = (
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): CacheService | undefined => {
  const {ACTIONS_RESULTS_URL: base, ACTIONS_RUNTIME_TOKEN: token} = env
  if (!base || !token) return undefined
  const ask = async (method: string, body: object): Promise<Record<string, unknown>> => {
    const url = new URL(`twirp/github.actions.results.api.v1.CacheService/${method}`, base)
    const response = await fetch(url, {
      method: 'POST',
      headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
      body: JSON.stringify({...body, version: VERSION}),
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    })
    // Twirp's `already_exists`, and the word for a cache that may not be written to.
    if (response.status === 409) return {ok: false}
    return (await must(response, `${method} of the cache`).json()) as Record<string, unknown>
  }
  return {
    async find(key) {
      const {ok, signed_download_url: url} = await ask('GetCacheEntryDownloadURL', {key, restore_keys: []})
      if (ok !== true || typeof url !== 'string') return undefined
      const {body} = must(await fetch(url, {signal}), 'the store of the cache')
      return body ? Readable.fromWeb(body as ReadableStream) : undefined
    },
    async keep(key, file) {
      const {ok, signed_upload_url: url} = await ask('CreateCacheEntry', {key})
      if (ok !== true || typeof url !== 'string') return false
      const blob = await openAsBlob(file)
      const headers = {'x-ms-blob-type': 'BlockBlob', 'content-type': 'application/octet-stream'}
      must(await fetch(url, {method: 'PUT', headers, body: blob, signal}), 'the store of the cache')
      const finished = await ask('FinalizeCacheEntryUpload', {key, size_bytes: String(blob.size)})
      return finished['ok'] === true
    },
  }
}
