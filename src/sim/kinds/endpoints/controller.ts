import {type ControlPlane, change, find, remove} from '../../controllers/control-plane.ts'
import {draft, partsOf} from '../../controllers/draft.ts'
import type {Controller} from '../../controllers/loop.ts'
import {serviceResource} from '../service/resource.ts'
import {
  affectedServices,
  type Backend,
  backendsOf,
  batchOf,
  followsSelector,
  hostnameIn,
  referenceTo,
} from '../service/selected-pods.ts'
import type {Service} from '../service/types.ts'
import {endpointsResource} from './resource.ts'
import type {EndpointSubset, Endpoints} from './types.ts'

/** More addresses than this are left out, and said so. */
const MOST = 1000
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by'
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity'
const HEADLESS = 'service.kubernetes.io/headless'

/**
 * Endpoints hold the addresses behind a Service. The loop compares them with the pods that the service's selector finds:
 * those that are ready, and apart from them those that are not. (EndpointSlices are their successor; clients of both
 * kinds are alive.)
 */
export const endpointsController = (plane: ControlPlane): Controller => ({
  name: 'endpoint-controller',
  batch: batchOf(plane),
  affected: change => affectedServices(plane, change),
  reconcile: key => {
    const [namespace, name] = partsOf(key)
    const service = find<Service>(plane, serviceResource, namespace, name)
    const current = find<Endpoints>(plane, endpointsResource, namespace, name)
    if (!service) {
      if (current?.metadata.labels?.[MANAGED_BY]) remove(plane, endpointsResource, current)
      return undefined
    }
    if (!followsSelector(service)) return undefined
    const backends = backendsOf(plane, service).filter(({terminating}) => !terminating)
    const wanted = endpointsOf(service, backends)
    if (!current) plane.registry.create(endpointsResource, wanted, {fieldManager: 'kube-controller-manager'})
    else
      change<Endpoints>(plane, endpointsResource, current, ({subsets: _, metadata, ...rest}) => ({
        ...rest,
        metadata: {...metadata, labels: wanted.metadata.labels ?? {}, annotations: wanted.metadata.annotations ?? {}},
        ...(wanted.subsets && {subsets: wanted.subsets}),
      }))
    return undefined
  },
})

const endpointsOf = (service: Service, backends: readonly Backend[]): Endpoints => {
  const {metadata, spec} = service
  const subsets = subsetsOf(service, backends.slice(0, MOST))
  return draft({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace ?? '',
      labels: {
        ...metadata.labels,
        [MANAGED_BY]: 'endpoint-controller',
        ...(spec.clusterIP === 'None' && {[HEADLESS]: ''}),
      },
      annotations: backends.length > MOST ? {[OVER_CAPACITY]: 'truncated'} : {},
    },
    ...(subsets.length > 0 && {subsets}),
  }) as Endpoints
}

/** Pods for which the ports have the same numbers share a subset. */
const subsetsOf = (service: Service, backends: readonly Backend[]): EndpointSubset[] =>
  [...Map.groupBy(backends, ({ports}) => JSON.stringify(ports)).values()].map(group => {
    const addresses = (ready: boolean) =>
      group
        .filter(backend => backend.ready === ready)
        .map(({ip, pod}) => ({
          ip,
          ...hostnameIn(service, pod),
          ...(pod.spec.nodeName && {nodeName: pod.spec.nodeName}),
          targetRef: referenceTo(pod),
        }))
    const [ready, notReady] = [addresses(true), addresses(false)]
    return {
      ...(ready.length > 0 && {addresses: ready}),
      ...(notReady.length > 0 && {notReadyAddresses: notReady}),
      ports: group[0]?.ports ?? [],
    }
  })
