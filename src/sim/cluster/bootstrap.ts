// What every new cluster begins with.
import type {Registry} from '../api/registry.ts'
import {draft} from '../controllers/draft.ts'
import {clusterRoleBindingResource, clusterRoleResource} from '../kinds/clusterrole/resource.ts'
import {ingressClassResource} from '../kinds/ingressclass/resource.ts'
import {CONTROLLER} from '../kinds/ingressclass/types.ts'
import {namespaceResource} from '../kinds/namespace/resource.ts'
import {priorityClassResource} from '../kinds/priorityclass/resource.ts'
import {SYSTEM_CLASSES} from '../kinds/priorityclass/types.ts'
import {storageClassResource} from '../kinds/storageclass/resource.ts'
import {DEFAULT_CLASS, PROVISIONER} from '../kinds/storageclass/types.ts'
import {KNOBS} from '../kubelet/knobs.ts'
import {DEFAULT_BINDINGS, DEFAULT_ROLES} from './default-roles.ts'

/** The namespace whose annotation says how fast the cluster is. */
export const SYSTEM = 'kube-system'
const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', SYSTEM]

/** On kube-system: that the cluster has been given its classes. */
const CLASSES_GIVEN = 'sim.kubia.dev/classes-given'

/** The class that a kind cluster has, so that claims of the same manifests get volumes. */
const CLASS = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {name: 'standard', annotations: {[DEFAULT_CLASS]: 'true'}},
  provisioner: PROVISIONER,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
}

const CRITICAL = {apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass'}

/** The class of the ingress controller that kind's guide installs, as that guide makes it: it is no default. */
const INGRESS_CLASS = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: {name: 'nginx'},
  spec: {controller: CONTROLLER},
}

/** Once in a cluster's life, also of one that was made before there were classes: whoever deletes one is rid of it. */
const giveClasses = (registry: Registry): void => {
  if (registry.get(namespaceResource, '', SYSTEM).metadata.annotations?.[CLASSES_GIVEN] !== undefined) return
  for (const [type, one] of [
    [storageClassResource, CLASS],
    [ingressClassResource, INGRESS_CLASS],
  ] as const)
    if (!registry.find(type, '', one.metadata.name)) registry.create(type, draft(one))
  registry.update(namespaceResource, '', SYSTEM, system => {
    const annotations = {...system.metadata.annotations, [CLASSES_GIVEN]: 'true'}
    return {...system, metadata: {...system.metadata, annotations}}
  })
}

/** Makes what is missing; a cluster that goes on has it all. @param speed of a new cluster */
export const bootstrap = (registry: Registry, speed = 1): void => {
  const annotations = speed === 1 ? {} : {annotations: {[KNOBS.speed]: String(speed)}}
  for (const name of NAMESPACES)
    if (!registry.find(namespaceResource, '', name)) {
      const metadata = {name, ...(name === SYSTEM && annotations)}
      registry.create(namespaceResource, draft({apiVersion: 'v1', kind: 'Namespace', metadata}))
    }
  for (const [type, drafts] of [
    [clusterRoleResource, DEFAULT_ROLES],
    [clusterRoleBindingResource, DEFAULT_BINDINGS],
  ] as const)
    for (const one of drafts) if (!registry.find(type, '', one.metadata.name ?? '')) registry.create(type, draft(one))
  for (const {name, ...fields} of SYSTEM_CLASSES)
    if (!registry.find(priorityClassResource, '', name))
      registry.create(priorityClassResource, draft({...CRITICAL, metadata: {name}, ...fields}))
  giveClasses(registry)
}
