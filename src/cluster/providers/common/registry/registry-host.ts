import {kubiaAdvice} from '../../../../errors/advice.ts'
import {CONTAINER_MISSING, recognise, registryUnavailable} from '../../../../errors/known/index.ts'
import {amend, KubiaError} from '../../../../errors/kubia-error.ts'
import {isRecord, readAnswer} from '../../../../process/answer.ts'
import {type Command, commandAdvice} from '../../../../process/command.ts'
import {CommandFailed, type Exec} from '../../../../process/exec.ts'
import {atExisting} from '../../../host-port.ts'
import {
  type ImageRegistry,
  REGISTRY_NAME,
  REGISTRY_WORD,
  type RegistryHost,
  registryAddress,
} from '../../../image-registry.ts'
import type {ClusterNode, LocalCluster} from '../../../local-cluster.ts'
import {findClusters, inspectCommand, listLabelled, removeCommand} from '../containers.ts'
import {inspectImageCommand} from '../images/commands.ts'
import {registryRefusal} from '../images/registry-refusal.ts'
import {
  containerAt,
  hostsFile,
  INNER_PORT,
  leadCommand,
  lookAtNodeCommand,
  portsCommand,
  REGISTRY_LABEL,
  readsHostsFiles,
  registryImage,
  runRegistryCommand,
} from './commands.ts'

/** The part of `inspect` that is read of a registry; podman and nerdctl answer in the same shape. */
interface InspectedRegistry {
  Id: string
  Name: string
  State: {Running?: boolean; Paused?: boolean}
  Config: {Labels?: Record<string, string> | null}
  HostConfig?: {PortBindings?: Record<string, {HostPort?: string}[] | null> | null}
  NetworkSettings?: {Networks?: Record<string, unknown> | null} | null
}

const isOneContainer = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 1 &&
  value.every(
    one => isRecord(one) && typeof one['Id'] === 'string' && isRecord(one['State']) && isRecord(one['Config']),
  )

/** A container as a registry. @param id or its name; @returns undefined where it is not there, or went away meanwhile */
const inspectRegistry = async (exec: Exec, engine: string, id: string): Promise<ImageRegistry | undefined> => {
  const command = inspectCommand(engine, [id])
  const result = await exec(command, {allowFailure: true, waitsFor: engine})
  if (result.exitCode !== 0) {
    if (recognise(result.stderr, CONTAINER_MISSING)) return undefined
    throw new CommandFailed(command, result)
  }
  const [container] = readAnswer<[InspectedRegistry]>(`${engine} inspect`, result.stdout, isOneContainer)
  const bindings = container.HostConfig?.PortBindings?.[`${INNER_PORT}/tcp`] ?? []
  return {
    name: container.Name.replace(/^\//, ''),
    id: container.Id,
    port: Number(bindings[0]?.HostPort ?? 0),
    running: container.State.Running === true && container.State.Paused !== true,
    ours: container.Config.Labels?.[REGISTRY_LABEL] !== undefined,
    networks: Object.keys(container.NetworkSettings?.Networks ?? {}),
  }
}

/** The registry that kubia made, running or not; undefined where there is none. */
export const findOwnRegistry = async (exec: Exec, engine: string): Promise<ImageRegistry | undefined> => {
  const [found] = await listLabelled(exec, engine, REGISTRY_LABEL)
  return found && inspectRegistry(exec, engine, found.id)
}

/** What to say of a container of another's that has the name of kubia's registry. */
const nameTaken = (engine: string, {name, port, running}: ImageRegistry): KubiaError =>
  new KubiaError('NAME_TAKEN', `a container named ${name} exists, and is not a registry that kubia made`, {
    fix: [
      ...(running && port > 0 ? [kubiaAdvice(['up', `--registry=${port}`], 'uses it as it is')] : []),
      {command: [engine, 'rename', name, `${name}-1`], comment: 'gives it another name'},
    ],
  })

/**
 * The registry at a port of this machine: kubia's own, running or not, or another one that runs there.
 * @throws KubiaError REGISTRY_DIFFERS where kubia's own listens at another port, NAME_TAKEN where its name is another's
 */
export const findRegistry = async (exec: Exec, engine: string, port: number): Promise<ImageRegistry | undefined> => {
  const own = await findOwnRegistry(exec, engine)
  if (own?.port === port) return own
  const {stdout} = await exec(portsCommand(engine), {waitsFor: engine})
  const id = containerAt(stdout, port)
  const other = id === undefined ? undefined : await inspectRegistry(exec, engine, id)
  if (other) return {...other, port}
  if (!own) {
    const namesake = await inspectRegistry(exec, engine, REGISTRY_NAME)
    // One of kubia's own was made since it was listed.
    if (!namesake || namesake.ours) return namesake
    throw nameTaken(engine, namesake)
  }
  throw new KubiaError(
    'REGISTRY_DIFFERS',
    `the registry ${own.name} listens at ${registryAddress(own.port)}, not at ${port}`,
    {
      fix: [
        kubiaAdvice(['up', `--registry=${own.port}`], 'uses it as it is'),
        kubiaAdvice(['down', REGISTRY_WORD], 'removes it, with its images'),
      ],
    },
  )
}

/** The network that kind has an engine make for nodes (kind v0.33, pkg/cluster/internal/providers). */
const usualNetwork = (engine: string): string =>
  process.env[engine === 'podman' ? 'KIND_EXPERIMENTAL_PODMAN_NETWORK' : 'KIND_EXPERIMENTAL_DOCKER_NETWORK'] || 'kind'

const networkOf = (engine: string, {nodes}: LocalCluster): string =>
  nodes.flatMap(({network}) => network ?? [])[0] ?? usualNetwork(engine)

/** The nodes that run containers of pods: the load balancer of several control planes has no containerd. */
const nodesWithPods = ({nodes}: LocalCluster): ClusterNode[] =>
  nodes.filter(({role}) => role !== 'external-load-balancer')

const failed = (message: string, {command, result}: CommandFailed): KubiaError =>
  new KubiaError('REGISTRY_FAILED', message, {
    evidence: result.stderr.trim().split('\n').slice(-3),
    fix: [commandAdvice(command, 'says what is wrong')],
    keep: true,
  })

/** What to say of a command that was to set a registry up. The cluster, which may have taken minutes, is kept. */
const notSetUp = (error: CommandFailed): KubiaError => {
  if (error.code === 'COMMAND_FAILED') return failed('the registry of this machine cannot be set up', error)
  const again = kubiaAdvice(['up', '--registry'], 'goes on with it')
  // The look before it found no container of that name.
  if (error.code === 'NAME_TAKEN')
    return new KubiaError('NAME_TAKEN', `another program made the container ${REGISTRY_NAME} meanwhile`, {
      fix: [again],
      keep: true,
    })
  return amend(atExisting(error, [], again), {keep: true})
}

/** How long a look at a node's containerd may take, in ms. */
const LOOK_LIMIT_MS = 20_000

/** Whether a node has the hosts file of a registry, by what `lookAtNodeCommand` prints. */
const isLed = (looked: string, registry: Pick<ImageRegistry, 'name'>): boolean =>
  looked.endsWith(`\n${hostsFile(registry)}`)

/** Whether a node lacks the hosts file. @throws KubiaError REGISTRY_FAILED where its containerd reads none */
const lacksHostsFile = async (
  exec: Exec,
  engine: string,
  node: string,
  registry: Pick<ImageRegistry, 'name' | 'port'>,
): Promise<boolean> => {
  const command = lookAtNodeCommand(engine, node, registry.port)
  const {stdout} = await exec(command, {timeoutMs: LOOK_LIMIT_MS}).catch((error: unknown) => {
    throw error instanceof CommandFailed ? failed(`the containerd of ${node} cannot be looked at`, error) : error
  })
  if (readsHostsFiles(stdout)) return !isLed(stdout, registry)
  throw new KubiaError(
    'REGISTRY_FAILED',
    `the containerd of ${node} reads no hosts files of registries, as up --registry has it configured when it makes a cluster`,
    {
      fix: [
        kubiaAdvice(
          ['up', `--registry=${registry.port}`, '--recreate'],
          'deletes the cluster, with its data, and makes it again',
        ),
        'where it was made with --registry, take registry.mirrors out of its config, or take a node image with containerd 1.5 or later',
      ],
      left: 'the cluster is as it was',
      keep: true,
    },
  )
}

const isHere = async (exec: Exec, engine: string, image: string): Promise<boolean> =>
  (await exec(inspectImageCommand(engine, image), {allowFailure: true, waitsFor: engine})).exitCode === 0

/** @param output what the engine's pull printed */
const unavailable = (engine: string, image: string, output: string): KubiaError => {
  const {message, ...details} = registryUnavailable(image, output, {cluster: '', engine})
  return new KubiaError('IMAGE_UNAVAILABLE', message, {...details, keep: true})
}

const checkImage = async (exec: Exec, engine: string): Promise<string> => {
  const image = registryImage(engine)
  if (await isHere(exec, engine, image)) return `${image} (on this machine)`
  const words = await registryRefusal(exec, engine, image)
  if (words !== undefined) throw unavailable(engine, image, words)
  return `${image} (to be pulled; the registry answers)`
}

const fetchImage = async (exec: Exec, engine: string, report: (detail: string) => void): Promise<void> => {
  const image = registryImage(engine)
  if (await isHere(exec, engine, image)) return
  report(`pulling ${image}`)
  try {
    await exec({program: engine, args: ['pull', image]}, {onLine: line => report(`pulling ${image}: ${line}`)})
  } catch (error) {
    throw error instanceof CommandFailed ? unavailable(engine, image, error.result.stderr) : error
  }
}

/** The clusters whose nodes pull from a registry, as far as a node of theirs runs. @param but a cluster that does not count */
const clustersLedTo = async (exec: Exec, engine: string, registry: ImageRegistry, but?: string): Promise<string[]> => {
  const clusters = (await findClusters(exec, engine)).filter(({name}) => name !== but)
  const led = await Promise.all(
    clusters.map(async cluster => {
      const [node] = nodesWithPods(cluster).filter(({running}) => running)
      if (!node) return false
      const command = lookAtNodeCommand(engine, node.name, registry.port)
      const {stdout} = await exec(command, {timeoutMs: LOOK_LIMIT_MS, allowFailure: true})
      return isLed(stdout, registry)
    }),
  )
  return clusters.filter((_, index) => led[index]).map(({name}) => name)
}

/** A registry that was removed. */
export interface RemovedRegistry extends Pick<ImageRegistry, 'name' | 'port'> {
  /** The clusters whose nodes pulled from it. */
  clusters: readonly string[]
}

/** Removes the registry that kubia made, with its images. @returns undefined where there is none */
export const removeOwnRegistry = async (exec: Exec, engine: string): Promise<RemovedRegistry | undefined> => {
  const own = await findOwnRegistry(exec, engine)
  if (!own) return undefined
  const clusters = await clustersLedTo(exec, engine, own)
  await exec(removeCommand(engine, [own.id]))
  return {name: own.name, port: own.port, clusters}
}

/** As `RegistryHost.takeBack`. */
const takeBack = async (exec: Exec, engine: string, cluster: string): Promise<string> => {
  const own = await findOwnRegistry(exec, engine)
  if (!own) return 'none was made'
  const others = await clustersLedTo(exec, engine, own, cluster)
  if (others.length > 0) return `stays, for ${others.join(', ')}`
  await exec(removeCommand(engine, [own.id]))
  return 'removed'
}

/** Registries in containers of an engine, for clusters whose nodes are containers. */
export const registryHost = (
  exec: Exec,
  engine: string,
  leadAllScript: RegistryHost['leadAllScript'],
): RegistryHost => ({
  find: port => findRegistry(exec, engine, port),
  async nodesToLead(cluster, registry) {
    const nodes = nodesWithPods(cluster).map(({name}) => name)
    const lacking = await Promise.all(nodes.map(node => lacksHostsFile(exec, engine, node, registry)))
    return nodes.filter((_, index) => lacking[index])
  },
  checkImage: () => checkImage(exec, engine),
  fetchImage: report => fetchImage(exec, engine, report),
  connect(cluster, port, found) {
    const network = networkOf(engine, cluster)
    if (!found) return [runRegistryCommand(engine, network, port)]
    const command = (...args: string[]): Command => ({program: engine, args})
    return [
      ...(found.running ? [] : [command('start', found.name)]),
      ...(found.networks.includes(network) ? [] : [command('network', 'connect', network, found.name)]),
    ]
  },
  lead: (nodes, registry) => nodes.map(node => leadCommand(engine, node, registry)),
  leadAllScript,
  async run(command) {
    try {
      await exec(command)
    } catch (error) {
      throw error instanceof CommandFailed ? notSetUp(error) : error
    }
  },
  takeBack: cluster => takeBack(exec, engine, cluster),
})
