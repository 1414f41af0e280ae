import {namespaceResource} from '../kinds/namespace/resource.ts'
import {serviceAccountResource} from '../kinds/serviceaccount/resource.ts'
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
