// The first line of a simulated cluster's state file, which describes the cluster. Both sides of the process boundary
// read it: the cluster's own program, and kubia, which lists clusters without starting them.

import {describeNewer} from '../../text/newer-version.ts'

/** The version of the state file that is written. A file without one was written before there were versions: it is 1. */
export const STATE_VERSION = 1

/** A port of this machine that leads to a node port. */
export interface PublishedPort {
  /** An IP address of this machine, IPv6 without brackets. */
  address: string
  /** 0 where any free one will do. */
  hostPort: number
  nodePort: number
  protocol: 'SCTP' | 'TCP' | 'UDP'
  /** The index of the node that has it, 0 where it is left out: the first control plane. */
  node?: number
}

/** What a node is registered with beside what every node has. */
export interface NodeRegistration {
  labels?: Record<string, string>
  /** In place of those that its role gives it; undefined where nothing is said of them. */
  taints?: {key: string; value?: string; effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'}[]
}

export interface NodeSpec extends NodeRegistration {
  name: string
  role: 'control-plane' | 'worker'
  /** An IPv4 address of this machine's loopback network. */
  address: string
}

export interface Description {
  version: number
  /** The release of kubia that wrote the file last; absent where it did not say so yet. */
  writtenBy?: string
  name: string
  /** A new cluster of the same name has another one. */
  id: string
  /** RFC 3339. */
  createdAt: string
  /** `1.36.0`: reported, and nothing more. */
  kubernetesVersion: string
  /** The API server's URL. */
  server: string
  nodes: NodeSpec[]
  publish: PublishedPort[]
  /** Base64 of PEM, as a kubeconfig has it. */
  caData: string
  clientCertificateData: string
  clientKeyData: string
}

/** A state file that cannot be used; the message names the file and what is wrong with it. */
export class StateError extends Error {
  /** Whether a newer program wrote the file, which is then not damaged. */
  readonly newer: boolean

  constructor(message: string, newer = false) {
    super(message)
    this.newer = newer
  }
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const TEXTS = [
  'name',
  'id',
  'createdAt',
  'kubernetesVersion',
  'server',
  'caData',
  'clientCertificateData',
  'clientKeyData',
] as const

const isTaint = (value: unknown): boolean =>
  isFields(value) &&
  typeof value['key'] === 'string' &&
  ['string', 'undefined'].includes(typeof value['value']) &&
  ['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(String(value['effect']))

/** Whether a value says what a node is registered with. */
export const isRegistration = (value: unknown): value is NodeRegistration => {
  if (!isFields(value)) return false
  const {labels = {}, taints = []} = value
  return (
    isFields(labels) &&
    Object.values(labels).every(label => typeof label === 'string') &&
    Array.isArray(taints) &&
    taints.every(isTaint)
  )
}

const isNode = (value: unknown): boolean =>
  isRegistration(value) &&
  isFields(value) &&
  typeof value['name'] === 'string' &&
  typeof value['address'] === 'string' &&
  (value['role'] === 'control-plane' || value['role'] === 'worker')

const isPort = (value: unknown): boolean =>
  isFields(value) &&
  typeof value['address'] === 'string' &&
  Number.isInteger(value['hostPort']) &&
  Number.isInteger(value['nodePort']) &&
  Number.isInteger(value['node'] ?? 0) &&
  ['SCTP', 'TCP', 'UDP'].includes(String(value['protocol']))

const isDescription = (value: Fields): value is Fields & Omit<Description, 'version'> => {
  const {nodes, publish, server, createdAt} = value
  return (
    TEXTS.every(name => typeof value[name] === 'string') &&
    URL.canParse(String(server)) &&
    !Number.isNaN(Date.parse(String(createdAt))) &&
    Array.isArray(nodes) &&
    nodes.length > 0 &&
    nodes.every(isNode) &&
    Array.isArray(publish) &&
    publish.every(isPort)
  )
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Reads a description.
 * @param line the first line of the state file, undefined where the file has no whole line
 * @param file the path that the error names
 * @throws StateError where the line is no description, or one that a newer program wrote
 */
export const parseDescription = (line: string | undefined, file: string): Description => {
  const value = parse(line ?? '')
  const newer = isFields(value) ? describeNewer(file, value, STATE_VERSION) : undefined
  if (newer !== undefined) throw new StateError(newer, true)
  if (!isFields(value) || (value['version'] ?? STATE_VERSION) !== STATE_VERSION || !isDescription(value))
    throw new StateError(line === '' ? `${file} is empty` : `${file} is damaged in line 1`)
  return {version: STATE_VERSION, ...value}
}
