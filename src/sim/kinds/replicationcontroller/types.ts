import type {KubeObject} from '../../api/object.ts'
import type {PodTemplate} from '../pod/types.ts'
import type {ReplicaSetStatus} from '../replicaset/types.ts'

/** The elder of the ReplicaSet: its selector knows only equality. */
export interface ReplicationController extends KubeObject {
  spec: {replicas?: number; minReadySeconds?: number; selector?: Record<string, string>; template: PodTemplate}
  status?: ReplicaSetStatus
}
