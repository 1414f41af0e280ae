import type {ResourceList} from '../../../kubernetes/types.ts'
import type {KubeObject} from '../../api/object.ts'
import type {Toleration} from '../pod/types.ts'

export interface RuntimeClass extends KubeObject {
  handler: string
  overhead?: {podFixed?: ResourceList}
  scheduling?: {nodeSelector?: Record<string, string>; tolerations?: Toleration[]}
}
