import type {ClusterSpec} from '../../cluster/cluster-spec.ts'
import type {LocalCluster} from '../../cluster/provider.ts'
import type {Advice} from '../../errors/advice.ts'
import type {Node} from '../../kubernetes/types.ts'
import type {Ground} from './preflight.ts'

export interface UpOptions {
  spec: ClusterSpec
  kubeconfig: string | undefined
  wait: boolean
  /** True: what was made stays when the run fails. */
  retain: boolean
  /** False: the context that was current stays so. */
  switchContext: boolean
  /** True: a cluster of ours that is not what was asked for is deleted and made anew. */
  recreate: boolean
  /** Puts what the command works at into advice. */
  placeAdvice: (advice: Advice) => Advice
}

/** What `up` found and did; filled step by step. */
export interface UpResult {
  ground?: Ground
  cluster?: LocalCluster
  nodes: Node[]
  /** The context that was current before. */
  previousContext: string
  /** True where anything was done. */
  changed: boolean
  /** True where the cluster was made by this run. */
  created?: boolean
}
