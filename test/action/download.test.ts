import {createHash} from 'node:crypto'
import {readdirSync, readFileSync, statSync} from 'node:fs'
import {createServer, type RequestListener} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {describe, expect, onTestFinished, test} from 'vitest'
import {download, sumIn} from '../../src/action/download.ts'
import {temporaryFolder} from '../support/temporary.ts'

const CONTENT = Buffer.from('#!/bin/sh\necho kind v0.33.0\n')
const SUM = createHash('sha256').update(CONTENT).digest('hex')
const OTHER = '0'.repeat(64)

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const fetchFrom = async (listener: RequestListener) => {
  const base = await serve(listener)
  const folder = temporaryFolder()
  const file = join(folder, 'bin', 'kind')
  const signal = new AbortController().signal
  const outcome = await download({url: `${base}/kind`, sums: `${base}/sums`}, file, signal).then(
    () => undefined,
    (error: unknown) => error,
  )
  const bin = join(folder, 'bin')
  return {outcome, file, files: readdirSync(folder).includes('bin') ? readdirSync(bin) : []}
}

describe('A program that is brought', () => {
  test('is there, and executable, where its SHA-256 is the published one', async () => {
    const {outcome, file, files} = await fetchFrom(({url}, response) =>
      response.end(url === '/sums' ? `${SUM}  kind\n` : CONTENT),
    )
    expect(outcome).toBeUndefined()
    expect(files).toEqual(['kind'])
    expect(readFileSync(file)).toEqual(CONTENT)
    expect(statSync(file).mode & 0o777).toBe(0o755)
  })

  test.each([
    [
      'whose sum is another one',
      (({url}, response) => response.end(url === '/sums' ? `${OTHER}  kind\n` : CONTENT)) as RequestListener,
      'is not what its publisher names: its SHA-256 is another one',
      undefined,
    ],
    [
      'that no sum is published of',
      (({url}, response) => response.end(url === '/sums' ? `${SUM}  kubectl\n` : CONTENT)) as RequestListener,
      '/sums has no SHA-256 of kind',
      false,
    ],
    [
      'that the server does not have',
      ((_, response) => response.writeHead(404).end()) as RequestListener,
      '/sums answers 404',
      false,
    ],
    [
      'whose server is broken for now',
      ((_, response) => response.writeHead(503).end()) as RequestListener,
      '/sums answers 503',
      true,
    ],
    [
      'that is cut off',
      (({url}, response) => {
        if (url === '/sums') return void response.end(`${SUM}\n`)
        response.writeHead(200, {'content-length': 1000})
        response.write(CONTENT, () => response.destroy())
      }) as RequestListener,
      '/kind was cut off',
      true,
    ],
  ])('%s is refused, and nothing of it is kept', async (_, listener, words, mayPass) => {
    const {outcome, files} = await fetchFrom(listener)
    expect(outcome).toMatchObject({code: 'DOWNLOAD_FAILED', message: expect.stringContaining(words)})
    expect((outcome as {details: {facts?: {mayPass: boolean}}}).details.facts?.mayPass).toBe(mayPass)
    expect(files).toEqual([])
  })

  test('from a server that is not there may be tried again', async () => {
    const base = 'http://127.0.0.1:1'
    const file = join(temporaryFolder(), 'kind')
    await expect(
      download({url: `${base}/kind`, sums: `${base}/sums`}, file, new AbortController().signal),
    ).rejects.toMatchObject({code: 'DOWNLOAD_FAILED', details: {facts: {mayPass: true}}})
  })
})

test.each([
  [SUM, 'kubectl', SUM],
  [`${SUM}\n`, 'kubectl', SUM],
  [`${OTHER}  a.tar.gz\n${SUM} *b.tar.gz\n`, 'b.tar.gz', SUM],
  [`${SUM.toUpperCase()}  ./kind\n`, 'kind', SUM],
  [`${SUM}  kind-linux-arm64\n`, 'kind-linux-amd64', undefined],
  ['<html>', 'kind', undefined],
])('In %j the sum of %s is found', (text, name, expected) => {
  expect(sumIn(text, name)).toBe(expected)
})
