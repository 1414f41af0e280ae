// The admission plugin ResourceQuota: k8s.io/apiserver, pkg/admission/plugin/resourcequota, CheckRequest.
import {compareQuantities, ZERO} from '../../../kubernetes/quantity.ts'
import type {Guard, GuardedWrite} from '../../api/hooks.ts'
import {forbidden} from '../../api/status.ts'
import {type Amounts, amountsOf, growth, listOf, plus} from '../amounts.ts'
import {podResource} from '../pod/resource.ts'
import type {Pod} from '../pod/types.ts'
import {resourceQuotaResource} from './resource.ts'
import {isInScope} from './scopes.ts'
import type {ResourceQuota} from './types.ts'
import {mayGrow, namesFor, unsaid, usageOf} from './usage.ts'

const shown = (amounts: Amounts, names: readonly string[]): string => {
  const list = listOf(amounts)
  return names.map(name => `${name}=${list[name] ?? '0'}`).join(',')
}

/** The quota with what is counted now. @throws ApiError Forbidden */
const charged = (quota: ResourceQuota, {type, name}: GuardedWrite, more: Amounts): ResourceQuota | undefined => {
  const hard = amountsOf(quota.status?.hard)
  const used = amountsOf(quota.status?.used)
  const asked = Object.fromEntries(Object.entries(more).filter(([resource]) => hard[resource]))
  const names = Object.keys(asked).toSorted()
  if (names.length === 0) return undefined
  const sum = plus(used, asked)
  const exceeded = names.filter(resource => compareQuantities(sum[resource] ?? ZERO, hard[resource] ?? ZERO) > 0)
  if (exceeded.length === 0) return {...quota, status: {...quota.status, used: listOf(sum)}}
  const amounts = `requested: ${shown(asked, exceeded)}, used: ${shown(used, exceeded)}, limited: ${shown(hard, exceeded)}`
  throw forbidden(type, name, `exceeded quota: ${quota.metadata.name}, ${amounts}`)
}

/** Counts what is made, and refuses what is beyond a quota of its namespace. @throws ApiError Forbidden */
export const resourceQuotaGuard: Guard = (write, {store}) => {
  const {type, object, name, previous} = write
  const {namespace} = object.metadata
  if (!namespace || store.count(resourceQuotaResource) === 0) return []
  if (previous && !mayGrow(type)) return []
  const pod = type === podResource ? (object as Pod) : undefined
  const quotas = (store.list(resourceQuotaResource, namespace) as ResourceQuota[]).filter(quota => {
    const names = namesFor(type, quota.status?.hard ?? quota.spec?.hard ?? {})
    if (names.length === 0 || !isInScope(quota, pod)) return false
    const missing = pod ? unsaid(pod, names) : ''
    if (missing !== '') throw forbidden(type, name, `failed quota: ${quota.metadata.name}: must specify ${missing}`)
    if (quota.status?.used) return true
    const unknown = names.toSorted().join(',')
    throw forbidden(type, name, `status unknown for quota: ${quota.metadata.name}, resources: ${unknown}`)
  })
  if (quotas.length === 0) return []
  const usage = usageOf(type, object)
  const negative = Object.keys(usage)
    .filter(resource => (usage[resource] ?? ZERO).nanos < 0n)
    .toSorted()
  if (negative.length > 0) throw forbidden(type, name, `quota usage is negative for resource(s): ${negative.join(',')}`)
  const more = growth(usage, previous ? usageOf(type, previous) : {})
  return quotas.flatMap(quota => {
    const counted = charged(quota, write, more)
    return counted ? [{type: resourceQuotaResource, object: counted}] : []
  })
}
