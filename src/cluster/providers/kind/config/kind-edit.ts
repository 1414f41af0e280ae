import {isAlias, isCollection, isMap, isPair, isScalar, isSeq, type Node, Pair, Scalar, YAMLMap, YAMLSeq} from 'yaml'
import {asBool, resolveScalar} from './go-yaml.ts'
import {type KindConfig, type KindPortMapping, type PublishedPort, portMapping} from './kind-config.ts'
import {entriesOf, scalarOf} from './kind-entries.ts'
import {composeKindYaml} from './kind-yaml.ts'

/** What flags state over a config file. What is undefined, or empty, leaves the file as it is. */
export interface KindConfigOverrides {
  controlPlanes?: number | undefined
  workers?: number | undefined
  /** The image of every node, as `kind create cluster --image` takes it. */
  image?: string | undefined
  /** The image of those nodes that name none. */
  defaultImage?: string | undefined
  /** Ports for the first control-plane node, beside those it has. */
  publish?: readonly PublishedPort[] | undefined
}

type Role = 'control-plane' | 'worker'

const scalarFor = (value: string | number): Scalar => {
  const text = String(value)
  const node = new Scalar<string>(text)
  const resolved = resolveScalar(text, true)
  const safe =
    /^\w[\w./@:-]*$/.test(text) && !text.endsWith(':') && resolved.tag === 'str' && asBool(resolved) === undefined
  node.type = safe || typeof value === 'number' ? 'PLAIN' : 'QUOTE_DOUBLE'
  return node
}

const mapOf = (fields: object): YAMLMap => {
  const map = new YAMLMap()
  for (const [key, value] of Object.entries(fields)) map.items.push(new Pair(scalarFor(key), scalarFor(value)))
  return map
}

const isNull = (node: unknown): boolean => scalarOf((node as Node | null | undefined) ?? null)?.tag === 'null'

/** A value of which nothing is written. In braces, `{role:}` would come out, where kind reads a key `role:`. */
const isUnwritten = (node: unknown): boolean =>
  isScalar(node) && node.source === '' && node.type === 'PLAIN' && !node.tag && !node.anchor

/** Puts a copy of what it stands for in the place of each alias, so that an edit reaches one node only. */
const expandAliases = (root: Node): Node => {
  const anchors = new Map<string, Node>()
  const expand = (node: unknown): unknown => {
    if (isAlias(node)) return anchors.get(node.source)?.clone()
    if (isPair(node)) {
      node.key = expand(node.key)
      node.value = expand(isUnwritten(node.value) ? new Scalar('null') : node.value)
    } else if (isCollection(node)) {
      node.items = node.items.map(expand)
      // kind looks past the tag of a list or mapping; one that does not fit it could not be written again.
      delete node.tag
    }
    if ((isScalar(node) || isCollection(node)) && node.anchor) {
      const {anchor} = node
      delete node.anchor
      anchors.set(anchor, node)
    }
    return node
  }
  return expand(root) as Node
}

/** The value of a mapping's field, merge keys included; undefined if it has none, or null. */
const fieldOf = (map: YAMLMap, key: string): Node | undefined => {
  const entry = entriesOf(map, new Map(), () => {}).find(candidate => candidate.key === key)
  return entry && !isNull(entry.value) ? (entry.value ?? undefined) : undefined
}

const setValue = (map: YAMLMap, key: string, value: Node): void => {
  const own = map.items.find(pair => isScalar(pair.key) && pair.key.source === key)
  if (own) own.value = value
  else map.items.push(new Pair(scalarFor(key), value))
}

/** The list in a mapping's field, made the mapping's own if it is not there or comes by a merge key. */
const listIn = (map: YAMLMap, key: string): YAMLSeq => {
  const found = fieldOf(map, key)
  const own = map.items.some(pair => pair.value === found)
  const list = isSeq(found) ? (own ? found : (found.clone() as YAMLSeq)) : new YAMLSeq()
  if (list !== found) setValue(map, key, list)
  return list
}

const roleOf = (node: unknown): string => {
  const role = isMap(node) ? fieldOf(node, 'role') : undefined
  const scalar = scalarOf(role ?? null)
  return (scalar?.tag === 'str' && scalar.value) || 'control-plane'
}

/** Adds nodes of a role after the last one of it, or takes the last ones away. */
const setCount = (nodes: YAMLSeq, role: Role, count: number): void => {
  const places = nodes.items.flatMap((node, i) => (roleOf(node) === role ? [i] : []))
  for (const place of places.slice(count).reverse()) nodes.items.splice(place, 1)
  const missing = Array.from({length: Math.max(0, count - places.length)}, () => mapOf({role}))
  nodes.items.splice((places.at(-1) ?? nodes.items.length - 1) + 1, 0, ...missing)
}

const sameMapping = (a: KindPortMapping, b: KindPortMapping): boolean =>
  a.hostPort === b.hostPort &&
  a.containerPort === b.containerPort &&
  (a.listenAddress || '0.0.0.0') === (b.listenAddress || '0.0.0.0') &&
  (a.protocol || 'TCP') === (b.protocol || 'TCP')

const edit = (root: YAMLMap, config: KindConfig, overrides: KindConfigOverrides): void => {
  const nodes = listIn(root, 'nodes')
  if (nodes.items.length === 0) nodes.items.push(mapOf({role: 'control-plane'}))
  nodes.items = nodes.items.map(node => (isMap(node) ? node : new YAMLMap()))
  const {controlPlanes, workers, image, defaultImage, publish = []} = overrides
  if (controlPlanes !== undefined) setCount(nodes, 'control-plane', Math.max(1, controlPlanes))
  if (workers !== undefined) setCount(nodes, 'worker', workers)
  const wanted = image ?? defaultImage
  for (const node of nodes.items as YAMLMap[]) {
    if (wanted && (image || !fieldOf(node, 'image'))) setValue(node, 'image', scalarFor(wanted))
  }
  const first = nodes.items.find(node => roleOf(node) === 'control-plane') as YAMLMap | undefined
  const present =
    config.nodes?.find(node => (node.role || 'control-plane') === 'control-plane')?.extraPortMappings ?? []
  const added = publish.map(portMapping).filter(mapping => !present.some(known => sameMapping(known, mapping)))
  if (first && added.length > 0) listIn(first, 'extraPortMappings').items.push(...added.map(mapOf))
}

/**
 * A config file's text with what flags state over it. Fields that kubia does not know, comments and the spelling of
 * values stay; aliases are written out, and only the first document is kept, as kind reads no other. Without overrides
 * it is the very same text.
 * @param parsed a file that parseKindConfig found no errors in
 */
export const applyToKindConfig = (
  parsed: {text: string; config: KindConfig},
  overrides: KindConfigOverrides,
): string => {
  const {publish, ...others} = overrides
  if (!publish?.length && Object.values(others).every(value => value === undefined || value === '')) return parsed.text
  const {document} = composeKindYaml(parsed.text.replace(/^\uFEFF/, ''))
  const root = document?.contents ? expandAliases(document.contents) : undefined
  if (!document || !isMap(root)) return parsed.text
  edit(root, parsed.config, overrides)
  // What kind does not read after the first document; the library writes no document with errors.
  document.errors = []
  const {text} = parsed
  return document.toString({
    lineWidth: 0,
    indentSeq: !/^-\s/m.test(text),
    flowCollectionPadding: /[{[] /.test(text),
  })
}
