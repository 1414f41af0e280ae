import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import {createServer as createTlsServer} from 'node:https'
import type {AddressInfo} from 'node:net'
import {OBJECTS, type RawObject} from './objects.ts'

/** What a server does with a request; `next` is the answer of a server that works. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/** A server that takes the place of a Kubernetes API server, on a port of 127.0.0.1. */
export interface FakeApi {
  url: string
  port: number
  /** `GET /api/v1/pods?limit=500`, in the order in which they came. */
  requests: string[]
  close: () => Promise<void>
}

interface Resource {
  name: string
  kind: string
  namespaced: boolean
  short?: string[]
}

const GROUPS: Readonly<Record<string, readonly Resource[]>> = {
  v1: [
    {name: 'nodes', kind: 'Node', namespaced: false, short: ['no']},
    {name: 'namespaces', kind: 'Namespace', namespaced: false, short: ['ns']},
    {name: 'pods', kind: 'Pod', namespaced: true, short: ['po']},
    {name: 'services', kind: 'Service', namespaced: true, short: ['svc']},
    {name: 'events', kind: 'Event', namespaced: true, short: ['ev']},
    {name: 'endpoints', kind: 'Endpoints', namespaced: true},
    {name: 'replicationcontrollers', kind: 'ReplicationController', namespaced: true, short: ['rc']},
  ],
  'apps/v1': [
    {name: 'deployments', kind: 'Deployment', namespaced: true, short: ['deploy']},
    {name: 'replicasets', kind: 'ReplicaSet', namespaced: true, short: ['rs']},
    {name: 'statefulsets', kind: 'StatefulSet', namespaced: true, short: ['sts']},
    {name: 'daemonsets', kind: 'DaemonSet', namespaced: true, short: ['ds']},
  ],
  'batch/v1': [
    {name: 'jobs', kind: 'Job', namespaced: true},
    {name: 'cronjobs', kind: 'CronJob', namespaced: true, short: ['cj']},
  ],
  'discovery.k8s.io/v1': [{name: 'endpointslices', kind: 'EndpointSlice', namespaced: true}],
}

const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']

const discovery = (path: string): object | undefined => {
  if (path === '/api') return {kind: 'APIVersions', versions: ['v1']}
  if (path === '/apis') {
    const groups = Object.keys(GROUPS)
      .filter(name => name.includes('/'))
      .map(groupVersion => {
        const [name, version] = groupVersion.split('/')
        return {name, versions: [{groupVersion, version}], preferredVersion: {groupVersion, version}}
      })
    return {kind: 'APIGroupList', apiVersion: 'v1', groups}
  }
  const groupVersion = path.replace(/^\/apis?\//, '')
  const resources = GROUPS[groupVersion]?.map(({name, kind, namespaced, short}) => ({
    name,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs: VERBS,
    shortNames: short,
  }))
  return resources && {kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources}
}

/** The parts of a path below a group: `/api/v1/namespaces/default/pods/web`. */
const PATH = /^\/(?:api|apis\/[^/]+)\/v1(?:\/namespaces\/[^/]+(?=\/))?\/([a-z]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/

export const sendJson = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, {'content-type': 'application/json'})
  response.end(JSON.stringify(body))
}

/** The error that an API server answers with. */
export const statusObject = (code: number, reason: string, message: string): object => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message,
  reason,
  code,
})

/** Answers as an API server does that has these objects and changes none. */
const answerWell = (objects: readonly RawObject[], request: IncomingMessage, response: ServerResponse): void => {
  const {pathname, searchParams} = new URL(request.url ?? '/', 'http://api')
  if (pathname === '/version') return sendJson(response, {major: '1', minor: '36', gitVersion: 'v1.36.4'})
  const found = discovery(pathname)
  if (found) return sendJson(response, found)
  const [, resource, name, part] = PATH.exec(pathname) ?? []
  const kind = Object.values(GROUPS)
    .flat()
    .find(known => known.name === resource)?.kind
  if (kind === undefined) return sendJson(response, statusObject(404, 'NotFound', 'not found'), 404)
  if (part === 'log') return void response.end('a line\n')
  const listed = objects.filter(object => object.kind === kind)
  if (name === undefined) {
    const selected = searchParams.get('labelSelector')
    const all = selected === 'app=none' ? [] : listed
    const from = Number(searchParams.get('continue') ?? 0)
    const end = from + (Number(searchParams.get('limit') ?? 0) || all.length)
    const metadata = end < all.length ? {continue: String(end), remainingItemCount: all.length - end} : {}
    const apiVersion = listed[0]?.['apiVersion'] ?? 'v1'
    return sendJson(response, {kind: `${kind}List`, apiVersion, metadata, items: all.slice(from, end)})
  }
  if (kind === 'Namespace') return sendJson(response, {kind, apiVersion: 'v1', metadata: {name}})
  const object = listed.find(({metadata}) => metadata['name'] === name)
  if (object) return sendJson(response, object)
  sendJson(response, statusObject(404, 'NotFound', `${resource} "${name}" not found`), 404)
}

/** Starts one. @param tls key and certificate in PEM; without them it speaks HTTP */
export const startFakeApi = async (
  behaviour: Behaviour,
  {objects = OBJECTS, tls}: {objects?: readonly RawObject[]; tls?: {key: string; cert: string}} = {},
): Promise<FakeApi> => {
  const requests: string[] = []
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    requests.push(`${request.method} ${request.url}`)
    request.resume()
    response.on('error', () => {})
    behaviour(request, response, () => answerWell(objects, request, response))
  }
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
