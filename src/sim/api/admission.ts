// The admission plugins that refuse: NamespaceLifecycle and ServiceAccount. What they say of an object that asks for a
// generated name has the base of that name, which is drawn only after them; so refusals of many pods read the same.
import type {Store} from '../store/store.ts'
import type {KubeObject} from './object.ts'
import {type ResourceType, types} from './resources.ts'
import {ApiError, forbidden, notFound} from './status.ts'

/** Nothing is created in a namespace that is not there, or that is on its way out. */
const checkNamespace = (store: Store, type: ResourceType, namespace: string, name: string): void => {
  const found = store.get(types.Namespace, '', namespace)
  if (!found) throw notFound(types.Namespace, namespace)
  if (!found.metadata.deletionTimestamp) return
  const resource = type.group === '' ? type.plural : `${type.plural}.${type.group}`
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`
  throw new ApiError(403, 'Forbidden', `${resource} "${name}" is forbidden: ${why}`, {
    name,
    ...(type.group !== '' && {group: type.group}),
    kind: type.plural,
    causes: [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  })
}

/** The account `default` comes a moment after its namespace, so nobody is turned away for want of it. */
const checkServiceAccount = (store: Store, pod: KubeObject, namespace: string, name: string): void => {
  const {serviceAccountName, serviceAccount} = (pod['spec'] ?? {}) as Record<string, string | undefined>
  const account = serviceAccountName || serviceAccount || 'default'
  if (account === 'default' || store.get(types.ServiceAccount, namespace, account)) return
  const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`
  throw forbidden(types.Pod, name, why)
}

/** The pods of the largest cluster that Kubernetes supports: https://kubernetes.io/docs/setup/best-practices/cluster-large/ */
const MOST_PODS = 150_000

/** @throws ApiError Forbidden where there is no room for one more pod, however many a workload asks for */
const checkPodCount = (store: Store, name: string): void => {
  if (store.count(types.Pod) >= MOST_PODS)
    throw forbidden(types.Pod, name, `the simulated cluster has ${MOST_PODS} pods, and takes no more`)
}

/** @param given as the client sent it, without a generated name. @throws ApiError NotFound, Forbidden */
export const checkCreation = (store: Store, type: ResourceType, given: KubeObject): void => {
  if (!type.namespaced) return
  const {name, generateName = '', namespace = ''} = given.metadata ?? {}
  checkNamespace(store, type, namespace, name || generateName)
  if (type !== types.Pod) return
  checkServiceAccount(store, given, namespace, name || generateName)
  checkPodCount(store, name || generateName)
}

/** Namespaces that a cluster can't do without. */
const IMMORTAL = ['default', 'kube-system', 'kube-public']

/** @throws ApiError Forbidden */
export const checkDeletion = (type: ResourceType, name: string): void => {
  if (type === types.Namespace && IMMORTAL.includes(name))
    throw forbidden(types.Namespace, name, 'this namespace may not be deleted')
}
