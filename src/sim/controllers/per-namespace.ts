import type {Namespace} from '../api/kinds/node.ts'
import {types} from '../api/resources.ts'
import {type ControlPlane, find} from './control-plane.ts'

/** Whether a namespace is there and stays. */
export const activeNamespace = (plane: ControlPlane, name: string): boolean => {
  const namespace = find<Namespace>(plane, types.Namespace, '', name)
  return namespace !== undefined && namespace.metadata.deletionTimestamp === undefined
}
