import type {Condition, KubeObject} from '../../api/object.ts'

export interface Namespace extends KubeObject {
  spec?: {finalizers?: string[]}
  status?: {phase?: 'Active' | 'Terminating'; conditions?: Condition[]}
}
