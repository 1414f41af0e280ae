import {counted} from '../text/counted.ts'
import type {HostPort} from './host-port.ts'
import type {ProviderName} from './local-cluster.ts'
import type {ClusterShape} from './shape.ts'

/** All that a provider's configuration says, as plain data. */
export type ConfigFields = Readonly<Record<string, unknown>>

/** A configuration of the user's own, as its provider read it. */
export interface ClusterConfig {
  /** The file that it was read from, absolute; undefined for standard input. */
  file?: string | undefined
  /** What messages call it: `kind.yaml`. */
  source: string
  /** The text itself, which goes to the provider as it is. */
  text: string
  /** The cluster's name, where it gives one. */
  name?: string | undefined
  /** What it states of the cluster's shape, but for its ports. */
  shape: ClusterShape
  /** Where it lists its nodes, if it does: `kind.yaml:4`. */
  nodesPlace?: string | undefined
  /** The ports of the host that it asks for, as kind takes them; the API server's among them where it states that one. */
  ports: readonly HostPort[]
  /** All that it says, as plain data. */
  fields: ConfigFields
}

/** A cluster as it is wanted, validated: what providers, checks and drift read. */
export interface ClusterSpec {
  name: string
  provider: ProviderName
  /** The kubeconfig to write to; without it kubectl's own rules decide. */
  kubeconfig?: string | undefined
  /** As stated, else that of `DEFAULT_SPEC`. */
  controlPlanes: number
  /** As stated, else that of `DEFAULT_SPEC`. */
  workers: number
  /** What the flags state: it is laid over the configuration. */
  flags: ClusterShape
  /** What flags and configuration state together: defaults are not in it, so they never drift. */
  stated: ClusterShape
  /** All ports of the host that it listens at, as far as they are stated; the API server's among them. */
  ports: readonly HostPort[]
  config?: ClusterConfig | undefined
  /** The image for nodes of which nothing is stated: KUBIA_NODE_IMAGE. */
  fallbackImage?: string | undefined
}

/** What a cluster is where nothing is stated of it. */
export const DEFAULT_SPEC = {
  name: 'kubia',
  controlPlanes: 1,
  workers: 2,
  flags: {},
  stated: {},
  ports: [],
} as const satisfies Omit<ClusterSpec, 'provider'>

/** `1 control-plane + 2 workers`; of a single node, that it is also the one for apps. */
export const describeShape = ({controlPlanes, workers}: {controlPlanes: number; workers: number}): string => {
  if (controlPlanes === 1 && workers === 0) return '1 control-plane (one node: apps run on it)'
  const planes = counted(controlPlanes, 'control-plane')
  return workers === 0 ? planes : `${planes} + ${counted(workers, 'worker')}`
}
