import {types} from '../api/resources.ts'
import type {ControlPlane} from './control-plane.ts'
import {draft} from './draft.ts'
import type {Controller} from './loop.ts'
import {activeNamespace} from './per-namespace.ts'

/**
 * Every namespace has a service account `default`, which pods run as that name no other. The loop makes it where it is
 * missing.
 */
export const serviceAccountController = (plane: ControlPlane): Controller => ({
  name: 'serviceaccount-controller',
  *affected({type, resource, object}) {
    if (resource === types.Namespace && type !== 'DELETED') yield object.metadata.name
    if (resource === types.ServiceAccount && type === 'DELETED' && object.metadata.name === 'default')
      yield object.metadata.namespace ?? ''
  },
  reconcile: namespace => {
    if (!activeNamespace(plane, namespace) || plane.store.get(types.ServiceAccount, namespace, 'default'))
      return undefined
    plane.registry.create(
      types.ServiceAccount,
      draft({apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'default', namespace}}),
    )
    return undefined
  },
})
