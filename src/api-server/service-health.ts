import {isA, workloadOf} from '../kubernetes/kinds/index.ts'
import {pod} from '../kubernetes/kinds/pod.ts'
import {explainNoEndpoints, selects, selectsPods, service} from '../kubernetes/kinds/service.ts'
import {isOwned} from '../kubernetes/kinds/workloads.ts'
import {objectName} from '../kubernetes/object-name.ts'
import type {KubeObject, Pod, Service} from '../kubernetes/types.ts'
import {isOrAre} from '../text/counted.ts'
import {spoken} from './objects.ts'

/** A service that leads nowhere. */
export interface ServiceTrouble {
  /** `service/kubia` */
  service: string
  namespace: string
  /** `no endpoints: no pod has app=kubia` */
  says: string
}

/** The apps that would run a service's pods, and are scaled to 0: by what becomes of their pods, not by their name. */
export const idleAppsOf = (one: Service, objects: readonly KubeObject[]): KubeObject[] =>
  objects.filter(object => {
    const workload = workloadOf(object)
    if (!selectsPods(one) || object.metadata.namespace !== one.metadata.namespace || isOwned(object)) return false
    return workload?.scale?.replicas(object) === 0 && selects(one, workload.podTemplate(object)?.metadata?.labels)
  })

/** `deployment kubia is scaled to 0`; undefined for no app. */
export const describeIdle = (apps: readonly KubeObject[]): string | undefined =>
  apps.length === 0 ? undefined : `${apps.map(spoken).join(' and ')} ${isOrAre(apps.length)} scaled to 0`

/** Labels by which pods are found again: of each pod many, of a service's selector one is enough. */
const labelKey = (namespace: string | undefined, [key, value]: readonly [string, string]): string =>
  `${namespace} ${key}=${value}`

/** Which of the listed services lead nowhere. @param nodes those that are down: no pod answers there */
export const troublesOfServices = (
  items: readonly KubeObject[],
  nodes: readonly {node: string; says: string}[] = [],
): ServiceTrouble[] => {
  const selected = items.filter(isA(service)).flatMap(({metadata, spec}) => {
    const [label] = Object.entries(spec.selector ?? {})
    return label ? labelKey(metadata.namespace, label) : []
  })
  const byLabel = new Map(selected.map(key => [key, [] as Pod[]]))
  if (byLabel.size > 0)
    for (const one of items.filter(isA(pod)))
      for (const label of Object.entries(one.metadata.labels ?? {}))
        byLabel.get(labelKey(one.metadata.namespace, label))?.push(one)
  const idle = items.filter(object => workloadOf(object)?.scale?.replicas(object) === 0)
  return items.filter(isA(service)).flatMap(one => {
    const [label] = Object.entries(one.spec.selector ?? {})
    const pods = label ? (byLabel.get(labelKey(one.metadata.namespace, label)) ?? []) : []
    const says = explainNoEndpoints(one, pods, nodes, describeIdle(idleAppsOf(one, idle)))
    return says === undefined ? [] : [{service: objectName(one), namespace: one.metadata.namespace ?? '', says}]
  })
}
