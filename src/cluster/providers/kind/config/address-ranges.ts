import type {KindConfig} from './kind-schema.ts'

/** What kind gives to services and pods where its config says nothing (kind v0.33, pkg/internal/apis/config/default.go). */
const USUAL = {
  ipv4: {services: '10.96.0.0/16', pods: '10.244.0.0/16'},
  ipv6: {services: 'fd00:10:96::/112', pods: 'fd00:10:244::/56'},
}

/** The ranges that engines take the addresses of a network from where nobody says otherwise. */
const NODES: Readonly<Record<string, string>> = {podman: '10.88.0.0/15', nerdctl: '10.4.0.0/16', finch: '10.4.0.0/16'}
const DOCKER_NODES = '172.16.0.0/12'
/** What kind makes of the name `kind` for its network (kind v0.33, `generateULASubnetFromName`). */
const IPV6_NODES = 'fc00:f853:ccd:e793::/64'

/** The address ranges of the services, pods and nodes of clusters of a config. @param engine the program that kind uses */
export const addressRanges = ({networking = {}}: KindConfig, engine: string): string[] => {
  const {ipFamily, serviceSubnet, podSubnet} = networking
  const families =
    ipFamily === 'dual' ? (['ipv4', 'ipv6'] as const) : ([ipFamily === 'ipv6' ? 'ipv6' : 'ipv4'] as const)
  const usual = families.map(family => USUAL[family])
  return [
    ...(serviceSubnet ? serviceSubnet.split(',') : usual.map(({services}) => services)),
    ...(podSubnet ? podSubnet.split(',') : usual.map(({pods}) => pods)),
    NODES[engine] ?? DOCKER_NODES,
    ...(families.some(family => family === 'ipv6') ? [IPV6_NODES] : []),
  ]
}
