import type {Advice} from '../errors/advice.ts'
import {amend, KubiaError} from '../errors/kubia-error.ts'
import {formatPort, hostOf, type PublishedPort} from './published-port.ts'

/** A field of a configuration, and where it stands. */
export interface ConfigField {
  /** Its key: `hostPort`. */
  name: string
  /** `kind.yaml:7`. */
  place: string
}

/** A port of the host that a new cluster listens at. */
export interface HostPort extends PublishedPort {
  /** The fields that ask for the port and for its address; absent where `--publish` does. */
  fields?: {port: ConfigField; address: ConfigField}
  /** True of the API server's own port, which is no published one. */
  apiServer?: boolean
  /** True of the port of a registry, which `--registry` names. */
  registry?: boolean
  /** True where no address is stated: it is the one that kind takes. */
  usualAddress?: boolean
}

/** The beginning of a message on a field: `kind.yaml:7: `; empty where no field is meant. */
const at = (field: ConfigField | undefined): string => (field ? `${field.place}: ` : '')

/** A port as the subject of a message: `kind.yaml:7: hostPort 80 on 0.0.0.0`, `port 80 on 127.0.0.1`. */
export const describePort = ({fields, hostPort, address}: HostPort): string =>
  `${at(fields?.port)}${fields?.port.name ?? 'port'} ${hostPort} on ${hostOf(address)}`

/** A port's address as the subject of a message: `kind.yaml:8: listenAddress 192.0.2.1`. */
export const describeAddress = ({fields, address}: HostPort): string =>
  fields ? `${at(fields.address)}${fields.address.name} ${hostOf(address)}` : hostOf(address)

/**
 * What to write in place of a port that cannot be listened at. @param other the port with the address that is to be
 * taken; @param free a host port that is free, where one was found
 */
export const mendPort = (port: HostPort, other: PublishedPort, free: number | undefined): Advice => {
  const {fields, apiServer} = port
  if (port.registry) return free === undefined ? 'name another port: --registry=PORT' : `--registry=${free} is free`
  if (fields && other.address !== port.address)
    return `${at(fields.address)}write ${fields.address.name}: ${other.address}, or leave it out`
  if (fields)
    return free === undefined
      ? `${at(fields.port)}write ${fields.port.name}: 0, and a free one is chosen`
      : `${at(fields.port)}write ${fields.port.name}: ${free}, which is free${apiServer ? '' : ', or 0 to have one chosen'}`
  const {address, nodePort, protocol} = other
  const flag = `-p ${formatPort({address, hostPort: free ?? 0, nodePort, protocol}).replace(/^127\.0\.0\.1:/, '')}`
  return free === undefined ? `${flag} has a free port chosen` : `${flag} is free, and 0 has a free one chosen`
}

/** The address of this machine's own that stands for a foreign one. */
export const ownAddress = ({address}: PublishedPort): string => (address.includes(':') ? '::1' : '127.0.0.1')

const isEverywhere = (address: string): boolean => address === '0.0.0.0' || address === '::'

/** Whether two ports cannot be listened at both; 0 finds a free one. As kind has it, `::` covers IPv4 too. */
const clash = (a: HostPort, b: HostPort): boolean =>
  a.hostPort !== 0 &&
  a.hostPort === b.hostPort &&
  a.protocol === b.protocol &&
  (a.address === b.address || isEverywhere(a.address) || isEverywhere(b.address))

/** Two ports of a list that cannot be listened at both, the first such pair. */
export const findClash = (ports: readonly HostPort[]): [HostPort, HostPort] | undefined => {
  for (const [index, port] of ports.entries()) {
    const earlier = ports.slice(0, index).find(other => clash(other, port))
    if (earlier) return [earlier, port]
  }
  return undefined
}

/** What asks for a port: `hostPort at kind.yaml:7`, `-p 127.0.0.1:80:30080`. */
export const askedBy = (port: HostPort): string =>
  port.fields ? `${port.fields.port.name} at ${port.fields.port.place}` : `-p ${formatPort(port)}`

/** The number of the port that an engine could not listen at; undefined where its failure is of something else. */
const refusedPort = ({details}: KubiaError): number | undefined => {
  const number = /:(\d+)$/.exec(details.facts?.listen ?? '')?.[1]
  return number === undefined ? undefined : Number(number)
}

/** What of the fix of such a failure is not the flag for another port, which stands first. */
const withoutFlag = ({details}: KubiaError): readonly Advice[] => (details.fix ?? []).slice(1)

/**
 * The failure of an engine that could not listen, with the field that asks for that port, where one does.
 * @param error with the fact `listen`; any other stays as it is
 */
export const atField = (error: KubiaError, ports: readonly HostPort[]): KubiaError => {
  const number = refusedPort(error)
  const port = ports.find(({hostPort}) => hostPort === number)
  if (!port?.fields) return error
  const isForeign = error.code === 'ADDRESS_FOREIGN'
  const {place, name} = isForeign ? port.fields.address : port.fields.port
  const other = isForeign ? {...port, address: ownAddress(port)} : port
  return new KubiaError(error.code, `${place}: ${name}: ${error.message}`, {
    ...error.details,
    fix: [mendPort(port, other, undefined), ...withoutFlag(error)],
  })
}

/** What finds out which program has a port that cannot be another one. @param again the command that failed for it */
export const releasePort = (port: number, protocol: PublishedPort['protocol'], again: Advice): Advice[] => [
  {
    command: `lsof -i ${protocol}:${port}${protocol === 'TCP' ? ' -s TCP:LISTEN' : ''}`,
    comment: 'names the program, which is to be ended',
  },
  again,
]

/**
 * The failure of an engine that could not listen at a port of nodes that exist, which keep their ports.
 * @param error with the fact `listen`; any other stays as it is; @param ports those of the nodes; @param again the
 * command that starts them
 */
export const atExisting = (error: KubiaError, ports: readonly PublishedPort[], again: Advice): KubiaError => {
  const number = refusedPort(error)
  if (number === undefined) return error
  const protocol = ports.find(({hostPort}) => hostPort === number)?.protocol ?? 'TCP'
  const fix = error.code === 'PORT_TAKEN' ? releasePort(number, protocol, again) : [...withoutFlag(error), again]
  return amend(error, {fix})
}
