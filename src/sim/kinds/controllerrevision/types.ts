import type {KubeObject} from '../../api/object.ts'
import type {PodTemplate} from '../pod/types.ts'

export interface ControllerRevision extends KubeObject {
  revision: number
  /** Of one that a controller here made: a patch that takes its owner back to the template. */
  data?: {spec?: {template?: PodTemplate}}
}
