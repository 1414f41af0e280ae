import {type Document, isMap, isScalar, isSeq, type Node, Pair, Scalar, visit, YAMLMap, YAMLSeq} from 'yaml'
import type {PublishedPort} from '../../../published-port.ts'
import type {ClusterShape} from '../../../shape.ts'
import {HOSTS_FOLDER} from '../../common/registry/commands.ts'
import {entriesOf} from './kind-entries.ts'
import {portOf} from './kind-ports.ts'
import {namesMirrors, setsConfigPath} from './kind-rules.ts'
import type {KindConfig, KindPortMapping} from './kind-schema.ts'
import {readKindYaml} from './kind-yaml.ts'
import {boolOf, intOf, isNull, isPlain} from './scalars.ts'

/** What is stated over a config. What is undefined, or empty, leaves the text as it is. */
export interface Overlay extends Omit<ClusterShape, 'kubernetesVersion' | 'speed'> {
  name?: string | undefined
  /** The image of those nodes that name none. */
  defaultImage?: string | undefined
  /** The machine of the engine, where that is another one: its API server is to be reached there. */
  apiHost?: string | undefined
}

type Role = 'control-plane' | 'worker'

const scalarFor = (value: string | number): Scalar => {
  const text = String(value)
  const node = new Scalar<string>(text)
  node.source = text
  node.type = 'PLAIN'
  const isWord = /^\w[\w./@:-]*$/.test(text) && !text.endsWith(':')
  const isString = !isNull(node) && boolOf(node) === undefined && intOf(node) === undefined
  if (typeof value === 'string' && !(isWord && isString)) node.type = 'QUOTE_DOUBLE'
  return node
}

const mapOf = (fields: object): YAMLMap => {
  const map = new YAMLMap()
  for (const [key, value] of Object.entries(fields)) map.items.push(new Pair(scalarFor(key), scalarFor(value)))
  return map
}

/** Writes null where a value is not written: in braces, `{role:}` would come out, where kind reads a key `role:`. */
const writeOutNulls = (document: Document.Parsed): void =>
  visit(document, {
    Pair: (_, pair) => {
      const {value} = pair
      if (isScalar(value) && value.source === '' && isPlain(value) && !value.tag) pair.value = new Scalar('null')
    },
  })

/** The value of a mapping's field, merge keys included; undefined if it has none, or null. */
const fieldOf = (map: YAMLMap, key: string): Node | undefined => {
  const value = entriesOf(map, () => {}).find(entry => entry.key === key)?.value ?? null
  return value && !isNull(value) ? value : undefined
}

const setValue = (map: YAMLMap, key: string, value: Node): void => {
  const own = map.items.find(pair => isScalar(pair.key) && pair.key.source === key)
  if (own) {
    value.comment = isScalar(own.value) ? own.value.comment : undefined
    own.value = value
  } else map.items.push(new Pair(scalarFor(key), value))
}

/** The list in a mapping's field, made the mapping's own if it is not there or comes by a merge key. */
const listIn = (map: YAMLMap, key: string): YAMLSeq => {
  const found = fieldOf(map, key)
  const own = map.items.some(pair => pair.value === found)
  const list = isSeq(found) ? (own ? found : (found.clone() as YAMLSeq)) : new YAMLSeq()
  if (list !== found) setValue(map, key, list)
  return list
}

/** The mapping in a mapping's field, made the mapping's own if it is not there or comes by a merge key. */
const mapIn = (map: YAMLMap, key: string): YAMLMap => {
  const found = fieldOf(map, key)
  const own = map.items.some(pair => pair.value === found)
  const inner = isMap(found) ? (own ? found : (found.clone() as YAMLMap)) : new YAMLMap()
  if (inner !== found) setValue(map, key, inner)
  return inner
}

const roleOf = (node: unknown): string => {
  const role = isMap(node) ? fieldOf(node, 'role') : undefined
  return (isScalar(role) && role.source) || 'control-plane'
}

/** Adds nodes of a role after the last one of it, or takes the last ones away. */
const setCount = (root: YAMLMap, role: Role, count: number): void => {
  nodesIn(root)
  const nodes = listIn(root, 'nodes')
  const places = nodes.items.flatMap((node, i) => (roleOf(node) === role ? [i] : []))
  for (const place of places.slice(count).reverse()) nodes.items.splice(place, 1)
  const missing = Array.from({length: Math.max(0, count - places.length)}, () => mapOf({role}))
  nodes.items.splice((places.at(-1) ?? nodes.items.length - 1) + 1, 0, ...missing)
}

/** The nodes of a config, each a mapping, with the control plane that kind makes where there are none. */
const nodesIn = (root: YAMLMap): YAMLMap[] => {
  const nodes = listIn(root, 'nodes')
  if (nodes.items.length === 0) nodes.items.push(mapOf({role: 'control-plane'}))
  nodes.items = nodes.items.map(node => (isMap(node) ? node : new YAMLMap()))
  return nodes.items as YAMLMap[]
}

/** A published port as kind's port mapping. TCP is left out, as it is what kind takes anyway. */
const portMapping = ({address, hostPort, nodePort, protocol}: PublishedPort): KindPortMapping => ({
  containerPort: nodePort,
  hostPort,
  listenAddress: address,
  ...(protocol !== 'TCP' && {protocol}),
})

const sameMapping = (a: KindPortMapping, b: KindPortMapping, config: KindConfig): boolean => {
  const [one, other] = [portOf(a, config), portOf(b, config)]
  return (
    one.hostPort === other.hostPort &&
    one.nodePort === other.nodePort &&
    one.address === other.address &&
    one.protocol === other.protocol
  )
}

/**
 * Names the machine of the engine in the API server's certificate. A list in a patch takes the place of kind's own, which
 * has localhost and the address that is listened at.
 */
const certificatePatch = (host: string): string => `kind: ClusterConfiguration
apiServer:
  certSANs: [localhost, 127.0.0.1, "${host}"]`

const block = (text: string): Scalar => {
  const patch = new Scalar(text)
  patch.type = 'BLOCK_LITERAL'
  return patch
}

/** Has containerd read hosts files of registries (kind's guide to local registries). */
const HOSTS_PATCH = `[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "${HOSTS_FOLDER}"`

type Edit<T> = (root: YAMLMap, stated: T, config: KindConfig) => void

/** Each field has its row, in the order in which they are laid over a config: one that is missing does not compile. */
const EDITS: {readonly [K in keyof Required<Overlay>]: Edit<NonNullable<Overlay[K]>>} = {
  name: (root, name) => setValue(root, 'name', scalarFor(name)),
  controlPlanes: (root, count) => setCount(root, 'control-plane', Math.max(1, count)),
  workers: (root, count) => setCount(root, 'worker', count),
  image: (root, image) => {
    for (const node of nodesIn(root)) setValue(node, 'image', scalarFor(image))
  },
  defaultImage: (root, image) => {
    for (const node of nodesIn(root)) if (!fieldOf(node, 'image')) setValue(node, 'image', scalarFor(image))
  },
  publish: (root, ports, config) => {
    const first = nodesIn(root).find(node => roleOf(node) === 'control-plane')
    const own = config.nodes?.find(node => (node.role || 'control-plane') === 'control-plane')?.extraPortMappings ?? []
    const added = ports.map(portMapping).filter(mapping => !own.some(known => sameMapping(known, mapping, config)))
    if (first && added.length > 0) listIn(first, 'extraPortMappings').items.push(...added.map(mapOf))
  },
  // Node images of kind v0.27 and later have it; a second one says the same.
  registry: (root, _, {containerdConfigPatches = []}) => {
    // Beside mirrors it would keep containerd from starting: the step says then what is wrong with the nodes.
    if (containerdConfigPatches.some(patch => setsConfigPath(patch) || namesMirrors(patch))) return
    listIn(root, 'containerdConfigPatches').items.push(block(HOSTS_PATCH))
  },
  apiHost: (root, host, {kubeadmConfigPatches = []}) => {
    setValue(mapIn(root, 'networking'), 'apiServerAddress', scalarFor('0.0.0.0'))
    // Who names hosts in the certificate has seen to it.
    if (kubeadmConfigPatches.some(patch => patch.includes('certSANs'))) return
    listIn(root, 'kubeadmConfigPatches').items.push(block(certificatePatch(host)))
  },
}

/** The edits that an overlay asks for. */
const editsOf = (overlay: Overlay): ((root: YAMLMap, config: KindConfig) => void)[] => {
  const editOf = <K extends keyof Overlay>(field: K): ((root: YAMLMap, config: KindConfig) => void)[] => {
    const stated = overlay[field]
    const isEmpty = stated === undefined || stated === '' || (Array.isArray(stated) && stated.length === 0)
    return isEmpty ? [] : [(root, config) => EDITS[field](root, stated, config)]
  }
  return (Object.keys(EDITS) as (keyof Overlay)[]).flatMap(editOf)
}

/**
 * A config's text with what is stated over it. Fields that kubia does not know, comments and the spelling of values
 * stay; aliases are written out, and only the first document is kept, as kind reads no other. Where nothing is stated it
 * is the text itself, byte for byte.
 * @param text a config without errors; @param config what it says
 */
export const layOver = (text: string, config: KindConfig, overlay: Overlay): string => {
  const edits = editsOf(overlay)
  if (edits.length === 0) return text
  const {document} = readKindYaml(text)
  const root = document?.contents
  if (!document || !isMap(root)) return text
  writeOutNulls(document)
  for (const edit of edits) edit(root, config)
  // What kind does not read after the first document; the library writes no document with errors.
  document.errors = []
  return document.toString({
    lineWidth: 0,
    indentSeq: !/^-\s/m.test(text),
    flowCollectionPadding: /[{[] /.test(text),
  })
}
