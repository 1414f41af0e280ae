/** A port of the host that leads to a node port of the cluster: what `--publish` asks for. */
export interface PublishedPort {
  /** An IP address of the host, IPv6 without brackets. */
  address: string
  /** 0 where any free one will do. */
  hostPort: number
  nodePort: number
  protocol: 'TCP' | 'UDP' | 'SCTP'
  /** The index of the node in the configuration that asks for it; undefined for the first control plane. */
  node?: number
}

/** An IP address as it stands before a port: IPv6 in brackets. */
export const hostOf = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** A published port as it is written on the command line. */
export const formatPort = ({address, hostPort, nodePort, protocol}: PublishedPort): string =>
  `${hostOf(address)}:${hostPort}:${nodePort}${protocol === 'TCP' ? '' : `/${protocol.toLowerCase()}`}`
