import type {ControlPlane} from '../../controllers/control-plane.ts'
import {draft} from '../../controllers/draft.ts'
import type {Controller} from '../../controllers/loop.ts'
import {activeNamespace} from '../../controllers/per-namespace.ts'
import {namespaceResource} from '../namespace/resource.ts'
import {serviceAccountResource} from './resource.ts'

/**
 * Every namespace has a service account `default`, which pods run as that name no other. The loop makes it where it is
 * missing.
 */
export const serviceAccountController = (plane: ControlPlane): Controller => ({
  name: 'serviceaccount-controller',
  *affected({type, resource, object}) {
    if (resource === namespaceResource && type !== 'DELETED') yield object.metadata.name
    if (resource === serviceAccountResource && type === 'DELETED' && object.metadata.name === 'default')
      yield object.metadata.namespace ?? ''
  },
  reconcile: namespace => {
    if (!activeNamespace(plane, namespace) || plane.store.get(serviceAccountResource, namespace, 'default'))
      return undefined
    plane.registry.create(
      serviceAccountResource,
      draft({apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'default', namespace}}),
    )
    return undefined
  },
})
