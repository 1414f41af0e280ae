import {Document, visit} from 'yaml'
import {type FieldType, KIND_API_VERSION, KIND_KIND, kindSchema} from './kind-schema.ts'

/** A port of the host that leads to a node port of the cluster: kubia's `--publish`. */
export interface PublishedPort {
  /** An IP address of the host, IPv6 without brackets. */
  address: string
  /** 0 where any free one will do. */
  hostPort: number
  nodePort: number
  protocol: 'TCP' | 'UDP' | 'SCTP'
}

export interface KindPortMapping {
  containerPort?: number
  /** 0 or unset: kind picks one; -1: the engine does. */
  hostPort?: number
  listenAddress?: string
  protocol?: 'TCP' | 'UDP' | 'SCTP' | ''
}

export interface KindMount {
  hostPath?: string
  containerPath?: string
  readOnly?: boolean
  selinuxRelabel?: boolean
  propagation?: 'None' | 'HostToContainer' | 'Bidirectional' | ''
}

export interface KindPatchJSON6902 {
  group?: string
  version?: string
  kind?: string
  patch?: string
}

export interface KindNode {
  /** control-plane unless set. */
  role?: 'control-plane' | 'worker' | ''
  image?: string
  labels?: Record<string, string>
  extraPortMappings?: KindPortMapping[]
  extraMounts?: KindMount[]
  kubeadmConfigPatches?: string[]
  kubeadmConfigPatchesJSON6902?: KindPatchJSON6902[]
}

export interface KindNetworking {
  ipFamily?: 'ipv4' | 'ipv6' | 'dual' | ''
  apiServerAddress?: string
  apiServerPort?: number
  podSubnet?: string
  serviceSubnet?: string
  disableDefaultCNI?: boolean
  kubeProxyMode?: 'iptables' | 'ipvs' | 'nftables' | 'none' | ''
  dnsSearch?: string[]
}

/** kind's config, `kind.x-k8s.io/v1alpha4`. kind-schema.ts is the same as data. */
export interface KindConfig {
  kind: string
  apiVersion: string
  name?: string
  /** None: one control plane. */
  nodes?: KindNode[]
  networking?: KindNetworking
  featureGates?: Record<string, boolean>
  runtimeConfig?: Record<string, string>
  kubeadmConfigPatches?: string[]
  kubeadmConfigPatchesJSON6902?: KindPatchJSON6902[]
  containerdConfigPatches?: string[]
  containerdConfigPatchesJSON6902?: string[]
}

/** What a generated config is made of. */
export interface KindConfigSpec {
  name?: string
  /** At least 1. */
  controlPlanes: number
  workers: number
  /** The image of every node; without it kind takes its own default. */
  image?: string
  /** Ports on the first control-plane node. */
  publish: readonly PublishedPort[]
  networking?: KindNetworking
}

/** A published port as kind's port mapping. TCP is left out, as it is what kind takes anyway. */
export const portMapping = ({address, hostPort, nodePort, protocol}: PublishedPort): KindPortMapping => ({
  containerPort: nodePort,
  hostPort,
  listenAddress: address,
  ...(protocol !== 'TCP' && {protocol}),
})

const nodesOf = (role: 'control-plane' | 'worker', count: number, image?: string): KindNode[] =>
  Array.from({length: count}, () => ({role, ...(image && {image})}))

/** The config of a cluster with the given shape: control planes first, then workers. */
export const generateKindConfig = ({name, image, networking, publish, ...counts}: KindConfigSpec): KindConfig => {
  const [first, ...others] = nodesOf('control-plane', Math.max(1, counts.controlPlanes), image)
  const ports = publish.length > 0 && {extraPortMappings: publish.map(portMapping)}
  return {
    kind: KIND_KIND,
    apiVersion: KIND_API_VERSION,
    ...(name && {name}),
    nodes: [{...first, ...ports}, ...others, ...nodesOf('worker', counts.workers, image)],
    ...(networking && {networking}),
  }
}

/** A value with its keys in the order of the schema, and without fields that say nothing. */
const inSchemaOrder = (value: unknown, type: FieldType): unknown => {
  if (type.type === 'list' && Array.isArray(value)) return value.map(item => inSchemaOrder(item, type.items))
  if (type.type !== 'object' || typeof value !== 'object' || value === null) return value
  const given = value as Record<string, unknown>
  const fields = Object.entries(type.fields).map(([key, field]) => [key, inSchemaOrder(given[key], field)] as const)
  return Object.fromEntries(fields.filter(([, field]) => field !== undefined))
}

/** Characters that kind's parser refuses or takes for line breaks where they stand raw. */
const UNSAFE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/

/** A config as YAML, as a person would write it: fields in the schema's order, two spaces of indentation. */
export const formatKindConfig = (config: KindConfig): string => {
  // YAML 1.1 is what kind's parser reads: there `yes` and 0120 need quotes to stay strings.
  const document = new Document(inSchemaOrder(config, kindSchema), {version: '1.1'})
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && UNSAFE.test(node.value)) node.type = 'QUOTE_DOUBLE'
    },
  })
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return document.toString({lineWidth: 0, directives: false}).replaceAll(new RegExp(UNSAFE, 'g'), escaped)
}
