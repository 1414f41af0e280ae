import {namespaceResource} from '../kinds/namespace/resource.ts'
import type {Namespace} from '../kinds/namespace/types.ts'
import {type ControlPlane, find} from './control-plane.ts'

/** Whether a namespace is there and stays. */
export const activeNamespace = (plane: ControlPlane, name: string): boolean => {
  const namespace = find<Namespace>(plane, namespaceResource, '', name)
  return namespace !== undefined && namespace.metadata.deletionTimestamp === undefined
}
