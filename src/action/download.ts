import {createHash} from 'node:crypto'
import {createWriteStream} from 'node:fs'
import {mkdir, rename, rm} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import type {ReadableStream} from 'node:stream/web'
import {KubiaError} from '../errors/kubia-error.ts'

const failed = (url: string, why: string, mayPass: boolean, cause?: unknown): KubiaError =>
  new KubiaError('DOWNLOAD_FAILED', `${url} ${why}`, {facts: {mayPass}, cause})

/** @throws KubiaError DOWNLOAD_FAILED */
const get = async (url: string, signal: AbortSignal): Promise<Response> => {
  const response = await fetch(url, {signal}).catch((error: Error) => {
    signal.throwIfAborted()
    const {cause} = error as {cause?: {message?: string}}
    throw failed(url, `cannot be reached: ${cause?.message ?? error.message}`, true, error)
  })
  // A server that is busy, or broken for now, may answer another time; what it does not have, it never gives.
  const mayPass = response.status >= 500 || response.status === 429
  if (!response.ok || !response.body) throw failed(url, `answers ${response.status}`, mayPass)
  return response
}

/**
 * The sum of a file in what its publisher wrote: a sum alone, or lines of sums and names as sha256sum(1) writes them.
 * @returns undefined where it is not there
 */
export const sumIn = (text: string, name: string): string | undefined => {
  const lines = text.split('\n').map(line => /^([0-9a-f]{64})(?:\s+\*?(\S+))?\s*$/i.exec(line))
  const found = lines.find(match => match && (match[2] === undefined || basename(match[2]) === name))
  return found?.[1]?.toLowerCase()
}

/**
 * Brings a file, if it is the one whose SHA-256 stands at another address. It has its name only once that is certain.
 * @param sums where the sum is @param file where it goes, executable
 * @throws KubiaError DOWNLOAD_FAILED, with nothing kept
 */
export const download = async (
  {url, sums}: {url: string; sums: string},
  file: string,
  signal: AbortSignal,
): Promise<void> => {
  const name = basename(new URL(url).pathname)
  const wanted = sumIn(await (await get(sums, signal)).text(), name)
  if (wanted === undefined) throw failed(sums, `has no SHA-256 of ${name}`, false)
  const folder = dirname(file)
  await mkdir(folder, {recursive: true})
  const part = join(folder, `.${basename(file)}.part`)
  try {
    const {body} = await get(url, signal)
    const hash = createHash('sha256')
    const hashed = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        yield chunk
      }
    }
    const whole = Readable.fromWeb(body as ReadableStream)
    await pipeline(whole, hashed, createWriteStream(part, {mode: 0o755}), {signal}).catch((error: Error) => {
      signal.throwIfAborted()
      throw failed(url, `was cut off: ${error.message}`, true, error)
    })
    const sum = hash.digest('hex')
    if (sum !== wanted)
      throw new KubiaError('DOWNLOAD_FAILED', `${url} is not what its publisher names: its SHA-256 is another one`, {
        evidence: [`published  ${wanted}`, `downloaded ${sum}`],
      })
    await rename(part, file)
  } finally {
    await rm(part, {force: true})
  }
}
