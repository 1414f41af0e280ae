// What pods have beside their object: a node that the scheduler binds them to, eviction, logs, and connections.
import type {KubeObject} from '../../api/object.ts'
import {badRequest, conflict, notSimulated, StatusError} from '../../api/status.ts'
import {timestamp} from '../../clock.ts'
import type {Answer} from '../../server/answer.ts'
import {readFields} from '../../server/body.ts'
import type {
  KindHandlers,
  ResourceRequest,
  ResourceTarget,
  ServerContext,
  UpgradeHandler,
} from '../../server/context.ts'
import {proxyTo} from '../../server/handlers/proxy.ts'
import {dryRunOf, flag, wholeNumber} from '../../server/query.ts'
import type {PodLogOptions} from '../../server/streams.ts'
import {created, evict} from './eviction.ts'
import {podResource} from './resource.ts'

const podOf = ({path}: ResourceTarget, {registry}: ServerContext): KubeObject =>
  registry.get(podResource, path.namespace, path.name ?? '')

interface Condition {
  type: string
  status: string
  lastProbeTime?: null
  lastTransitionTime?: string
}

/** The pod with the condition that it has a node. */
export const boundTo = (pod: KubeObject, nodeName: string, now: Date): KubeObject => {
  const status = (pod['status'] ?? {}) as {conditions?: Condition[]}
  const others = (status.conditions ?? []).filter(({type}) => type !== 'PodScheduled')
  const scheduled = {type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: timestamp(now)}
  return {
    ...pod,
    spec: {...(pod['spec'] as object), nodeName},
    status: {...status, conditions: [...others, scheduled]},
  }
}

/** @throws ApiError Conflict where the pod has a node already */
const bind = async (request: ResourceRequest, context: ServerContext): Promise<Answer> => {
  const {path, query} = request
  const fields = await readFields(request.raw)
  const {name: node} = (fields['target'] ?? {}) as {name?: unknown}
  if (typeof node !== 'string' || node === '') throw badRequest('target.name: Required value')
  context.registry.update(
    podResource,
    path.namespace,
    path.name ?? '',
    current => {
      const {nodeName} = current['spec'] as {nodeName?: string}
      if (nodeName)
        throw conflict(
          {group: '', plural: 'pods/binding'},
          current.metadata.name,
          `pod ${current.metadata.name} is already assigned to node "${nodeName}"`,
        )
      return boundTo(current, node, context.clock.now())
    },
    {...dryRunOf(query.getAll('dryRun')), subresource: 'binding'},
  )
  return created()
}

const logOptionsOf = (query: URLSearchParams): PodLogOptions => {
  const container = query.get('container')
  const sinceTime = query.get('sinceTime')
  const numbers = {
    tailLines: wholeNumber(query, 'tailLines'),
    sinceSeconds: wholeNumber(query, 'sinceSeconds'),
    limitBytes: wholeNumber(query, 'limitBytes'),
  }
  return {
    ...(container && {container}),
    ...(sinceTime && {sinceTime}),
    follow: flag(query, 'follow'),
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)),
  }
}

/** @throws ApiError */
const log = async (request: ResourceRequest, context: ServerContext): Promise<undefined> => {
  await context.streams.logs(podOf(request, context), logOptionsOf(request.query), request.response)
}

/** What a kubelet would do inside of a container: there is none. @throws ApiError always */
const insideOfContainer = (request: ResourceTarget, context: ServerContext): never => {
  podOf(request, context)
  const verb = request.path.subresource === 'attach' ? 'attach to' : 'run commands in'
  throw notSimulated(`${verb} containers, as it runs none (logs and port-forward work)`)
}

/** Without an upgrade of the connection there is nothing to forward. @throws ApiError always */
const forwardWithoutUpgrade = (): never => {
  throw new StatusError(400, 'BadRequest', 'Upgrade request required')
}

const FORWARDING = ['spdy/3.1', 'websocket']

/** @throws ApiError */
const forward: UpgradeHandler = async (target, context, socket, head) => {
  const upgrade = target.raw.headers.upgrade ?? ''
  if (!FORWARDING.includes(upgrade.toLowerCase()))
    throw badRequest(`port forwarding over ${upgrade} is not served here; use SPDY/3.1 or WebSocket`)
  await context.streams.portForward(podOf(target, context), target.raw, socket, head)
}

export const podHandlers: KindHandlers = {
  subresources: {
    attach: {create: insideOfContainer, get: insideOfContainer},
    binding: {create: bind},
    eviction: {create: evict},
    exec: {create: insideOfContainer, get: insideOfContainer},
    log: {get: log},
    portforward: {create: forwardWithoutUpgrade, get: forwardWithoutUpgrade},
    proxy: proxyTo('pods'),
  },
  upgrades: {attach: insideOfContainer, exec: insideOfContainer, portforward: forward},
}
