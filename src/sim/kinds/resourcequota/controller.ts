import type {ResourceType} from '../../api/resource.ts'
import {type ControlPlane, changeStatus, find} from '../../controllers/control-plane.ts'
import {partsOf, pathOf} from '../../controllers/draft.ts'
import type {Controller} from '../../controllers/loop.ts'
import {type Amounts, amountsOf, listOf, plus} from '../amounts.ts'
import {podResource} from '../pod/resource.ts'
import type {Pod} from '../pod/types.ts'
import {resourceQuotaResource} from './resource.ts'
import {isInScope} from './scopes.ts'
import type {ResourceQuota} from './types.ts'
import {changesCount, namesFor, usageOf} from './usage.ts'

/** A look counts all pods of a namespace: the more there are, the longer it waits for more news. */
const BATCH = 5
const PODS_PER_MILLISECOND = 50

/**
 * Keeps what quotas have used. Admission counts what comes; the loop counts again what is there after anything that may
 * have made it less, and after a change of a quota.
 */
export const resourceQuotaController = (plane: ControlPlane): Controller => {
  const {store, resources} = plane

  const objectsOf = (type: ResourceType, namespace: string) =>
    type === podResource ? plane.podsByNamespace.get(namespace) : store.list(type, namespace)

  const usedBy = (quota: ResourceQuota): Amounts => {
    const {namespace = ''} = quota.metadata
    const hard = quota.spec?.hard ?? {}
    let used: Amounts = amountsOf(Object.fromEntries(Object.keys(hard).map(name => [name, '0'])))
    for (const type of resources) {
      const names = type.namespaced ? namesFor(type, hard) : []
      if (names.length === 0) continue
      for (const object of objectsOf(type, namespace)) {
        if (!isInScope(quota, type === podResource ? (object as Pod) : undefined)) continue
        const usage = usageOf(type, object)
        used = plus(used, Object.fromEntries(names.flatMap(name => (usage[name] ? [[name, usage[name]]] : []))))
      }
    }
    return used
  }

  return {
    name: 'resourcequota-controller',
    batch: key => BATCH + plane.podsByNamespace.count(partsOf(key)[0]) / PODS_PER_MILLISECOND,
    *affected(change) {
      const {type, resource, object, previous} = change
      // What admission counts changes the status alone.
      if (resource === resourceQuotaResource && object['spec'] !== previous?.['spec']) yield pathOf(object)
      const {namespace} = object.metadata
      if (type === 'ADDED' || !namespace || store.count(resourceQuotaResource) === 0) return
      if (type === 'MODIFIED' && !changesCount(change)) return
      for (const quota of store.list(resourceQuotaResource, namespace) as ResourceQuota[])
        if (namesFor(resource, quota.spec?.hard ?? {}).length > 0) yield pathOf(quota)
    },
    reconcile: key => {
      const quota = find<ResourceQuota>(plane, resourceQuotaResource, ...partsOf(key))
      if (!quota) return undefined
      const status = {hard: quota.spec?.hard ?? {}, used: listOf(usedBy(quota))}
      changeStatus<ResourceQuota>(plane, resourceQuotaResource, quota, current => ({...current, status}))
      return undefined
    },
  }
}
