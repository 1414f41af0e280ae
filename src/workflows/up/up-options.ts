import type {ClusterSpec} from '../../cluster/cluster-spec.ts'
import type {ClusterProvider, LocalCluster} from '../../cluster/provider.ts'
import type {Advice} from '../../errors/advice.ts'
import type {Node} from '../../kubernetes/types.ts'

export interface UpOptions {
  spec: ClusterSpec
  wait: boolean
  /** True: what was made stays when the run fails. */
  retain: boolean
  /** False: the context that was current stays so. */
  switchContext: boolean
  /** True: a cluster of ours that is not what was asked for is deleted and created again. */
  recreate: boolean
  /** Puts what the command works at into advice. */
  placeAdvice: (advice: Advice) => Advice
  /** The lock of the cluster, which the run takes before anything is drawn; none for a plan. */
  lock?: Promise<unknown>
}

/** What `up` found and did. */
export interface UpResult {
  provider: ClusterProvider
  cluster: LocalCluster
  nodes: Node[]
  /** The context that was current before. */
  previousContext: string
  /** True where anything was done. */
  changed: boolean
  /** True where the cluster was made by this run. */
  created: boolean
}
