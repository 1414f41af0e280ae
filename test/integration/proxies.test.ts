import {once} from 'node:events'
import {writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {createSimMachine} from '../support/sim-machine.ts'

/** A proxy that writes down what it is asked for, and takes nobody on. */
const recordingProxy = async (): Promise<{url: string; asked: string[]}> => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(502).end('the proxy takes nobody on')
  })
  server.on('connect', ({url}, socket) => {
    asked.push(`CONNECT ${url}`)
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked}
}

const proxied = async () => {
  const {kubia, machine} = createSimMachine()
  const {url, asked} = await recordingProxy()
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'])
    machine.env[name] = url
  // Node's own clients then ask the proxy too.
  machine.env['NODE_USE_ENV_PROXY'] = '1'
  machine.env['KUBIA_PROVIDER'] = 'sim'
  for (const name of ['NO_PROXY', 'no_proxy']) machine.env[name] = ''
  return {kubia, machine, url, asked}
}

test('No proxy is asked for an app on this machine, whatever the environment says, and up warns of what curl does', {
  timeout: 180_000,
}, async () => {
  const {kubia, asked} = await proxied()
  const up = await kubia([
    'up',
    'ice',
    '--workers',
    '0',
    '--app',
    'web=museopkim/kubia',
    '--app-port',
    '8080',
    '--expose',
  ])
  expect(up.code, up.stderr).toBe(0)
  expect(up.stderr).toContain(
    '⚠ HTTPS_PROXY is set and NO_PROXY lacks localhost and 127.0.0.1 and 127.0.0.0/8: curl would ask the proxy for the apps of a local cluster  [PROXY_SETTINGS]\n' +
      '  Fix:\n    export NO_PROXY="${NO_PROXY:+$NO_PROXY,}localhost,127.0.0.1,127.0.0.0/8,.svc,.cluster.local"\n',
  )
  const hit = await kubia(['hit', 'web', '-n', '3'])
  expect(hit.code, hit.stderr).toBe(0)
  for (const words of [
    ['status', '--exit-code'],
    ['open', 'web', '--print'],
    ['logs', 'web'],
    ['down', 'ice'],
  ])
    expect((await kubia(words)).code).toBe(0)
  expect(asked).toEqual([])
})

test('A request for a server elsewhere that a proxy took says which proxy, and how to ask the server itself', {
  timeout: 180_000,
}, async () => {
  const {kubia, machine, url, asked} = await proxied()
  writeFileSync(
    machine.env['KUBECONFIG'] as string,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{name: 'far', cluster: {server: 'https://192.0.2.7:6443'}}],
      users: [{name: 'far'}],
      contexts: [{name: 'far', context: {cluster: 'far', user: 'far'}}],
      'current-context': 'far',
    }),
  )
  const fix = 'export NO_PROXY="${NO_PROXY:+$NO_PROXY,}192.0.2.7"'
  for (const words of [['status'], ['status', '-w'], ['tunnel', '--context', 'far']]) {
    asked.length = 0
    const {code, stderr} = await kubia(words)
    expect({words, code, stderr}).toEqual({
      words,
      code: 3,
      stderr: expect.stringContaining(`; it was asked through HTTPS_PROXY ${url}`),
    })
    expect(stderr).toContain(fix)
    expect(asked).toContain('CONNECT 192.0.2.7:6443')
  }
})
