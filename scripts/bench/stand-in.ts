// A stand-in for the API server of a large cluster: it pages lists that it makes from one object of each kind, recorded
// from a kind cluster with Kubernetes 1.20.2 (recorded.json), also as the tables that kubectl asks for. It keeps no list
// in memory, so that what is measured beside it is the client. `node stand-in.ts NODES PODS FOLDER [PODS_OF_APP]` writes a
// kubeconfig into FOLDER, prints a line once it serves, and goes on until it is ended. A log has one line; one that is
// followed has no end.
import {writeFileSync} from 'node:fs'
import {createServer} from 'node:https'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {KINDS} from '../../src/kubernetes/kinds/index.ts'
import type {Kind} from '../../src/kubernetes/kinds/kind.ts'
import type {KubeObject} from '../../src/kubernetes/types.ts'
import {newClusterPki} from '../../src/sim/pki/cluster-pki.ts'
import recorded from './recorded.json' with {type: 'json'}

const [NODES, PODS] = [Number(process.argv[2]), Number(process.argv[3])]
const FOLDER = process.argv[4] ?? '.'
const PODS_OF_APP = Number(process.argv[5] ?? 100)
const APPS = Math.ceil(PODS / PODS_OF_APP)
const COUNTS: Readonly<Record<string, number>> = {Node: NODES, Pod: PODS, Deployment: APPS, ReplicaSet: APPS}
const VERSION = {major: '1', minor: '20', gitVersion: 'v1.20.2'}
/** As its columns are read for. */
const SERVER = {major: 1, minor: 20}

const digits = (value: number, count = 4): string => String(value).padStart(count, '0')

/** What stands in the recorded text for what differs from object to object. */
const fieldsOf = ({kind}: Kind, index: number): Record<string, string> => {
  const app = kind === 'Pod' ? Math.floor(index / PODS_OF_APP) : index
  return {
    APP: digits(app),
    NUMBER: digits(index % PODS_OF_APP, 5),
    UID: digits(index, 12),
    NODE: digits(kind === 'Node' ? index : index % Math.max(NODES, 1)),
    IP: `${(index >> 8) & 255}.${index & 255}`,
  }
}

type Texts = (index: number) => string

/** A text with `$NAME` where objects differ, cut once, so that an object costs no more than its copy. */
const cut = (kind: Kind, text: string): Texts => {
  const parts = text.split(/\$([A-Z]+)/)
  return index => {
    const fields = fieldsOf(kind, index)
    return parts.map((part, at) => (at % 2 === 0 ? part : (fields[part] ?? ''))).join('')
  }
}

interface Served {
  kind: Kind
  count: number
  object: Texts
  row: Texts
  columns: object[]
}

const serve = (kind: Kind): Served => {
  const item = (recorded as Readonly<Record<string, object>>)[kind.kind]
  const object = {apiVersion: kind.apiVersion, kind: kind.kind, ...item} as KubeObject
  const {metadata} = object
  const context = {now: Date.now(), serverVersion: SERVER}
  const cells = item ? [metadata.name, ...kind.columns.map(({value}) => value(object, context))] : []
  const columns = [{name: 'Name'}, ...kind.columns].map(column => ({
    name: column.name,
    type: 'string',
    format: column.name === 'Name' ? 'name' : '',
    description: '',
    priority: 'wide' in column && column.wide ? 1 : 0,
  }))
  const partial = {kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata}
  return {
    kind,
    count: COUNTS[kind.kind] ?? 0,
    object: cut(kind, JSON.stringify(item ?? {})),
    row: cut(kind, JSON.stringify({cells, object: partial})),
    columns,
  }
}

const SERVED = new Map(KINDS.map(kind => [`${kind.apiVersion}/${kind.names[1]}`, serve(kind)]))
const NOT_NAMESPACED = ['Node', 'Namespace']

const resources = (apiVersion: string): object => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: apiVersion,
  resources: KINDS.filter(kind => kind.apiVersion === apiVersion).map(
    ({kind, names: [singularName, name, ...shortNames]}) => ({
      name,
      singularName,
      shortNames,
      kind,
      namespaced: !NOT_NAMESPACED.includes(kind),
      verbs: ['get', 'list', 'watch'],
    }),
  ),
})

const discovery = (path: string): object | undefined => {
  if (path === '/version') return VERSION
  if (path === '/api') return {kind: 'APIVersions', versions: ['v1']}
  const versions = [...new Set(KINDS.map(({apiVersion}) => apiVersion))]
  const groups = versions
    .filter(version => version.includes('/'))
    .map(groupVersion => {
      const [name, version] = groupVersion.split('/')
      const only = {groupVersion, version}
      return {name, versions: [only], preferredVersion: only}
    })
  if (path === '/apis') return {kind: 'APIGroupList', apiVersion: 'v1', groups}
  const version = versions.find(one => path === `/${one.includes('/') ? 'apis' : 'api'}/${one}`)
  return version === undefined ? undefined : resources(version)
}

/** A page of a list. The place to go on from is its `continue`. */
const page = ({kind, count, object, row, columns}: Served, query: URLSearchParams, isTable: boolean): string => {
  const app = /^app=app-(\d+)$/.exec(query.get('labelSelector') ?? '')?.[1]
  const size = kind.kind === 'Pod' ? PODS_OF_APP : 1
  const first = Number(query.get('continue') ?? (app === undefined ? 0 : Number(app) * size))
  const last = app === undefined ? count : Math.min(count, (Number(app) + 1) * size)
  const end = Math.min(last, first + Number(query.get('limit') ?? last))
  const more = end < last ? {continue: String(end), remainingItemCount: last - end} : {}
  const texts = Array.from({length: Math.max(0, end - first)}, (_, at) => (isTable ? row : object)(first + at))
  const list = isTable
    ? {
        kind: 'Table',
        apiVersion: 'meta.k8s.io/v1',
        metadata: {resourceVersion: '1', ...more},
        columnDefinitions: columns,
      }
    : {kind: `${kind.kind}List`, apiVersion: kind.apiVersion, metadata: {resourceVersion: '1', ...more}}
  return `${JSON.stringify(list).slice(0, -1)},"${isTable ? 'rows' : 'items'}":[${texts.join(',')}]}`
}

const status = (code: number, path: string): string =>
  JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason: 'NotFound',
    code,
    message: `${path} not found`,
  })

const one = ({kind, count, object}: Served, name: string): string | undefined => {
  const index = Number(/^app-(\d+)$/.exec(name)?.[1] ?? Number.NaN)
  if (!(index < count)) return undefined
  return JSON.stringify({apiVersion: kind.apiVersion, kind: kind.kind, ...JSON.parse(object(index))})
}

const pki = newClusterPki(new Date())
const server = createServer(
  {key: pki.server.key, cert: pki.server.certificate + pki.authority.certificate},
  ({url = '/', headers}, response) => {
    const {pathname, searchParams} = new URL(url, 'https://127.0.0.1')
    const found = discovery(pathname)
    const [, apiVersion = '', plural = '', name] =
      /^\/apis?\/((?:[\w.]+\/)?v[^/]+)\/(?:namespaces\/[^/]+\/)?([a-z]+)(?:\/([^/]+))?$/.exec(pathname) ?? []
    const served = SERVED.get(`${apiVersion}/${plural}`)
    if (/\/pods\/[^/]+\/log$/.test(pathname)) {
      response.write(`the log of ${pathname}\n`)
      return void (searchParams.has('follow') || response.end())
    }
    response.setHeader('content-type', 'application/json')
    if (found) return void response.end(JSON.stringify(found))
    if (!served) return void response.writeHead(404).end(status(404, pathname))
    // Nothing changes here: a watch is silent.
    if (searchParams.has('watch')) return response.flushHeaders()
    if (name === undefined)
      return void response.end(page(served, searchParams, headers.accept?.includes('as=Table') ?? false))
    const text = one(served, name)
    response.writeHead(text === undefined ? 404 : 200).end(text ?? status(404, pathname))
  },
)
server.listen(0, '127.0.0.1', () => {
  const {port} = server.address() as AddressInfo
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'large',
    clusters: [
      {
        name: 'large',
        cluster: {
          server: `https://127.0.0.1:${port}`,
          'certificate-authority-data': base64(pki.authority.certificate),
        },
      },
    ],
    users: [
      {
        name: 'large',
        user: {
          'client-certificate-data': base64(pki.client.certificate),
          'client-key-data': base64(pki.client.key),
        },
      },
    ],
    contexts: [{name: 'large', context: {cluster: 'large', user: 'large'}}],
  }
  writeFileSync(join(FOLDER, 'config'), JSON.stringify(kubeconfig), {mode: 0o600})
  process.stdout.write(`serves ${NODES} nodes and ${PODS} pods\n`)
})
