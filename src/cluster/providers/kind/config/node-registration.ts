import {parse, parseAllDocuments} from 'yaml'
import {TAINT_EFFECTS} from '../../../../kubernetes/node-labels.ts'
import type {KindConfig, KindNode, KindPatch} from './kind-schema.ts'

/** A taint as a node is registered with it. */
export interface GivenTaint {
  key: string
  value?: string
  effect: string
}

/** What a node is registered with beside what every node has. */
export interface NodeRegistration {
  labels?: Record<string, string>
  /** In place of those that its role gives it; undefined where nothing is said of them. */
  taints?: GivenTaint[]
}

const CONTROL_PLANE: GivenTaint = {key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A document of a patch, as far as it is of a node's registration. */
interface Patch {
  kind: unknown
  labels?: string | undefined
  registerWith?: string | undefined
  taints?: unknown[] | undefined
  /** Whether it says nothing else. */
  isWhole: boolean
}

const hasOnly = (fields: Fields, known: readonly string[]): boolean =>
  Object.keys(fields).every(key => known.includes(key))

/** Arguments of a kubelet: a mapping up to kubeadm's v1beta3, a list of `{name, value}` from v1beta4 on. */
const readArguments = (given: unknown): Fields => {
  if (isFields(given)) return given
  if (!Array.isArray(given)) return {}
  return Object.fromEntries(given.filter(isFields).map(({name, value}) => [String(name), value]))
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const readDocument = (document: unknown): Patch => {
  const fields = isFields(document) ? document : {}
  const registration = isFields(fields['nodeRegistration']) ? fields['nodeRegistration'] : {}
  const given = readArguments(registration['kubeletExtraArgs'])
  const {taints} = registration
  return {
    kind: fields['kind'],
    labels: textOf(given['node-labels']),
    registerWith: textOf(given['register-with-taints']),
    taints: Array.isArray(taints) ? taints : undefined,
    isWhole:
      hasOnly(fields, ['kind', 'apiVersion', 'nodeRegistration']) &&
      hasOnly(registration, ['kubeletExtraArgs', 'taints']) &&
      hasOnly(given, ['node-labels', 'register-with-taints']),
  }
}

/** The documents of a patch; none where it cannot be read, of which kind tells. */
const readPatch = (text: string): Patch[] => {
  try {
    return parseAllDocuments(text).flatMap(document => ('toJS' in document ? readDocument(document.toJS()) : []))
  } catch {
    return []
  }
}

const ARGUMENTS = '/nodeRegistration/kubeletExtraArgs'

/** An operation of a JSON patch (RFC 6902), as the document of a patch that says the same. */
const readOperation = (operation: unknown, kind: unknown): Patch => {
  const {op, path, value} = isFields(operation) ? operation : {}
  const says = (registration: Fields): Patch => readDocument({kind, nodeRegistration: registration})
  if (op === 'add' || op === 'replace') {
    if (path === ARGUMENTS) return says({kubeletExtraArgs: value})
    if (path === `${ARGUMENTS}/-`) return says({kubeletExtraArgs: [value]})
    if (path === '/nodeRegistration/taints') return says({taints: value})
    for (const name of ['node-labels', 'register-with-taints'])
      if (path === `${ARGUMENTS}/${name}`) return says({kubeletExtraArgs: {[name]: value}})
  }
  return {kind, isWhole: false}
}

/** The operations of a JSON patch; none where it cannot be read, of which kind tells. */
const readJsonPatch = ({kind, patch = ''}: KindPatch): Patch[] => {
  try {
    const operations: unknown = parse(patch)
    return Array.isArray(operations) ? operations.map(operation => readOperation(operation, kind)) : []
  } catch {
    return []
  }
}

const areWhole = (patches: readonly Patch[]): boolean => patches.length > 0 && patches.every(({isWhole}) => isWhole)

/** Whether a patch of kubeadm's configuration says labels and taints of nodes, and nothing else. */
export const saysRegistrationOnly = (patch: string | KindPatch): boolean =>
  areWhole(typeof patch === 'string' ? readPatch(patch) : readJsonPatch(patch))

/** The patches of a config or of a node, in the order in which kind applies them. */
const patchesOf = ({kubeadmConfigPatches = [], kubeadmConfigPatchesJSON6902 = []}: KindConfig | KindNode): Patch[] => [
  ...kubeadmConfigPatches.flatMap(readPatch),
  ...kubeadmConfigPatchesJSON6902.flatMap(readJsonPatch),
]

const labelsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(',')
      .filter(entry => entry.trim() !== '')
      .map(entry => {
        const [name = '', ...value] = entry.split('=')
        return [name.trim(), value.join('=').trim()]
      }),
  )

/** `key=value:Effect,key:Effect`, as a kubelet takes them. */
const taintsOf = (text: string): GivenTaint[] =>
  text.split(',').flatMap(entry => {
    const [, key = '', value, effect = ''] = /^\s*([^=:]+)(?:=([^:]*))?:(\w+)\s*$/.exec(entry) ?? []
    return TAINT_EFFECTS.includes(effect) ? [{key, effect, ...(value && {value})}] : []
  })

const readTaints = (taints: readonly unknown[]): GivenTaint[] =>
  taints
    .filter(isFields)
    .flatMap(({key, value, effect}) =>
      typeof key === 'string' && typeof effect === 'string' && TAINT_EFFECTS.includes(effect)
        ? [{key, effect, ...(typeof value === 'string' && value !== '' && {value})}]
        : [],
    )

const last = <T>(values: readonly (T | undefined)[]): T | undefined => values.findLast(value => value !== undefined)

/**
 * What each node of a config is registered with: its `labels`, and what patches of kubeadm's configuration say. As with
 * kind, `node-labels` of a patch take the place of `labels`, and the later patch wins: kind v0.33,
 * pkg/cluster/internal/kubeadm/config.go (node-labels) and create/actions/config/config.go (the order). The first control
 * plane has an InitConfiguration, all other nodes a JoinConfiguration.
 */
export const registrationsOf = (config: KindConfig): NodeRegistration[] => {
  const nodes = config.nodes ?? [{}]
  const isControlPlane = nodes.map(({role}) => (role || 'control-plane') === 'control-plane')
  const first = isControlPlane.indexOf(true)
  return nodes.map((node, i) => {
    const kind = i === first ? 'InitConfiguration' : 'JoinConfiguration'
    const patches = [...patchesOf(config), ...patchesOf(node)].filter(patch => patch.kind === kind)
    const named = last(patches.map(({labels}) => labels))
    const labels = named === undefined ? {...node.labels} : labelsOf(named)
    const stated = last(patches.map(({taints}) => taints))
    const registerWith = last(patches.map(patch => patch.registerWith))
    const usual = isControlPlane[i] ? [CONTROL_PLANE] : []
    const taints = [...(stated ? readTaints(stated) : usual), ...taintsOf(registerWith ?? '')]
    return {
      ...(Object.keys(labels).length > 0 && {labels}),
      ...((stated || registerWith !== undefined) && {taints}),
    }
  })
}
