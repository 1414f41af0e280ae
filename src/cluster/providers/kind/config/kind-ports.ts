import type {HostPort} from '../../../host-port.ts'
import type {PublishedPort} from '../../../published-port.ts'
import {API_SERVER_PORT} from '../../common/containers.ts'
import type {KindConfig, KindPortMapping} from './kind-schema.ts'

/**
 * The addresses that kind listens at where its config names none, by the family of the cluster. Source: kind v0.33, for
 * published ports `generatePortMappings` of pkg/cluster/internal/providers/{docker,podman,nerdctl}/provision.go, for the
 * API server's pkg/internal/apis/config/default.go.
 */
export const usualAddresses = ({networking = {}}: KindConfig): {published: string; apiServer: string} =>
  networking.ipFamily === 'ipv6' ? {published: '::', apiServer: '::1'} : {published: '0.0.0.0', apiServer: '127.0.0.1'}

/** A port mapping as kind takes it: -1 leaves the choice of a port to the engine, 0 to kind. */
export const portOf = (
  {containerPort = 0, hostPort = 0, listenAddress, protocol}: KindPortMapping,
  config: KindConfig,
): PublishedPort => ({
  address: listenAddress || usualAddresses(config).published,
  hostPort: Math.max(0, hostPort),
  nodePort: containerPort,
  protocol: protocol || 'TCP',
})

/** A port that a config asks for, with the paths of its fields. */
export interface PortOfConfig extends Omit<HostPort, 'fields'> {
  /** The path of the object that has the fields: `networking`. */
  path: string
  /** The keys of the fields: `hostPort`, `listenAddress`. */
  keys: {port: string; address: string}
}

/** The ports of the host that a config asks for, in whatever node; then the API server's, where its place is stated. */
export const portsOf = (config: KindConfig): PortOfConfig[] => {
  const {nodes = [], networking: {apiServerAddress = '', apiServerPort = 0} = {}} = config
  const first = nodes.findIndex(({role}) => (role || 'control-plane') === 'control-plane')
  const published = nodes.flatMap(({extraPortMappings = []}, node) =>
    extraPortMappings.map((mapping, i) => ({
      ...portOf(mapping, config),
      ...(node !== first && {node}),
      path: `nodes[${node}].extraPortMappings[${i}]`,
      keys: {port: 'hostPort', address: 'listenAddress'},
      ...(!mapping.listenAddress && {usualAddress: true}),
    })),
  )
  if (apiServerAddress === '' && apiServerPort <= 0) return published
  const apiServer = {
    address: apiServerAddress || usualAddresses(config).apiServer,
    hostPort: Math.max(0, apiServerPort),
    nodePort: API_SERVER_PORT,
    protocol: 'TCP' as const,
    apiServer: true,
    path: 'networking',
    keys: {port: 'apiServerPort', address: 'apiServerAddress'},
  }
  return [...published, apiServer]
}
