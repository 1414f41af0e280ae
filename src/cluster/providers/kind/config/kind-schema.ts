/**
 * What may stand in a field of kind's config, read as kind's own decoder reads it:
 * `string` takes any YAML scalar, `bool` and `int` what scalars.ts reads as one, and null leaves every type unset.
 */
export type FieldType =
  | {type: 'string'; enum?: readonly string[]; ignoreCase?: boolean}
  | {type: 'bool'}
  | {type: 'int'; min: number; max: number}
  | {type: 'list'; items: FieldType}
  | {type: 'map'; values: FieldType}
  | {type: 'object'; fields: Readonly<Record<string, FieldType>>}

/** The kind release (major.minor) that the table is of; a newer kind may know more fields. */
export const KIND_SCHEMA_VERSION = '0.33'
export const KIND_API_VERSION = 'kind.x-k8s.io/v1alpha4'
export const KIND_KIND = 'Cluster'

const string = {type: 'string'} as const
const bool = {type: 'bool'} as const
/** -1 leaves the choice of a port to the container engine, 0 leaves it to kind. */
const port = {type: 'int', min: -1, max: 65535} as const
const oneOf = <const T extends readonly string[]>(...values: T) => ({type: 'string', enum: values}) as const
const listOf = <const T extends FieldType>(items: T) => ({type: 'list', items}) as const
const mapOf = <const T extends FieldType>(values: T) => ({type: 'map', values}) as const
const object = <const T extends Readonly<Record<string, FieldType>>>(fields: T) => ({type: 'object', fields}) as const

const patchJSON6902 = object({group: string, version: string, kind: string, patch: string})

const mount = object({
  hostPath: string,
  containerPath: string,
  readOnly: bool,
  selinuxRelabel: bool,
  propagation: oneOf('None', 'HostToContainer', 'Bidirectional'),
})

const portMapping = object({
  containerPort: port,
  hostPort: port,
  listenAddress: string,
  protocol: {...oneOf('TCP', 'UDP', 'SCTP'), ignoreCase: true},
})

const node = object({
  role: oneOf('control-plane', 'worker'),
  image: string,
  labels: mapOf(string),
  extraPortMappings: listOf(portMapping),
  extraMounts: listOf(mount),
  kubeadmConfigPatches: listOf(string),
  kubeadmConfigPatchesJSON6902: listOf(patchJSON6902),
})

const networking = object({
  ipFamily: oneOf('ipv4', 'ipv6', 'dual'),
  apiServerAddress: string,
  apiServerPort: port,
  podSubnet: string,
  serviceSubnet: string,
  disableDefaultCNI: bool,
  kubeProxyMode: oneOf('iptables', 'ipvs', 'nftables', 'none'),
  dnsSearch: listOf(string),
})

/**
 * kind's config as data, kind.x-k8s.io/v1alpha4.
 *
 * Source: kubernetes-sigs/kind, pkg/apis/config/v1alpha4/{types,yaml}.go and pkg/internal/apis/config/validate.go,
 * each row confirmed against the v0.33.0 binary. The sources on kind's main branch also have the node fields
 * `containerLabels` and `gpus`; v0.33.0 refuses both, so they are not here.
 */
export const kindSchema = {
  type: 'object',
  fields: {
    kind: string,
    apiVersion: string,
    name: string,
    nodes: listOf(node),
    networking,
    featureGates: mapOf(bool),
    runtimeConfig: mapOf(string),
    kubeadmConfigPatches: listOf(string),
    kubeadmConfigPatchesJSON6902: listOf(patchJSON6902),
    containerdConfigPatches: listOf(string),
    containerdConfigPatchesJSON6902: listOf(string),
  },
} as const satisfies FieldType

/** What a field of the schema holds once it is decoded; an empty string counts as unset. */
type Value<T extends FieldType> = T extends {enum: readonly (infer Word)[]}
  ? Word | ''
  : T extends {type: 'string'}
    ? string
    : T extends {type: 'bool'}
      ? boolean
      : T extends {type: 'int'}
        ? number
        : T extends {type: 'list'; items: infer Item extends FieldType}
          ? Value<Item>[]
          : T extends {type: 'map'; values: infer Entry extends FieldType}
            ? Record<string, Value<Entry>>
            : T extends {type: 'object'; fields: infer Fields extends Readonly<Record<string, FieldType>>}
              ? {-readonly [K in keyof Fields]?: Value<Fields[K]>}
              : never

export type KindConfig = Value<typeof kindSchema>
export type KindNode = Value<typeof node>
export type KindMount = Value<typeof mount>
export type KindPatch = Value<typeof patchJSON6902>
export type KindPortMapping = Value<typeof portMapping>

/** The object types of the schema, by what messages call their place. */
export const kindObjects: Readonly<Record<string, Extract<FieldType, {type: 'object'}>>> = {
  'at the top level': kindSchema,
  'in a node': node,
  'in networking': networking,
  'in extraMounts': mount,
  'in extraPortMappings': portMapping,
}
