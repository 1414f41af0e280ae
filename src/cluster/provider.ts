import type {PublishedPort} from './config/kind-config.ts'

/** What makes local clusters. */
export const PROVIDERS = ['kind'] as const
export type ProviderName = (typeof PROVIDERS)[number]

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
  running: boolean
  /** RFC 3339. */
  createdAt: string
  /** Published ports other than the API server's. */
  ports: PublishedPort[]
}

/** A local cluster that exists, whole or in part. Nodes: control planes first, then by name. */
export interface LocalCluster {
  name: string
  provider: ProviderName
  /** The context that kubectl reaches it by. */
  context: string
  nodes: ClusterNode[]
}

/** What a cluster is to be made of; each provider takes from it what it can use. */
export interface ClusterPlan {
  name: string
  controlPlanes: number
  workers: number
  /** `1.36` or `1.36.4`, where a version was asked for. */
  kubernetesVersion?: string | undefined
  publish: readonly PublishedPort[]
  /** The images that nodes are made of, as far as they are known. @param versionImage what the version came down to, @param fallback what kind takes where nothing is said */
  nodeImages: (versionImage: string | undefined, fallback: string | undefined) => string[]
  /** kind's configuration, as text. @param versionImage the image that the version came down to */
  kindConfig: (versionImage?: string) => string
  /** The kubeconfig to write to; without it kubectl's own rules decide. */
  kubeconfig?: string | undefined
}

/** What was made ready before a cluster is created. */
export interface Prepared {
  /** What was found or fetched, for the step's line. */
  found: string
  /** The node image that the Kubernetes version came down to. */
  versionImage?: string | undefined
}

export interface DeleteOptions {
  kubeconfig?: string | undefined
  /** True after an interrupted create: nodes may still appear, so it is looked for them twice, 2 s apart. */
  settle?: boolean
}

/** What became of an image that was to be on all nodes. */
export interface ImageOnNodes {
  image: string
  /** `absent`: the engine does not have it; `present`: all nodes had it; `loaded`: it was brought to the nodes named. */
  outcome: 'absent' | 'present' | 'loaded'
  nodes: string[]
}

/** What kubia asks of whatever makes local clusters. Nothing outside this folder asks which one it is. */
export interface ClusterProvider {
  readonly name: ProviderName
  /** What the provider is made of, for the headline: `kind v0.33.0 · docker 20.10.24`. */
  readonly versions: string
  /** What one of its nodes is: `container`. */
  readonly nodeWord: string
  list(): Promise<LocalCluster[]>
  /** The cluster of exactly this name, or undefined. */
  inspect(name: string): Promise<LocalCluster | undefined>
  /** Gets what the nodes are made of, where anything must be there first. @throws KubiaError IMAGE_UNAVAILABLE */
  prepare?(plan: ClusterPlan, onProgress: (detail: string) => void): Promise<Prepared>
  /** Creates the cluster and its context; leaves what there is where it fails. @throws KubiaError CREATE_FAILED and others */
  create(plan: ClusterPlan, prepared: Prepared | undefined, onProgress: (detail: string) => void): Promise<void>
  /** Deletes whatever there is of the cluster, and its context. Returns the names of the nodes that were removed. */
  delete(name: string, options: DeleteOptions): Promise<string[]>
  /** The command line that removes by hand what is left of a cluster. */
  removeByHand(name: string): string
  /** Writes the cluster's context to the kubeconfig again. */
  exportKubeconfig(name: string, kubeconfig: string | undefined): Promise<void>
  /** Brings an image of the local engine to all nodes that lack it. @throws KubiaError IMAGE_UNAVAILABLE */
  loadImage(name: string, image: string): Promise<ImageOnNodes>
}
