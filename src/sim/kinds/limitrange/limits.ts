// The admission plugin LimitRanger: plugin/pkg/admission/limitranger.
import {compareQuantities, formatQuantity, parseQuantity, type Quantity} from '../../../kubernetes/quantity.ts'
import type {ResourceList} from '../../../kubernetes/types.ts'
import type {Guard} from '../../api/hooks.ts'
import type {KubeObject} from '../../api/object.ts'
import {forbidden} from '../../api/status.ts'
import type {Store} from '../../store/store.ts'
import {type Amounts, amountsOf, podAmounts} from '../amounts.ts'
import {claimResource} from '../persistentvolumeclaim/resource.ts'
import type {Claim} from '../persistentvolumeclaim/types.ts'
import {podResource} from '../pod/resource.ts'
import type {Container, Pod} from '../pod/types.ts'
import {limitRangeResource} from './resource.ts'
import type {LimitRange, LimitRangeItem} from './types.ts'

const ANNOTATION = 'kubernetes.io/limit-ranger'

const rangesIn = (store: Store, namespace = ''): LimitRange[] =>
  store.count(limitRangeResource) === 0 ? [] : (store.list(limitRangeResource, namespace) as LimitRange[])

const itemsOf = ({spec}: LimitRange, type: string): LimitRangeItem[] =>
  (spec?.limits ?? []).filter(item => item.type === type)

/** A container with what it does not say itself, and in words what that was. */
const filled = (container: Container, item: LimitRangeItem, what: string): [container: Container, said: string[]] => {
  const resources = container.resources ?? {}
  const said: string[] = []
  const withDefaults = (of: 'limits' | 'requests', word: string, defaults: ResourceList = {}): ResourceList => {
    const own = resources[of] ?? {}
    const missing = Object.keys(defaults).filter(name => own[name] === undefined)
    if (missing.length > 0) said.push(`${missing.toSorted().join(', ')} ${word} for ${what} ${container.name}`)
    return {...defaults, ...own}
  }
  const requests = withDefaults('requests', 'request', item.defaultRequest)
  const limits = withDefaults('limits', 'limit', item.default)
  const some = (name: string, list: ResourceList) => (Object.keys(list).length > 0 ? {[name]: list} : {})
  const complete = {...resources, ...some('limits', limits), ...some('requests', requests)}
  return said.length === 0 ? [container, said] : [{...container, resources: complete}, said]
}

/** The requests and limits that a namespace has for containers that say none, with an annotation that tells so. */
export const withLimits = (object: KubeObject, store: Store): KubeObject => {
  let pod = object as Pod
  const {namespace} = pod.metadata
  for (const item of rangesIn(store, namespace).flatMap(range => itemsOf(range, 'Container'))) {
    const said: string[] = []
    const all = (containers: readonly Container[], what: string): Container[] =>
      containers.map(one => {
        const [container, words] = filled(one, item, what)
        said.push(...words)
        return container
      })
    const {containers = [], initContainers} = pod.spec ?? {}
    const spec = {
      ...pod.spec,
      containers: all(containers, 'container'),
      ...(initContainers && {initContainers: all(initContainers, 'init container')}),
    }
    if (said.length === 0) continue
    const annotations = {...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${said.join('; ')}`}
    pod = {...pod, spec, metadata: {...pod.metadata, annotations}}
  }
  return pod
}

/** What is asked for, and at most used. */
interface Asked {
  requests: Amounts
  limits: Amounts
}

type Rule = (name: string, type: string, bound: Quantity, asked: Asked) => string | undefined

const least: Rule = (name, type, bound, {requests, limits}) => {
  const [request, limit] = [requests[name], limits[name]]
  const rule = `minimum ${name} usage per ${type} is ${formatQuantity(bound)}`
  if (!request) return `${rule}.  No request is specified`
  if (compareQuantities(request, bound) < 0) return `${rule}, but request is ${formatQuantity(request)}`
  return limit && compareQuantities(limit, bound) < 0 ? `${rule}, but limit is ${formatQuantity(limit)}` : undefined
}

const most: Rule = (name, type, bound, {requests, limits}) => {
  const [request, limit] = [requests[name], limits[name]]
  const rule = `maximum ${name} usage per ${type} is ${formatQuantity(bound)}`
  if (!limit) return `${rule}.  No limit is specified`
  if (compareQuantities(limit, bound) > 0) return `${rule}, but limit is ${formatQuantity(limit)}`
  return request && compareQuantities(request, bound) > 0
    ? `${rule}, but request is ${formatQuantity(request)}`
    : undefined
}

/** Claims have requests alone. */
const mostRequested: Rule = (name, type, bound, {requests}) => {
  const request = requests[name]
  const rule = `maximum ${name} usage per ${type} is ${formatQuantity(bound)}`
  if (!request) return `${rule}.  No request is specified`
  return compareQuantities(request, bound) > 0 ? `${rule}, but request is ${formatQuantity(request)}` : undefined
}

const ratio: Rule = (name, type, bound, {requests, limits}) => {
  const [request, limit] = [requests[name], limits[name]]
  const rule = `${name} max limit to request ratio per ${type} is ${formatQuantity(bound)}`
  if (!request || request.nanos === 0n) return `${rule}, but no request is specified or request is 0`
  if (!limit || limit.nanos === 0n) return `${rule}, but no limit is specified or limit is 0`
  const provided = Number(limit.nanos) / Number(request.nanos)
  return provided > Number(bound.nanos) / 1e9 ? `${rule}, but provided ratio is ${provided.toFixed(6)}` : undefined
}

const follow = (rule: Rule, type: string, bounds: ResourceList = {}, asked: Asked): string[] =>
  Object.keys(bounds)
    .toSorted()
    .flatMap(name => rule(name, type, parseQuantity(bounds[name] ?? ''), asked) ?? [])

const broken = ({type, min, max, maxLimitRequestRatio}: LimitRangeItem, asked: Asked): string[] => [
  ...follow(least, type, min, asked),
  ...follow(most, type, max, asked),
  ...follow(ratio, type, maxLimitRequestRatio, asked),
]

const brokenByPod = (pod: Pod, range: LimitRange): string[] => {
  const {containers = [], initContainers = []} = pod.spec ?? {}
  return (range.spec?.limits ?? []).flatMap(item => {
    if (item.type === 'Pod')
      return broken(item, {requests: podAmounts(pod.spec, 'requests'), limits: podAmounts(pod.spec, 'limits')})
    if (item.type !== 'Container') return []
    return [...containers, ...initContainers].flatMap(({resources}) =>
      broken(item, {requests: amountsOf(resources?.requests), limits: amountsOf(resources?.limits)}),
    )
  })
}

const brokenByClaim = ({spec}: Claim, range: LimitRange): string[] => {
  const asked = {requests: amountsOf(spec?.resources?.requests), limits: {}}
  return itemsOf(range, 'PersistentVolumeClaim').flatMap(({type, min, max}) => [
    ...follow(least, type, min, asked),
    ...follow(mostRequested, type, max, asked),
  ])
}

/** Go's aggregate of errors: each once, in brackets where there are several. */
const together = (messages: readonly string[]): string => {
  const once = [...new Set(messages)]
  return once.length === 1 ? (once[0] ?? '') : `[${once.join(', ')}]`
}

/** Refuses new pods, and claims, beyond what their namespace allows. @throws ApiError Forbidden */
export const limitRangeGuard: Guard = ({type, object, name, previous}, {store}) => {
  if (type !== claimResource && (type !== podResource || previous)) return []
  for (const range of rangesIn(store, object.metadata.namespace)) {
    const said = type === podResource ? brokenByPod(object as Pod, range) : brokenByClaim(object as Claim, range)
    if (said.length > 0) throw forbidden(type, name, together(said))
  }
  return []
}
