import {writeFileSync} from 'node:fs'
import type {IncomingMessage, ServerResponse} from 'node:http'
import {createServer} from 'node:https'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'
import {newClusterPki} from '../../../src/sim/pki/cluster-pki.ts'
import {temporaryFolder} from '../../support/temporary.ts'

const PKI = newClusterPki(new Date())

interface Given {
  status?: number
  headers?: Readonly<Record<string, string>>
  /** Text and bytes as they are, all else as JSON; undefined: the connection ends without an answer. */
  body: unknown
  /** True: the connection ends, with the answer under way. */
  isCut?: boolean
  /** True: the answer goes on with what `emit` sends, as a watch does. */
  isOpen?: boolean
}

interface DirectApi {
  /** A kubeconfig whose current context leads to the server. */
  kubeconfig: string
  /** The paths that were asked for, with their queries. */
  asked: string[]
  /** What was sent, by methods other than GET: `PATCH application/apply-patch+yaml {…}`. */
  sent: string[]
  /** How many connections were made. */
  connections: () => number
  /** Sends more of the answers that are open. */
  emit: (text: string) => void
}

/**
 * An API server with TLS that asks for a client certificate, as a test wants it, and a kubeconfig for it.
 * @param answer gives the status and the body; undefined: nothing is ever sent
 * @param authority the PEM of the authority that the kubeconfig trusts
 */
export const directApi = async (
  answer: (path: string) => Given | undefined,
  authority = PKI.authority.certificate,
): Promise<DirectApi> => {
  const asked: string[] = []
  const sent: string[] = []
  const open = new Set<ServerResponse>()
  let connections = 0
  const {authority: ca, server: own} = PKI
  const tls = {cert: own.certificate, key: own.key, ca: ca.certificate, requestCert: true}
  const server = createServer(tls, (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? ''
    asked.push(path)
    if (request.method !== 'GET')
      request.on('data', text => sent.push([request.method, request.headers['content-type'], text].join(' ')))
    const given = answer(path)
    if (!given) return
    if (given.body === undefined) return void request.socket.destroy()
    response.writeHead(given.status ?? 200, {'content-type': 'application/json', ...given.headers})
    if (given.isCut) return void response.write(given.body as string, () => response.destroy())
    if (given.isOpen) {
      open.add(response)
      return response.flushHeaders()
    }
    const isText = typeof given.body === 'string' || given.body instanceof Uint8Array
    response.end(isText ? given.body : JSON.stringify(given.body))
  })
  server.on('secureConnection', () => connections++)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  const kubeconfig = join(temporaryFolder(), 'config')
  const cluster = {
    server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    'certificate-authority-data': base64(authority),
  }
  const user = {
    'client-certificate-data': base64(PKI.client.certificate),
    'client-key-data': base64(PKI.client.key),
  }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'c',
    contexts: [{name: 'c', context: {cluster: 'c', user: 'c'}}],
    clusters: [{name: 'c', cluster}],
    users: [{name: 'c', user}],
  }
  writeFileSync(kubeconfig, JSON.stringify(config))
  const emit = (text: string): void => {
    for (const response of open) response.write(text)
  }
  return {kubeconfig, asked, sent, connections: () => connections, emit}
}
