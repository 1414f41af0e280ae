import type {AppSpec} from '../../api-server/manifests.ts'
import type {MachineFacts} from '../../checks/facts.ts'
import type {ClusterSpec} from '../../cluster/cluster-spec.ts'
import type {ClusterProvider, Lacking, LocalCluster} from '../../cluster/provider.ts'
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
  /** What is to run on the cluster then, and whether a service leads to it. */
  app?: {spec?: AppSpec; expose: boolean} | undefined
  /** What was asked of the machine before: it is not asked again. */
  facts?: MachineFacts
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
  /** What the cluster's configuration has switched off, and its nodes wait for; none where all are Ready. */
  lacking: readonly Lacking[]
  /** True where the cluster was made by this run. */
  created: boolean
  /** The app as it runs there, where its image went to the nodes while they were made; undefined where that is to be seen. */
  brought: AppSpec | undefined
}
