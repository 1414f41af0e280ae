import {checkClusterName} from '../cluster/cluster-name.ts'
import {fieldsOf} from '../cluster/config-drift.ts'
import type {ProviderName} from '../cluster/provider.ts'
import type {KindConfig, PublishedPort} from '../cluster/providers/kind/config/kind-config.ts'
import type {ParsedKindConfig} from '../cluster/providers/kind/config/kind-validate.ts'
import {parseKubernetesVersion} from '../cluster/providers/kind/node-image.ts'
import {usageError} from '../errors/kubia-error.ts'
import {parseImage} from './image.ts'
import {parseWhole} from './numbers.ts'
import {parsePublish} from './publish.ts'

/** More nodes than this on one machine is a typing error rather than a wish. */
const MAX_WORKERS = 100
const MAX_CONTROL_PLANES = 9
const DEFAULT_NAME = 'kubia'
const DEFAULT_WORKERS = 2

/** The words of the command line that describe a cluster; what is absent was not given. */
export interface ClusterWords {
  name?: string | undefined
  provider?: ProviderName | undefined
  workers?: string | undefined
  controlPlanes?: string | undefined
  kubernetesVersion?: string | undefined
  image?: string | undefined
  publish?: readonly string[] | undefined
}

/** What this run says of the cluster's shape, by flag or by file. What it leaves open can't differ from what is. */
export interface StatedShape {
  controlPlanes?: number | undefined
  workers?: number | undefined
  kubernetesVersion?: string | undefined
  image?: string | undefined
  publish: PublishedPort[]
}

/** A cluster as it is wanted, validated. */
export interface ClusterSpec {
  name: string
  provider: ProviderName
  controlPlanes: number
  workers: number
  stated: StatedShape
  /** What the flags say beside a configuration of the user's own. */
  flags: StatedShape
  /** The user's own configuration. */
  config?: ParsedKindConfig | undefined
  /** The image for nodes of which nothing is said: KUBIA_NODE_IMAGE. */
  fallbackImage?: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** The cluster's name: argument, then the configuration's, then KIND_CLUSTER_NAME, then `kubia`. @throws KubiaError NAME_INVALID */
export const clusterName = (
  argument: string | undefined,
  config: KindConfig | undefined,
  env: Environment = process.env,
): string => checkClusterName(argument ?? (config?.name || env['KIND_CLUSTER_NAME'] || DEFAULT_NAME))

const countRole = (config: KindConfig, role: 'control-plane' | 'worker'): number =>
  (config.nodes ?? [{}]).filter(node => (node.role || 'control-plane') === role).length

/** The ports that a configuration publishes, in whatever node. */
const configPorts = (config: KindConfig): PublishedPort[] =>
  (config.nodes ?? []).flatMap(node =>
    (node.extraPortMappings ?? []).map(({containerPort = 0, hostPort = 0, listenAddress = '', protocol}) => ({
      address: listenAddress || '0.0.0.0',
      hostPort: Math.max(0, hostPort),
      nodePort: containerPort,
      protocol: protocol || ('TCP' as const),
    })),
  )

const refuseTwins = (ports: readonly PublishedPort[]): void => {
  const seen = new Set<string>()
  for (const {address, hostPort, protocol} of ports) {
    const key = `${address} ${hostPort} ${protocol}`
    if (hostPort !== 0 && seen.has(key)) throw usageError(`port ${hostPort} on ${address} is published twice`)
    seen.add(key)
  }
}

/** What a simulated cluster can't be told. @throws KubiaError USAGE */
const refuseUnsimulated = ({image, publish}: StatedShape): void => {
  if (image !== undefined)
    throw usageError(
      '--image names a node image, and simulated nodes are made of none: leave it out; --kubernetes-version says which version they report',
    )
  const deaf = publish.find(({protocol}) => protocol !== 'TCP')
  if (deaf)
    throw usageError(
      `port ${deaf.hostPort}/${deaf.protocol.toLowerCase()} can not be published: the simulated cluster has traffic of TCP alone`,
    )
}

/** What a configuration says that a simulated cluster does without: all but names, roles and ports. */
export const unsimulatedFields = (config: KindConfig): string[] => [
  ...(config.nodes ?? []).flatMap(({image}, index) => (image ? `nodes[${index}].image` : [])),
  ...fieldsOf(config).keys(),
]

/**
 * The cluster that the words and the configuration describe. Flags win over the configuration.
 * @throws KubiaError USAGE or NAME_INVALID, before anything was asked of the machine
 */
export const clusterSpec = (
  words: ClusterWords,
  parsed: ParsedKindConfig | undefined,
  env: Environment = process.env,
): ClusterSpec => {
  const config = parsed?.config
  if (words.image !== undefined && words.kubernetesVersion !== undefined) {
    throw usageError('--image and --kubernetes-version can not be used together: an image is of one version')
  }
  const flags: StatedShape = {
    controlPlanes:
      words.controlPlanes === undefined
        ? undefined
        : parseWhole(words.controlPlanes, '--control-planes', 1, MAX_CONTROL_PLANES),
    workers: words.workers === undefined ? undefined : parseWhole(words.workers, '--workers', 0, MAX_WORKERS),
    kubernetesVersion:
      words.kubernetesVersion === undefined ? undefined : parseKubernetesVersion(words.kubernetesVersion),
    image: words.image === undefined ? undefined : parseImage(words.image),
    publish: (words.publish ?? []).map(parsePublish),
  }
  const stated: StatedShape = {
    ...flags,
    controlPlanes: flags.controlPlanes ?? (config && countRole(config, 'control-plane')),
    workers: flags.workers ?? (config && countRole(config, 'worker')),
    publish: [...(config ? configPorts(config) : []), ...flags.publish],
  }
  refuseTwins(stated.publish)
  if (words.provider === 'sim') refuseUnsimulated(stated)
  return {
    name: clusterName(words.name, config, env),
    provider: words.provider ?? 'kind',
    controlPlanes: stated.controlPlanes ?? 1,
    workers: stated.workers ?? DEFAULT_WORKERS,
    stated,
    flags,
    config: parsed,
    fallbackImage: env['KUBIA_NODE_IMAGE'] || undefined,
  }
}

/** Whether the configuration says at which address or port of the host the API server listens. */
export const statesApiAddress = ({config}: ClusterSpec): boolean => {
  const {apiServerAddress, apiServerPort} = config?.config?.networking ?? {}
  return apiServerAddress !== undefined || apiServerPort !== undefined
}

/** `1 control-plane + 2 workers`; of a single node, that it is also the one for apps. */
export const describeShape = ({controlPlanes, workers}: {controlPlanes: number; workers: number}): string => {
  if (controlPlanes === 1 && workers === 0) return '1 control-plane (one node: apps run on it)'
  const planes = `${controlPlanes} control-plane${controlPlanes === 1 ? '' : 's'}`
  return workers === 0 ? planes : `${planes} + ${workers} worker${workers === 1 ? '' : 's'}`
}
