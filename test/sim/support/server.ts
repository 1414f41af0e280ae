import {once} from 'node:events'
import type {IncomingMessage} from 'node:http'
import {Agent, type RequestOptions, request} from 'node:https'
import type {AddressInfo} from 'node:net'
import {createInterface} from 'node:readline'
import {notSimulated} from '../../../src/sim/api/status.ts'
import {rbacAuthorizer} from '../../../src/sim/kinds/clusterrole/authorizer.ts'
import {kindsIn} from '../../../src/sim/kinds/index.ts'
import {updateManagedFields} from '../../../src/sim/patch/index.ts'
import {newClusterPki} from '../../../src/sim/pki/cluster-pki.ts'
import {OpenApiDocuments} from '../../../src/sim/schema/index.ts'
import type {ServerContext} from '../../../src/sim/server/context.ts'
import {createApiServer} from '../../../src/sim/server/server.ts'
import {Store} from '../../../src/sim/store/store.ts'
import {testRegistry} from './registry.ts'

/** Made once: keys take time, and no test changes them. */
const pki = newClusterPki(new Date())

const refuse = (what: string) => () => {
  throw notSimulated(what)
}

export interface Reply {
  code: number
  headers: IncomingMessage['headers']
  text: string
  /** The body, where it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what a test says
  json: any
}

export interface Ask {
  method?: string
  path: string
  body?: Buffer | object | string
  headers?: Record<string, string>
  /** Without a client certificate. */
  anonymous?: boolean
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * An API server over a registry with a clock that stands still, and a client of it.
 * @param depth how many changes the store remembers
 */
export const testServer = async (parts: Partial<ServerContext> = {}, depth?: number) => {
  const objects = new Store(depth)
  const kinds = kindsIn(objects)
  const {store, clock, registry} = testRegistry({
    strategyOf: kinds.strategyOf,
    defaults: kinds.defaults,
    validate: kinds.validate,
    bookKeeping: updateManagedFields,
    store: objects,
  })
  const context: ServerContext = {
    store,
    clock,
    commit: () => {},
    registry,
    authorizer: rbacAuthorizer(store),
    kubernetesVersion: '1.36.0',
    kinds,
    openApi: new OpenApiDocuments(kinds),
    streams: {logs: refuse('logs'), portForward: refuse('forward ports'), proxy: refuse('proxy')},
    ...parts,
  }
  const server = createApiServer(pki, context)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo

  const agent = new Agent({keepAlive: true})

  const optionsOf = ({method = 'GET', path, headers = {}, anonymous}: Ask): RequestOptions => ({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers,
    agent,
    ca: pki.authority.certificate,
    ...(!anonymous && {cert: pki.client.certificate, key: pki.client.key}),
  })

  const send = async (asked: Ask): Promise<IncomingMessage> => {
    const {body} = asked
    const content =
      body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
    const type =
      content !== undefined && typeof body === 'object' && !Buffer.isBuffer(body) ? 'application/json' : undefined
    // Node adds it by itself to some methods only.
    const length = content !== undefined && {'content-length': String(Buffer.byteLength(content))}
    const chunked = asked.headers?.['transfer-encoding'] !== undefined
    const headers = {...(type && {'content-type': type}), ...(!chunked && length), ...asked.headers}
    const options = optionsOf({...asked, headers})
    const outgoing = request(options)
    outgoing.end(content)
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
    return response
  }

  const ask = async (asked: Ask): Promise<Reply> => {
    const response = await send(asked)
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    return {code: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text)}
  }

  /** Follows a watch. @returns what reads its next event, and what ends it */
  const follow = async (path: string, headers: Record<string, string> = {}) => {
    const response = await send({path, headers})
    const lines = createInterface({input: response})[Symbol.asyncIterator]()
    return {
      // biome-ignore lint/suspicious/noExplicitAny: what is in it is what a test says
      next: async (): Promise<any> => {
        const {value, done} = await lines.next()
        return done ? undefined : JSON.parse(value)
      },
      close: () => response.destroy(),
    }
  }

  const stop = async (): Promise<void> => {
    agent.destroy()
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return {store, clock, registry, kinds, port, pki, ask, follow, stop}
}

export type TestServer = Awaited<ReturnType<typeof testServer>>
