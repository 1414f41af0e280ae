import {type ControlPlane, change, find, remove} from '../../controllers/control-plane.ts'
import {controlledBy, draft, partsOf} from '../../controllers/draft.ts'
import {IndexOf} from '../../controllers/index-of.ts'
import type {Controller} from '../../controllers/loop.ts'
import type {Store} from '../../store/store.ts'
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
import {endpointSliceResource} from './resource.ts'
import {type Endpoint, type EndpointSlice, SERVICE_NAME} from './types.ts'

/** Small pieces, so that a change of one pod sends little to those who watch. */
const PER_SLICE = 100
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by'
const CONTROLLER = 'endpointslice-controller.k8s.io'
const HEADLESS = 'service.kubernetes.io/headless'

/** The slices of each service, by its path. */
export const slicesByService = (store: Store): IndexOf<EndpointSlice> =>
  new IndexOf<EndpointSlice>(store, endpointSliceResource, ({metadata}) => {
    const service = metadata.labels?.[SERVICE_NAME]
    return service === undefined ? [] : [`${metadata.namespace}/${service}`]
  })

/**
 * EndpointSlices hold the addresses behind a Service, at most a hundred in each. The loop compares them with the pods
 * that the service's selector finds; pods that end stay in until they are gone, marked as terminating.
 */
export const endpointSliceController = (plane: ControlPlane): Controller => ({
  name: 'endpointslice-controller',
  batch: batchOf(plane),
  affected: change => affectedServices(plane, change),
  reconcile: key => {
    const service = find<Service>(plane, serviceResource, ...partsOf(key))
    // The slices of a service that is gone are the garbage collector's.
    if (!service || !followsSelector(service) || service.metadata.deletionTimestamp) return undefined
    const mine = plane.slicesByService.get(key).filter(({metadata}) => metadata.labels?.[MANAGED_BY] === CONTROLLER)
    const groups = Map.groupBy(backendsOf(plane, service), ({ports}) => JSON.stringify(ports))
    // A service that finds nobody keeps one slice without endpoints.
    if (groups.size === 0) groups.set('[]', [])
    const left = new Set(mine)
    for (const [ports, backends] of groups) {
      const own = mine.filter(slice => JSON.stringify(slice.ports ?? []) === ports)
      for (const slice of own) left.delete(slice)
      fill(plane, service, own, backends)
    }
    for (const slice of left) remove(plane, endpointSliceResource, slice)
    return undefined
  },
})

/** Endpoints stay in the slice where they are; new ones go where there is room; what is empty then goes. */
const fill = (
  plane: ControlPlane,
  service: Service,
  slices: readonly EndpointSlice[],
  backends: readonly Backend[],
) => {
  const wanted = new Map(backends.map(backend => [backend.ip, endpointOf(service, backend)]))
  const parts = slices.map(slice => ({
    slice: slice as EndpointSlice | undefined,
    endpoints: slice.endpoints.flatMap(({addresses: [ip = '']}) => {
      const endpoint = wanted.get(ip)
      wanted.delete(ip)
      return endpoint ?? []
    }),
  }))
  for (const endpoint of wanted.values()) {
    const roomy = parts.find(({endpoints}) => endpoints.length < PER_SLICE)
    if (roomy) roomy.endpoints.push(endpoint)
    else parts.push({slice: undefined, endpoints: [endpoint]})
  }
  if (parts.length === 0) parts.push({slice: undefined, endpoints: []})
  const hasAny = parts.some(({endpoints}) => endpoints.length > 0)
  const kept = hasAny ? parts.filter(({endpoints}) => endpoints.length > 0) : parts.slice(0, 1)
  const ports = backends[0]?.ports ?? []
  for (const {slice, endpoints} of kept) {
    if (!slice) plane.registry.create(endpointSliceResource, sliceOf(service, endpoints, ports))
    else change<EndpointSlice>(plane, endpointSliceResource, slice, current => ({...current, endpoints, ports}))
  }
  for (const part of parts) if (part.slice && !kept.includes(part)) remove(plane, endpointSliceResource, part.slice)
}

const endpointOf = (service: Service, {ip, ready, terminating, pod}: Backend): Endpoint => ({
  addresses: [ip],
  conditions: {ready: ready && !terminating, serving: ready, terminating},
  ...hostnameIn(service, pod),
  ...(pod.spec.nodeName && {nodeName: pod.spec.nodeName}),
  targetRef: referenceTo(pod),
})

const sliceOf = (service: Service, endpoints: Endpoint[], ports: Backend['ports']) => {
  const {name, namespace = '', labels} = service.metadata
  return draft({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: {
        ...labels,
        [MANAGED_BY]: CONTROLLER,
        [SERVICE_NAME]: name,
        ...(service.spec.clusterIP === 'None' && {[HEADLESS]: ''}),
      },
      ownerReferences: [controlledBy(service)],
    },
    addressType: 'IPv4',
    endpoints,
    ports,
  })
}
