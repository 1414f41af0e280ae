import type {KubeObject} from '../../api/object.ts'

export interface PriorityClass extends KubeObject {
  value: number
  globalDefault?: boolean
  preemptionPolicy?: string
  description?: string
}

/** In every cluster: made again at each start, and never deleted (pkg/apis/scheduling/v1/helpers.go). */
export const SYSTEM_CLASSES: readonly {name: string; value: number; description: string}[] = [
  {
    name: 'system-node-critical',
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
  {
    name: 'system-cluster-critical',
    value: 2_000_000_000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
]
