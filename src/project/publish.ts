import {isIP} from 'node:net'
import type {PublishedPort} from '../cluster/published-port.ts'
import {usageError} from '../errors/kubia-error.ts'

/** The ports that Kubernetes gives to NodePort services (kube-apiserver's default --service-node-port-range). */
export const NODE_PORTS = {min: 30_000, max: 32_767} as const

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const
const FORM = /^(?:(?<address>\[[^\]]*\]|[^:[\]]*):)?(?<host>[^:/]+):(?<node>[^:/]+)(?:\/(?<protocol>.*))?$/s

/** The decimal number of a port; undefined if the text is none or above 65535. */
const portNumber = (text: string): number | undefined => {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return value <= 65_535 ? value : undefined
}

const addressProblem = (address: string, bracketed: boolean): string | undefined => {
  const family = address.includes('%') ? 0 : isIP(address)
  if (family === (bracketed ? 6 : 4)) return undefined
  const hint = address === 'localhost' ? '; use 127.0.0.1' : ''
  return `${JSON.stringify(address)} is not an IP address${hint}`
}

const nodePortProblem = (host: string, port: number): string | undefined => {
  if (port >= NODE_PORTS.min && port <= NODE_PORTS.max) return undefined
  const likely = `${host}:${NODE_PORTS.min + (port % 1000)}`
  return `a node port is between ${NODE_PORTS.min} and ${NODE_PORTS.max}, and ${port} is not: that is not the app's port; publish ${likely}`
}

/**
 * The value of `-p, --publish`: `[ADDR:]HOST:NODEPORT[/PROTO]`, as in `8080:30080` or `[::1]:0:30053/udp`.
 * ADDR is 127.0.0.1 unless given, 0 as HOST asks for a free port, PROTO is TCP unless given.
 * @throws KubiaError USAGE in kubectl's words, saying which part is wrong
 */
export const parsePublish = (text: string): PublishedPort => {
  const refuse = (reason: string) =>
    usageError(`invalid argument ${JSON.stringify(text)} for "-p, --publish" flag: ${reason}`)
  const {address: written, host = '', node = '', protocol: proto = 'TCP'} = FORM.exec(text)?.groups ?? {}
  if (host === '') throw refuse('it must be [ADDR:]HOST:NODEPORT[/PROTO], such as 8080:30080 or [::1]:8080:30080')

  const bracketed = written?.startsWith('[') ?? false
  const address = written === undefined ? '127.0.0.1' : bracketed ? written.slice(1, -1) : written
  const wrongAddress = addressProblem(address, bracketed)
  if (wrongAddress) throw refuse(wrongAddress)

  const hostPort = portNumber(host)
  if (hostPort === undefined)
    throw refuse(`the host port must be a number from 0 to 65535, not ${JSON.stringify(host)}`)
  const nodePort = portNumber(node)
  if (nodePort === undefined) throw refuse(`the node port must be a number, not ${JSON.stringify(node)}`)
  const wrongNodePort = nodePortProblem(host, nodePort)
  if (wrongNodePort) throw refuse(wrongNodePort)

  const protocol = PROTOCOLS.find(known => known === proto.toUpperCase())
  if (!protocol) throw refuse(`the protocol must be one of ${PROTOCOLS.join(', ')}, not ${JSON.stringify(proto)}`)
  return {address, hostPort, nodePort, protocol}
}
