import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeEach, expect, test} from 'vitest'
import {type DirectAccess, directAccess} from '../../../src/api-server/direct/credentials.ts'
import {loadKubeconfig} from '../../../src/process/kubeconfig/read.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const CA = {'certificate-authority-data': base64('the authority')}
const CERTIFICATE = {'client-certificate-data': base64('the certificate'), 'client-key-data': base64('the key')}
const SERVER = 'https://api.example.com:6443'

beforeEach(() => {
  setEnv({HTTPS_PROXY: undefined, https_proxy: undefined, NO_PROXY: undefined, no_proxy: undefined})
})

const accessWith = async (
  {cluster, user = CERTIFICATE, context = {}}: {cluster: object; user?: object; context?: object},
  folder = temporaryFolder(),
): Promise<DirectAccess | undefined> => {
  const file = join(folder, 'config')
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'c',
    contexts: [{name: 'c', context: {cluster: 'c', user: 'u', ...context}}],
    clusters: [{name: 'c', cluster: {server: SERVER, ...cluster}}],
    users: [{name: 'u', user}],
  }
  writeFileSync(file, JSON.stringify(config))
  return directAccess(await loadKubeconfig(file, process.env, 'kept'), undefined)
}

test('A client certificate and an authority of its own are enough', async () => {
  expect(await accessWith({cluster: CA, context: {namespace: 'shop'}})).toEqual({
    server: SERVER,
    compresses: true,
    namespace: 'shop',
    tls: {
      ca: Buffer.from('the authority'),
      cert: Buffer.from('the certificate'),
      key: Buffer.from('the key'),
      rejectUnauthorized: true,
    },
    authorization: undefined,
  })
})

test('Files are taken from the folder of the kubeconfig, and a token without the line end of its file', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'ca.crt'), 'the authority')
  writeFileSync(join(folder, 'token'), 'secret\n')
  const cluster = {'certificate-authority': 'ca.crt', 'tls-server-name': 'kubernetes'}
  expect(await accessWith({cluster, user: {tokenFile: 'token'}}, folder)).toEqual({
    server: SERVER,
    compresses: true,
    namespace: 'default',
    tls: {ca: Buffer.from('the authority'), servername: 'kubernetes', rejectUnauthorized: true},
    authorization: 'Bearer secret',
  })
})

test('Answers are compressed on their way from another machine alone, and where that is not switched off', async () => {
  const off = await accessWith({cluster: {...CA, 'disable-compression': true}})
  const here = await accessWith({cluster: {...CA, server: 'https://127.0.0.1:6443'}})
  expect([off?.compresses, here?.compresses]).toEqual([false, false])
})

test('Only insecure-skip-tls-verify leaves the server unchecked', async () => {
  const access = await accessWith({cluster: {'insecure-skip-tls-verify': true}, user: {token: 'secret'}})
  expect(access?.tls).toEqual({rejectUnauthorized: false})
  expect(access?.authorization).toBe('Bearer secret')
})

test.each([
  ['no authority of its own', {}, {}],
  ['both an authority and no check', {...CA, 'insecure-skip-tls-verify': true}, {}],
  ['an authority twice', {...CA, 'certificate-authority': '/dev/null'}, {}],
  ['no TLS', {...CA, server: 'http://api.example.com'}, {}],
  ['an address without a scheme', {...CA, server: 'api.example.com:6443'}, {}],
  ['a password in the address', {...CA, server: 'https://me:secret@api.example.com'}, {}],
  ['a proxy of its own', {...CA, 'proxy-url': 'http://proxy:3128'}, {}],
  ['a server name that is an address', {...CA, 'tls-server-name': '10.0.0.1'}, {}],
  ['a field of a cluster that is not known', {...CA, 'tls-min-version': '1.3'}, {}],
  ['nobody who asks', CA, {user: {}}],
  ['a certificate without its key', CA, {user: {'client-certificate-data': base64('x')}}],
  ['a program that logs in', CA, {user: {exec: {command: 'aws'}}}],
  ['an auth provider', CA, {user: {...CERTIFICATE, 'auth-provider': {name: 'oidc'}}}],
  ['impersonation', CA, {user: {...CERTIFICATE, as: 'jane'}}],
  ['a password', CA, {user: {username: 'me', password: 'secret'}}],
  ['a token twice', CA, {user: {token: 'a', tokenFile: '/dev/null'}}],
  ['a token with a line break', CA, {user: {token: 'a\nb'}}],
  ['a field of a user that is not known', CA, {user: {token: 'a', 'token-command': 'x'}}],
  ['a user who is not there', CA, {context: {user: 'nobody'}}],
])('With %s only kubectl reaches the server', async (_, cluster, rest) => {
  expect(await accessWith({cluster, ...rest})).toBeUndefined()
})

test.each([
  ['http://proxy:3128', '', SERVER, false],
  ['http://proxy:3128', '.example.com', SERVER, true],
  ['http://proxy:3128', '', 'https://127.0.0.1:6443', true],
  ['http://proxy:3128', '', 'https://localhost:6443', true],
])('With HTTPS_PROXY=%s and NO_PROXY=%j, %s is reached directly: %j', async (proxy, without, server, isDirect) => {
  setEnv({HTTPS_PROXY: proxy, NO_PROXY: without})
  expect((await accessWith({cluster: {...CA, server}})) !== undefined).toBe(isDirect)
})
