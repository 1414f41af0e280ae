import {createServer, type RequestListener} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {probeUrls} from '../../src/expose/probe-urls.ts'

const serving = async (answer: RequestListener): Promise<number> => {
  const server = createServer(answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const {signal} = new AbortController()

test('The better URL is waited for while it resets a connection, and while it holds one', async () => {
  let asked = 0
  const published = await serving((request, response) => {
    asked += 1
    if (asked === 1) request.socket.destroy()
    else if (asked > 2) response.end('published')
  })
  const node = await serving((_, response) => response.end('node'))
  const urls = [
    {url: `http://localhost:${published}`, why: 'published on this machine'},
    {url: `http://127.0.0.1:${node}`, why: 'the node port on a node’s own address'},
  ]
  expect(await probeUrls(urls, signal)).toEqual({
    found: {...urls[0], text: '200 "published"'},
    tried: [`http://localhost:${published}: ECONNRESET`],
    refused: true,
  })
})

test('Of URLs that are equally good, the first one that answers is taken', async () => {
  const node = await serving((_, response) => response.end('node'))
  const why = 'the node port on a node’s own address'
  const urls = [
    {url: 'http://127.0.0.1:1', why},
    {url: `http://127.0.0.1:${node}`, why},
  ]
  expect(await probeUrls(urls, signal)).toEqual({
    found: {...urls[1], text: '200 "node"'},
    tried: ['http://127.0.0.1:1: ECONNREFUSED'],
    refused: true,
  })
})
