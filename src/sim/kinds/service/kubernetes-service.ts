import type {KubeObject} from '../../api/object.ts'
import {apiVersionOf, type ResourceType} from '../../api/resource.ts'
import type {ControlPlane} from '../../controllers/control-plane.ts'
import {draft, pathOf} from '../../controllers/draft.ts'
import type {Controller} from '../../controllers/loop.ts'
import {activeNamespace} from '../../controllers/per-namespace.ts'
import {endpointsResource} from '../endpoints/resource.ts'
import {endpointSliceResource} from '../endpointslice/resource.ts'
import {namespaceResource} from '../namespace/resource.ts'
import {serviceResource} from './resource.ts'

const NAME = 'kubernetes'
const NAMESPACE = 'default'
const KEY = `${NAMESPACE}/${NAME}`

const SERVICE = {
  type: 'ClusterIP',
  clusterIP: '10.96.0.1',
  ports: [{name: 'https', port: 443, protocol: 'TCP', targetPort: 6443}],
  sessionAffinity: 'None',
}

const named = (type: ResourceType, labels: Record<string, string>, fields: object): [ResourceType, KubeObject] => [
  type,
  draft({
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    metadata: {name: NAME, namespace: NAMESPACE, labels},
    ...fields,
  }),
]

/** The service, and what answers for it: the API server itself. It has no pods, so no other controller would find it. */
const objectsFor = ({hostname, port}: URL): [ResourceType, KubeObject][] => {
  const ports = [{name: 'https', port: Number(port), protocol: 'TCP'}]
  const endpoints = [{addresses: [hostname], conditions: {ready: true}}]
  return [
    named(serviceResource, {component: 'apiserver', provider: 'kubernetes'}, {spec: SERVICE}),
    named(
      endpointsResource,
      {'endpointslice.kubernetes.io/skip-mirror': 'true'},
      {subsets: [{addresses: [{ip: hostname}], ports}]},
    ),
    named(endpointSliceResource, {'kubernetes.io/service-name': NAME}, {addressType: 'IPv4', endpoints, ports}),
  ]
}

/**
 * The service through which pods would reach the API server. The loop makes what is missing of it, so that it is back
 * after `kubectl delete all --all`; a real API server looks every ten seconds.
 */
export const kubernetesServiceController = (plane: ControlPlane, server: URL): Controller => {
  const wanted = objectsFor(server)
  return {
    name: 'kubernetes-service-controller',
    *affected({type, resource, object}) {
      if (resource === namespaceResource && type !== 'DELETED' && object.metadata.name === NAMESPACE) yield KEY
      const isOurs = wanted.some(([own]) => own === resource) && pathOf(object) === KEY
      if (isOurs && type === 'DELETED') yield KEY
    },
    reconcile: () => {
      if (!activeNamespace(plane, NAMESPACE)) return undefined
      for (const [type, object] of wanted)
        if (!plane.store.get(type, NAMESPACE, NAME)) plane.registry.create(type, object)
      return undefined
    },
  }
}
