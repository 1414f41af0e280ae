import {setTimeout as sleep} from 'node:timers/promises'
import {CONTAINER_MISSING, recognise} from '../../../errors/known/index.ts'
import {isRecord, readAnswer, unreadable} from '../../../process/answer.ts'
import type {Command} from '../../../process/command.ts'
import {CommandFailed, type Exec} from '../../../process/exec.ts'
import {stoppedProcesses} from '../../../process/processes.ts'
import {compareNaturally} from '../../../text/natural-order.ts'
import {type ClusterNode, contextOf, type LocalCluster, type NodeRole} from '../../provider.ts'
import {withFrozen} from './frozen-programs.ts'

/** The labels that kind puts on its node containers. */
export const CLUSTER_LABEL = 'io.x-k8s.kind.cluster'
const ROLE_LABEL = 'io.x-k8s.kind.role'
/** The API server's port in its container (kind v0.33, pkg/cluster/internal/providers/common/constants.go). */
export const API_SERVER_PORT = 6443
const API_SERVER_BINDING = `${API_SERVER_PORT}/tcp`

interface PortBinding {
  HostIp?: string
  HostPort?: string
}
/** The part of `docker inspect` that is read; podman and nerdctl answer in the same shape. */
interface InspectedContainer {
  Id: string
  Name: string
  Created: string
  State: {Running?: boolean; Paused?: boolean}
  Config: {Image?: string; Labels?: Record<string, string> | null}
  ImageName?: string
  NetworkSettings?: {Networks?: Record<string, {IPAddress?: string; GlobalIPv6Address?: string}> | null} | null
  HostConfig?: {PortBindings?: Record<string, PortBinding[] | null> | null}
}

/** Lists the containers with a label, stopped ones too: a line of id and name for each. */
const labelledCommand = (engine: string, label: string): Command => ({
  program: engine,
  args: ['ps', '-a', '--no-trunc', '--filter', `label=${label}`, '--format', '{{.ID}} {{.Names}}'],
})

const clusterLabel = (cluster: string | undefined): string =>
  `${CLUSTER_LABEL}${cluster === undefined ? '' : `=${cluster}`}`

export const inspectCommand = (engine: string, ids: readonly string[]): Command => ({
  program: engine,
  args: ['inspect', '--type', 'container', ...ids],
})

/** Removes containers by id with their anonymous volumes, running or not. */
export const removeCommand = (engine: string, ids: readonly string[]): Command => ({
  program: engine,
  args: ['rm', '-f', '-v', ...ids],
})

const protocolOf = (key: string): 'TCP' | 'UDP' | 'SCTP' => {
  const protocol = key.split('/')[1]?.toUpperCase()
  return protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP'
}

/** Where the engine listens for the API server of a container: with several control planes, of each and of their load balancer. */
const apiPortsOf = ({HostConfig}: InspectedContainer): number[] =>
  (HostConfig?.PortBindings?.[API_SERVER_BINDING] ?? []).map(({HostPort}) => Number(HostPort)).filter(port => port > 0)

/** A node is in one network, kind's. A container that does not run has empty addresses. */
const placeOf = ({NetworkSettings}: InspectedContainer): Pick<ClusterNode, 'address' | 'network'> => {
  const [[network, place] = []] = Object.entries(NetworkSettings?.Networks ?? {})
  return {address: place?.IPAddress || place?.GlobalIPv6Address || undefined, ...(network !== undefined && {network})}
}

const toNode = (container: InspectedContainer): ClusterNode => {
  const {[API_SERVER_BINDING]: _, ...published} = container.HostConfig?.PortBindings ?? {}
  return {
    name: container.Name.replace(/^\//, ''),
    role: (container.Config.Labels?.[ROLE_LABEL] ?? 'worker') as NodeRole,
    id: container.Id,
    image: container.ImageName ?? container.Config.Image ?? '',
    // A paused container runs for docker, and does not for podman.
    running: container.State.Running === true && container.State.Paused !== true,
    ...(container.State.Paused === true && {paused: true}),
    createdAt: container.Created,
    ...placeOf(container),
    ports: Object.entries(published).flatMap(([key, hosts]) =>
      (hosts ?? []).map(({HostIp = '', HostPort = '0'}) => ({
        address: HostIp,
        hostPort: Number(HostPort),
        nodePort: Number.parseInt(key, 10),
        protocol: protocolOf(key),
      })),
    ),
  }
}

const byRoleThenName = (a: ClusterNode, b: ClusterNode): number =>
  Number(a.role !== 'control-plane') - Number(b.role !== 'control-plane') || compareNaturally(a.name, b.name)

const readCluster = (name: string, containers: readonly InspectedContainer[]): LocalCluster => {
  const apiPorts = containers.flatMap(apiPortsOf)
  return {
    name,
    provider: 'kind',
    context: contextOf('kind', name),
    nodes: containers.map(toNode).sort(byRoleThenName),
    ...(apiPorts.length > 0 && {apiPorts}),
  }
}

const isContainerList =
  (asked: number | undefined) =>
  (value: unknown): boolean =>
    Array.isArray(value) &&
    (asked === undefined || value.length === asked) &&
    value.every(
      one =>
        isRecord(one) &&
        typeof one['Id'] === 'string' &&
        typeof one['Name'] === 'string' &&
        isRecord(one['State']) &&
        isRecord(one['Config']),
    )

/**
 * The clusters behind the text of `inspect`, by name.
 * @param asked how many containers it was asked for
 * @throws KubiaError ANSWER_UNREADABLE where it cannot be read, or lists another number
 */
export const readClusters = (engine: string, inspected: string, asked?: number): LocalCluster[] => {
  const containers = readAnswer<InspectedContainer[]>(`${engine} inspect`, inspected, isContainerList(asked))
  const byCluster = Map.groupBy(containers, ({Config}) => Config.Labels?.[CLUSTER_LABEL])
  return [...byCluster]
    .flatMap(([name, own]) => (name === undefined ? [] : readCluster(name, own)))
    .sort((a, b) => compareNaturally(a.name, b.name))
}

/** A container, as an engine lists it. */
interface ListedContainer {
  id: string
  name: string
}

/** The containers with a label, running or not. @throws KubiaError ANSWER_UNREADABLE */
export const listLabelled = async (exec: Exec, engine: string, label: string): Promise<ListedContainer[]> => {
  const {stdout} = await exec(labelledCommand(engine, label), {waitsFor: engine})
  const found = [...stdout.matchAll(/^(\S+) (\S+)\r?$/gm)].map(([, id = '', name = '']) => ({id, name}))
  // A wrapper's warning beside containers is left out; alone, it must not be taken for "there is none".
  if (found.length === 0 && stdout.trim() !== '') throw unreadable(`${engine} ps`, stdout)
  return found
}

/** Node containers, of one cluster or of all, by the engine's listing alone. */
export const listContainers = (exec: Exec, engine: string, cluster?: string): Promise<ListedContainer[]> =>
  listLabelled(exec, engine, clusterLabel(cluster))

/** How often a listing is taken again when a container went away before it could be looked at. */
const INSPECT_TRIES = 10
const INSPECT_PAUSE_MS = 200

/**
 * The clusters that exist. Containers come and go while others create and delete: one that goes away between the
 * listing and the look at it has the listing taken again.
 * @throws CommandFailed where the engine fails, or where the listing never holds still
 */
export const findClusters = async (exec: Exec, engine: string, cluster?: string): Promise<LocalCluster[]> => {
  for (let attempt = 1; ; attempt++) {
    const containers = await listContainers(exec, engine, cluster)
    if (containers.length === 0) return []
    const command = inspectCommand(
      engine,
      containers.map(({id}) => id),
    )
    const result = await exec(command, {allowFailure: true, waitsFor: engine})
    if (result.exitCode === 0) {
      const processes = stoppedProcesses()
      return readClusters(engine, result.stdout, containers.length).map(found => withFrozen(found, processes))
    }
    if (attempt === INSPECT_TRIES || !recognise(result.stderr, CONTAINER_MISSING))
      throw new CommandFailed(command, result)
    await sleep(INSPECT_PAUSE_MS)
  }
}
