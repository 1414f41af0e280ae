// The admission plugin NamespaceLifecycle: nothing is created in a namespace that is not there, or that is on its way
// out.
import type {Store} from '../store/store.ts'
import type {KubeObject} from './object.ts'
import {type ResourceType, types} from './resources.ts'
import {ApiError, forbidden, notFound} from './status.ts'

/** @throws ApiError NotFound, Forbidden */
export const checkNamespace = (store: Store, type: ResourceType, object: KubeObject): void => {
  if (!type.namespaced) return
  const {name, namespace = ''} = object.metadata
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

/** Namespaces that a cluster can't do without. */
const IMMORTAL = ['default', 'kube-system', 'kube-public']

/** @throws ApiError Forbidden */
export const checkDeletion = (type: ResourceType, name: string): void => {
  if (type === types.Namespace && IMMORTAL.includes(name))
    throw forbidden(types.Namespace, name, 'this namespace may not be deleted')
}
