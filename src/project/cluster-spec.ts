import {checkClusterName} from '../cluster/cluster-name.ts'
import {type ClusterConfig, type ClusterSpec, DEFAULT_SPEC} from '../cluster/cluster-spec.ts'
import type {ProviderName} from '../cluster/provider.ts'
import {definitionOf} from '../cluster/providers/index.ts'
import type {PublishedPort} from '../cluster/published-port.ts'
import type {ClusterShape} from '../cluster/shape.ts'
import {usageError} from '../errors/kubia-error.ts'

/**
 * The cluster's name, in kind's order: argument, then KIND_CLUSTER_NAME, then the configuration's, then `kubia`
 * (kind v0.33, pkg/internal/cli/override.go: the variable counts as `--name`). @throws KubiaError NAME_INVALID
 */
export const clusterName = (
  argument: string | undefined,
  config: Pick<ClusterConfig, 'name'> | undefined,
  env: NodeJS.ProcessEnv = process.env,
): string => checkClusterName(argument ?? (env['KIND_CLUSTER_NAME'] || config?.name || DEFAULT_SPEC.name))

const refuseTwins = (ports: readonly PublishedPort[]): void => {
  const seen = new Set<string>()
  for (const {address, hostPort, protocol} of ports) {
    const key = `${address} ${hostPort} ${protocol}`
    if (hostPort !== 0 && seen.has(key)) throw usageError(`port ${hostPort} on ${address} is published twice`)
    seen.add(key)
  }
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
  const stated: ClusterShape = {
    ...config?.shape,
    ...given,
    publish: [...(config?.shape.publish ?? []), ...(flags.publish ?? [])],
  }
  refuseTwins(stated.publish ?? [])
  definitionOf(provider).refuse?.(stated)
  return {
    name: clusterName(request.name, config, env),
    provider,
    kubeconfig,
    controlPlanes: stated.controlPlanes ?? DEFAULT_SPEC.controlPlanes,
    workers: stated.workers ?? DEFAULT_SPEC.workers,
    flags,
    stated,
    config,
    fallbackImage: env['KUBIA_NODE_IMAGE'] || undefined,
  }
}
