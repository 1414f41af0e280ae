import type {Command} from '../process/command.ts'
import type {LocalCluster} from './local-cluster.ts'

/** The port of a registry where none is named: that of kind's guide to local registries. */
export const DEFAULT_REGISTRY_PORT = 5001

/** What the container of kubia's own registry is called, and its host name for the nodes. */
export const REGISTRY_NAME = 'kubia-registry'

/** What `down` calls it, as kubectl names objects. */
export const REGISTRY_WORD = `registry/${REGISTRY_NAME}`

/** How a registry of this machine stands in names of images: `localhost:5001`. */
export const registryAddress = (port: number): string => `localhost:${port}`

/** A registry of images in a container of this machine. */
export interface ImageRegistry {
  /** The container's name, by which nodes of its networks reach it. */
  name: string
  /** The container's id. */
  id: string
  /** The port of this machine that leads to it: images are named `localhost:PORT/…` here and on the nodes. */
  port: number
  running: boolean
  /** True where it is paused: it holds its port, and does not answer. */
  paused?: boolean
  /** True where kubia made it, as its label says. */
  ours: boolean
  /** The networks that it is in. */
  networks: readonly string[]
}

/** What makes a registry of this machine one for the nodes of a cluster. */
export interface RegistryHost {
  /** The registry that kubia made, running or not; undefined where there is none. */
  findOwn(): Promise<ImageRegistry | undefined>
  /**
   * The registry at a port: kubia's own, whether it runs or not, or another one that runs there.
   * @throws KubiaError REGISTRY_DIFFERS where kubia's own listens at another port, NAME_TAKEN where its name is another's
   */
  find(port: number): Promise<ImageRegistry | undefined>
  /** The nodes that are not led to a registry yet. @throws KubiaError REGISTRY_FAILED where a node cannot be led to one */
  nodesToLead(cluster: LocalCluster, registry: Pick<ImageRegistry, 'name' | 'port'>): Promise<string[]>
  /** Whether that image is here or to be had. @returns what was found. @throws KubiaError IMAGE_UNAVAILABLE */
  checkImage(): Promise<string>
  /** Gets the image that a registry is made of, where this machine lacks it. @throws KubiaError IMAGE_UNAVAILABLE */
  fetchImage(report: (detail: string) => void): Promise<void>
  /** Makes the registry of a port, starts the one that was found, and connects it with a cluster's network; none where all is so. */
  connect(cluster: LocalCluster, port: number, found: ImageRegistry | undefined): Command[]
  /** Leads nodes to a registry. */
  lead(nodes: readonly string[], registry: Pick<ImageRegistry, 'name' | 'port'>): Command[]
  /** Leads all nodes of a cluster to a registry, whichever there are, as lines of a script. */
  leadAllScript(cluster: string, registry: Pick<ImageRegistry, 'name' | 'port'>): string[]
  /** Runs one of these commands. @throws KubiaError REGISTRY_FAILED, PORT_TAKEN, NAME_TAKEN, or what keeps the engine from an answer */
  run(command: Command): Promise<void>
  /**
   * Takes back the making of kubia's own registry for a cluster: another cluster that was led to it meanwhile keeps it.
   * @returns what became of it, in words
   */
  takeBack(cluster: string): Promise<string>
}
