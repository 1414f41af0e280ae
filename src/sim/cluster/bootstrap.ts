// What every new cluster begins with: the namespaces and the service through which pods would reach the API server.
import type {KubeObject} from '../api/object.ts'
import type {Registry} from '../api/registry.ts'
import {apiVersionOf, type ResourceType, types} from '../api/resources.ts'

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

const draft = (type: ResourceType, metadata: object, fields: object = {}): KubeObject =>
  ({apiVersion: apiVersionOf(type), kind: type.kind, metadata, ...fields}) as unknown as KubeObject

const KUBERNETES = {name: 'kubernetes', namespace: 'default', labels: {component: 'apiserver', provider: 'kubernetes'}}

const SERVICE = {
  spec: {
    type: 'ClusterIP',
    clusterIP: '10.96.0.1',
    ports: [{name: 'https', port: 443, protocol: 'TCP', targetPort: 6443}],
    sessionAffinity: 'None',
  },
}

/** What answers for the service: the API server itself. It has no pods, so no controller would find it. */
const backends = (server: URL) => {
  const ports = [{name: 'https', port: Number(server.port), protocol: 'TCP'}]
  const mirror = {'endpointslice.kubernetes.io/skip-mirror': 'true'}
  const {name, namespace} = KUBERNETES
  return [
    draft(types.Endpoints, {name, namespace, labels: mirror}, {subsets: [{addresses: [{ip: server.hostname}], ports}]}),
    draft(
      types.EndpointSlice,
      {name, namespace, labels: {'kubernetes.io/service-name': name}},
      {addressType: 'IPv4', endpoints: [{addresses: [server.hostname], conditions: {ready: true}}], ports},
    ),
  ] as const
}

/** Makes what is missing; a cluster that goes on has it all. */
export const bootstrap = (registry: Registry, server: URL): void => {
  const ensure = (type: ResourceType, object: KubeObject): void => {
    const {name, namespace = ''} = object.metadata
    if (!registry.find(type, namespace, name)) registry.create(type, object)
  }
  for (const name of NAMESPACES) ensure(types.Namespace, draft(types.Namespace, {name}))
  ensure(types.Service, draft(types.Service, KUBERNETES, SERVICE))
  const [endpoints, slice] = backends(server)
  ensure(types.Endpoints, endpoints)
  ensure(types.EndpointSlice, slice)
}
