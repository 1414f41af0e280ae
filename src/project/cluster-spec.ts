import {checkClusterName} from '../cluster/cluster-name.ts'
import {type ClusterConfig, type ClusterSpec, DEFAULT_SPEC} from '../cluster/cluster-spec.ts'
import {askedBy, findClash, type HostPort} from '../cluster/host-port.ts'
import type {ProviderName} from '../cluster/provider.ts'
import {definitionOf} from '../cluster/providers/index.ts'
import type {ClusterShape} from '../cluster/shape.ts'
import {KubiaError, usageError} from '../errors/kubia-error.ts'

/**
 * The cluster's name, in kind's order: argument, then KIND_CLUSTER_NAME, then the configuration's, then `kubia`
 * (kind v0.33, pkg/internal/cli/override.go: the variable counts as `--name`). @throws KubiaError NAME_INVALID
 */
export const clusterName = (
  argument: string | undefined,
  config: Pick<ClusterConfig, 'name'> | undefined,
  env: NodeJS.ProcessEnv = process.env,
): string => checkClusterName(argument ?? (env['KIND_CLUSTER_NAME'] || config?.name || DEFAULT_SPEC.name))

/** @throws KubiaError USAGE, or CONFIG_INVALID where fields of a configuration ask for it, for a port that is asked for twice */
const refuseTwins = (ports: readonly HostPort[]): void => {
  const [first, second] = findClash(ports) ?? []
  if (!first || !second) return
  const {address, hostPort} = second
  if (!first.fields && !second.fields) throw usageError(`port ${hostPort} on ${address} is published twice`)
  const message = `port ${hostPort} is asked for twice: by ${askedBy(first)} and by ${askedBy(second)}`
  throw new KubiaError('CONFIG_INVALID', message, {fix: ['give one of them another port, or 0 to have one chosen']})
}

/** The ports that a cluster listens at: the configuration's, as its provider takes them, then the flags'. */
const portsOf = ({provider, config, flags}: ClusterRequest): HostPort[] => {
  const {listensAt = (port: HostPort) => port} = definitionOf(provider)
  return [...(config?.ports ?? []).flatMap(port => listensAt(port) ?? []), ...(flags.publish ?? [])]
}

/** What a command line says of a cluster, each part read and valid for itself. */
export interface ClusterRequest {
  name?: string | undefined
  provider: ProviderName
  kubeconfig?: string | undefined
  flags: ClusterShape
  config?: ClusterConfig | undefined
}

/**
 * The cluster that flags and configuration describe. Flags win over the configuration.
 * @throws KubiaError USAGE or NAME_INVALID, before anything was asked of the machine
 */
export const clusterSpec = (request: ClusterRequest, env: NodeJS.ProcessEnv = process.env): ClusterSpec => {
  const {provider, kubeconfig, flags, config} = request
  if (flags.image !== undefined && flags.kubernetesVersion !== undefined)
    throw usageError('--image and --kubernetes-version cannot be used together: an image is of one version')
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
  const ports = portsOf(request)
  const stated: ClusterShape = {
    ...config?.shape,
    ...given,
    publish: ports
      .filter(({apiServer}) => !apiServer)
      .map(({address, hostPort, nodePort, protocol, node}) => ({
        address,
        hostPort,
        nodePort,
        protocol,
        ...(node !== undefined && {node}),
      })),
  }
  refuseTwins(ports)
  definitionOf(provider).refuse?.(stated)
  return {
    name: clusterName(request.name, config, env),
    provider,
    kubeconfig,
    controlPlanes: stated.controlPlanes ?? DEFAULT_SPEC.controlPlanes,
    workers: stated.workers ?? DEFAULT_SPEC.workers,
    flags,
    stated,
    ports,
    config,
    fallbackImage: env['KUBIA_NODE_IMAGE'] || undefined,
  }
}
