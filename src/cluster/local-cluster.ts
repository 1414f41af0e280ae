import type {KubiaError} from '../errors/kubia-error.ts'
import type {PublishedPort} from './published-port.ts'

/** What makes local clusters, by its name; `providers/index.ts` has them all. */
export type ProviderName = string

/** The name of a cluster's context, as kind names it: `kind-shop`. */
export const contextOf = (provider: ProviderName, name: string): string => `${provider}-${name}`

export type NodeRole = 'control-plane' | 'worker' | 'external-load-balancer'

/** A node as its provider sees it, whether the API server answers or not. */
export interface ClusterNode {
  /** The container's name, which is also the Kubernetes node's. */
  name: string
  role: NodeRole
  /** The container's id: a new cluster of the same name has others. */
  id: string
  image: string
  /** Whether it does its work: false also where it is paused. */
  running: boolean
  /** True where what runs on it is frozen (`docker pause`, SIGSTOP), and goes on once it is resumed. */
  paused?: boolean
  /** The programs that make it a node and that signals have stopped, where not all that runs on it is frozen: `kubelet`. */
  frozen?: readonly string[]
  /** RFC 3339. */
  createdAt: string
  /** Published ports other than the API server's. */
  ports: PublishedPort[]
  /** Its address in the cluster's network: while it runs, or the last that is known. */
  address?: string | undefined
  /** The engine's network that it is in: `kind`. */
  network?: string
}

/** A local cluster that exists, whole or in part. Nodes: control planes first, then by name. */
export interface LocalCluster {
  name: string
  provider: ProviderName
  /** The context that kubectl reaches it by. */
  context: string
  nodes: ClusterNode[]
  /** The ports of this machine that its API server answers at, as far as they are known. */
  apiPorts?: readonly number[]
  /** How fast a simulated cluster is while it runs, 1 being its usual speed; undefined for any other one. */
  speed?: number
  /** Why what there is of it cannot be used: STATE_DAMAGED or STATE_NEWER of a simulated cluster. */
  fault?: KubiaError
}

/** The Kubernetes nodes of a cluster: the load balancer that kind puts in front of several control planes is none. */
export const kubernetesNodes = ({nodes}: Pick<LocalCluster, 'nodes'>): ClusterNode[] =>
  nodes.filter(({role}) => role !== 'external-load-balancer')

/** Whether only the name of a cluster is known: a simulated one whose state is gone. */
export const isNameOnly = ({nodes}: LocalCluster): boolean => nodes.length > 0 && nodes.every(({id}) => id === '')
