import type {CommandAdvice} from '../errors/advice.ts'
import type {ErrorCode} from '../errors/catalogue.ts'
import type {KubiaError} from '../errors/kubia-error.ts'
import type {Command} from '../process/command.ts'
import type {Exec} from '../process/exec.ts'
import type {PublishedProgram} from '../process/published-program.ts'
import type {Check, CheckRequest} from './check.ts'
import type {ClusterConfig, ClusterSpec, ConfigFields} from './cluster-spec.ts'
import type {ReadConfig} from './config-problem.ts'
import type {HostPort} from './host-port.ts'
import type {RegistryHost} from './image-registry.ts'
import type {ClusterNode, LocalCluster, ProviderName} from './local-cluster.ts'
import type {ClusterShape} from './shape.ts'

export * from './local-cluster.ts'

/** What was made ready before a cluster is created. */
export interface Prepared {
  /** What was found or fetched, for the step's line. */
  found: string
  /** The node image that the Kubernetes version came down to. */
  versionImage?: string | undefined
}

export interface DeleteClusterOptions {
  kubeconfig?: string | undefined
  /** True after an interrupted create: nodes may still appear, so it is looked for them twice, 2 s apart. */
  settle?: boolean
  /** The names of its nodes, where they were looked at just now: they are not listed again before they go. */
  seen?: readonly string[] | undefined
}

/** An image archive that was read: a file as `docker save` and others write it. */
export interface ImageArchive {
  /** The path, as it was named. */
  file: string
  /** The file's size in bytes. */
  bytes: number
  compression: 'none' | 'gzip'
  images: ArchivedImage[]
}

/** One image of an archive. */
export interface ArchivedImage {
  /** The names that the archive gives it, in full: `docker.io/library/app:dev`. */
  names: string[]
  /** Digests that it can be known by on a node: its configuration's, its manifest's. */
  ids: string[]
  /** The platforms that the archive has it for, as far as it says: `linux/amd64`. */
  platforms: string[]
}

/** What is to be on all nodes: an image, by the name that pods call it by, or all images of an archive. */
export type ImageSource = {image: string} | {archive: ImageArchive}

/** An image, or an archive of images, and what its way to a cluster's nodes comes down to. */
export interface ImageTransfer {
  /** As it was named: the image or the file. */
  source: string
  /** The images as they are printed: `app:dev`. */
  images: string[]
  /** Why it cannot be brought to the nodes: IMAGE_MISSING where this machine does not have it. The other fields say nothing then. */
  problem?: KubiaError
  /** All nodes that it is to be on. */
  nodes: string[]
  /** Those that lack it, or have another image of its name. */
  lacking: string[]
  /** Brings it to those that lack it, and looks whether it is there. Returns what is to be warned of. @throws KubiaError LOAD_FAILED */
  load: (onProgress: (detail: string) => void) => Promise<string[]>
}

/** Why a node is of no use, by its own logs. */
export interface NodeCause {
  /** Whose log says it: `kubelet`, `kube-proxy`. */
  log: string
  error: KubiaError
}

/** What kubia asks of whatever makes local clusters. Nothing outside this folder asks which one it is. */
export interface ClusterProvider {
  readonly name: ProviderName
  /** What the provider is made of, for the headline: `kind v0.33.0 · docker 20.10.24`. */
  readonly versions: string
  /** What one of its nodes is: `container`. */
  readonly nodeWord: string
  /** What it does, as lines of a script. */
  readonly script: ProviderScript
  /** True where only creating it again helps a stopped cluster that cannot be started. */
  readonly lostUnlessStarted?: boolean
  /** True where the containers of pods, and their addresses, outlive a stop of their node. */
  readonly keepsContainers?: boolean
  /** True where the cluster itself gives LoadBalancer services addresses that work from this machine. */
  readonly balancesLoad?: boolean
  /** True where its nodes take images while the cluster is still made of them. */
  readonly takesImagesEarly?: boolean
  /** True where the API server and its etcd run on the control planes: it goes with them. */
  readonly apiServerOnNodes?: boolean
  /** What makes a registry of this machine one for its nodes; undefined where nodes pull no images. */
  readonly registries?: RegistryHost
  list(): Promise<LocalCluster[]>
  /** The cluster of exactly this name, or undefined. */
  inspect(name: string): Promise<LocalCluster | undefined>
  /** Gets what the nodes are made of, where anything must be there first. @throws KubiaError IMAGE_UNAVAILABLE */
  prepare?(spec: ClusterSpec, onProgress: (detail: string) => void): Promise<Prepared>
  /**
   * Creates the cluster and its context; leaves what there is where it fails.
   * @param onNodes called as soon as all nodes exist, from when on others may create theirs
   * @param onTakesImages called as soon as the nodes take images, where `takesImagesEarly`
   * @throws KubiaError CREATE_FAILED and others
   */
  create(
    spec: ClusterSpec,
    prepared: Prepared | undefined,
    onProgress: (detail: string) => void,
    onNodes: () => void,
    onTakesImages?: () => void,
  ): Promise<void>
  /**
   * Keeps the addresses of stopped nodes from the nodes of another cluster while these are made, where an engine may
   * give them away. @returns what ends that, maybe called several times
   */
  reserveAddresses?(nodes: readonly ClusterNode[]): Promise<() => Promise<void>>
  /** Deletes whatever there is of the cluster, and its context. Returns the names of the nodes that were removed. */
  delete(name: string, options: DeleteClusterOptions): Promise<string[]>
  /** The command line that removes by hand what is left of a cluster. */
  removeByHand(name: string): CommandAdvice
  /** Writes diagnostics of the nodes to files in a folder, as far as they can be read. */
  exportLogs(name: string, directory: string): Promise<void>
  /** The kubectl command, run inside of the cluster, for which no context is needed; undefined where nothing can run it. */
  kubectlInside?(cluster: LocalCluster, args: readonly string[]): Command | undefined
  /** What the logs of a node name as the cause of its being of no use, where that is a known one. */
  diagnose?(name: string, node: string): Promise<NodeCause | undefined>
  /**
   * Stops nodes that run, or all of a cluster: workers first and control planes last, so that nothing is ordered from
   * nodes that are going. What is on them stays. @throws KubiaError STOP_FAILED
   */
  stop(cluster: LocalCluster, nodes: readonly string[]): Promise<void>
  /** Resumes paused nodes and starts stopped ones, one after the other, in the order given. @throws KubiaError START_FAILED */
  start(cluster: LocalCluster, nodes: readonly string[]): Promise<void>
  /**
   * Restarts the kubelets of nodes that run: one that was deleted from the API server registers again, one that has gone
   * silent reports again. @throws KubiaError START_FAILED
   */
  restartKubelets(cluster: LocalCluster, nodes: readonly string[]): Promise<void>
  /**
   * Gives nodes that registered again what their kubelets may not give themselves: the labels and the taint of a
   * control plane. @throws KubiaError START_FAILED
   */
  markControlPlanes(cluster: LocalCluster, nodes: readonly string[]): Promise<void>
  /** Changes how fast a cluster that runs is, where a provider's clusters have a speed. @throws KubiaError SPEED_FAILED */
  changeSpeed?(name: string, speed: number): Promise<void>
  /** Writes the cluster's context to the kubeconfig again. */
  exportKubeconfig(name: string, kubeconfig: string | undefined): Promise<void>
  /** The TCP ports that an image says its program listens on; none where it says none, or nobody here has it. */
  exposedPorts(cluster: LocalCluster, image: string): Promise<number[]>
  /**
   * Looks where images are and which nodes of a cluster lack them; changes nothing. One transfer for each source.
   * @param signal ends the look, and what is loaded then, as the run's own does
   */
  findImages(cluster: LocalCluster, sources: readonly ImageSource[], signal?: AbortSignal): Promise<ImageTransfer[]>
}

/** What a provider does, as lines of a script that can be pasted; nothing on the machine is asked for it. */
export interface ProviderScript {
  /** @param versionImage the node image that a Kubernetes version came down to */
  create(spec: ClusterSpec, versionImage: string | undefined): string[] | Promise<string[]>
  /** Deletes a cluster and its context. */
  delete(name: string, kubeconfig: string | undefined): string[]
  /** Stops nodes that run. */
  stop(cluster: LocalCluster, nodes: readonly string[]): string[]
  /** Resumes paused nodes and starts stopped ones. */
  start(cluster: LocalCluster, nodes: readonly string[]): string[]
  /** Restarts the kubelets of nodes that run. */
  restartKubelets(cluster: LocalCluster, nodes: readonly string[]): string[]
  /** Gives nodes that registered again the labels and the taint of a control plane. */
  markControlPlanes(cluster: LocalCluster, nodes: readonly string[]): string[]
  /** Changes how fast a cluster that runs is. */
  changeSpeed?(name: string, speed: number): string[]
  /** Writes the context of a cluster that is there, and makes it the current one. */
  context(name: string, kubeconfig: string | undefined): string[]
  /** Brings images and archives to nodes of a cluster. @param nodes those that lack one; none: all, whichever there are */
  load(name: string, sources: readonly string[], nodes: readonly string[]): string[]
}

/** What a provider makes of a spec. */
export interface PlannedConfig {
  /** The configuration, as text. */
  text: string
  /** The node image that the Kubernetes version came down to. */
  versionImage?: string | undefined
}

/** How completion lists a provider's clusters: by a command that prints a name a line, or by the folders below one in the state folder. */
export type ClusterListing = {program: string; args: readonly string[]} | {folder: string}

/** A look at what a provider stands on: each thing is asked once, for all of its checks and for the connection. */
export interface Survey {
  /** The checks of the programs that it needs, of the machine that its nodes run on, and of what the environment hands on to them. */
  programs: readonly Check[]
  machine: readonly Check[]
  environment: readonly Check[]
  /** Why there is no engine for it; undefined where there is one, and for what needs none. */
  engineFailure(): Promise<KubiaError | undefined>
  /** Whether what listens at published ports is on this machine itself; false where that is not known. */
  listensHere?(): Promise<boolean>
  /** Whether what listens there is an engine on this machine that runs as this user; false where that is not known. */
  listensAsUser?(): Promise<boolean>
  /** @throws Unanswered where something is missing: its own check reports that */
  connect(exec: Exec): Promise<ClusterProvider>
}

/** What pods need and a configuration can switch off: the network of the pods; what carries services to them. */
export type Lacking = 'cni' | 'proxy'

/**
 * A provider as far as every command knows it, before anything on the machine is asked. Its folder has all that is its
 * own; what its clusters are handled by, and made by (`ClusterMaking`), loads where it is asked for.
 */
export interface ProviderDefinition {
  readonly name: ProviderName
  /** The codes of failures that mean that it cannot be used on this machine at all. */
  readonly missing: readonly ErrorCode[]
  /** Those of them that say nothing of whether it has clusters: it is installed and does not answer. */
  readonly unusable: readonly ErrorCode[]
  readonly listing: ClusterListing
  /** The program beside kubectl and the engine that it takes, where it can be had for a job of CI. */
  readonly program?: PublishedProgram
  /** Finds what it stands on, and makes it of that. @throws KubiaError of the `missing` ones */
  connect(exec: Exec): Promise<ClusterProvider>
  /** Makes it without asking for what it stands on, for a plan: its script is right, and whatever else is asked of it fails. */
  assume(exec: Exec): Promise<ClusterProvider>
  /** True where it is a program of this user's that listens at published ports, and not an engine's daemon, which may do more. */
  readonly listensItself?: boolean
  /** The program that serves LoadBalancer services of its clusters from outside of them, where there is one. */
  readonly loadBalancer?: string
  /** Whether it has a cluster of this name, where that is known without asking anything. */
  has?(name: string): boolean
  /** How it takes a port that a configuration asks for, where it takes it otherwise than kind; undefined where it does without. */
  listensAt?(port: HostPort): HostPort | undefined
  /** The cluster that runs in a process of its own, by that process. */
  clusterOfProcess?(pid: number): string | undefined
  /** What pods need and clusters of a configuration do not have. */
  lacks?(fields: ConfigFields): readonly Lacking[]
  /** @throws KubiaError USAGE for what it cannot make */
  refuse?(stated: ClusterShape): void
}

/** What making clusters of a provider takes: what is looked at before, and their configuration. */
export interface ClusterMaking {
  /** @param exec with the checks' time limit. Nothing is asked yet */
  survey(exec: Exec, request: CheckRequest): Survey
  /** @param source what messages call the text: `kind.yaml` @throws KubiaError where a program cannot be asked that has to be */
  readConfig(exec: Exec, text: string, source: string): Promise<ReadConfig>
  /**
   * How much of a configuration it takes no notice of, as a line that warns; undefined where that is nothing.
   * @param isVerbose whether each field is named
   */
  ignores?(config: ClusterConfig, isVerbose: boolean): string | undefined
  /** The address ranges of services, pods and nodes, in clusters of a configuration. */
  ranges?(fields: ConfigFields): string[]
  /** The configuration that `up` would use; a machine without its programs can show it too. */
  plan(exec: Exec, spec: ClusterSpec): Promise<PlannedConfig>
  /** The images that nodes of a configuration are made of, as far as they are known. @throws KubiaError KIND_MISSING and others */
  nodeImages?(exec: Exec, fields: ConfigFields): Promise<string[]>
  /** All that the configuration of such a cluster says, flags included: what a later run is compared with. */
  fields(spec: ClusterSpec): ConfigFields
}
