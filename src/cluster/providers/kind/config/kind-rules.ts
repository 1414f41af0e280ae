import {isIP, SocketAddress} from 'node:net'
import {clusterNameProblem, suggestClusterName} from '../../../cluster-name.ts'
import {quoted} from '../../../config-problem.ts'
import {MAX_WORKERS} from '../../../shape.ts'
import {usualAddresses} from './kind-ports.ts'
import {KIND_API_VERSION, KIND_KIND, type KindConfig, type KindPortMapping} from './kind-schema.ts'
import {kubeletRule} from './kubelet-rules.ts'
import type {RuleProblem} from './rule-problem.ts'

type Rule = (config: KindConfig) => RuleProblem[]

const problem = (
  path: string,
  message: string,
  suggestion?: string,
  {level, reason}: Partial<RuleProblem> = {},
): RuleProblem => ({path, message, level: level ?? 'error', reason: reason ?? 'value', ...(suggestion && {suggestion})})

const nameRule: Rule = ({name = ''}) => {
  const wrong = name === '' ? undefined : clusterNameProblem(name)
  if (!wrong) return []
  // kind itself only looks at the characters; what else is wrong breaks later, in the engine or in Kubernetes.
  const level = /^[a-z0-9.-]+$/.test(name) ? 'warning' : 'error'
  return [problem('name', `${quoted(name)} is not a valid cluster name: ${wrong}`, suggestClusterName(name), {level})]
}

const rolesRule: Rule = ({nodes = []}) =>
  nodes.length === 0 || nodes.some(node => (node.role || 'control-plane') === 'control-plane')
    ? []
    : [problem('nodes', 'there must be at least one node with the role control-plane')]

const workersRule: Rule = ({nodes = []}) => {
  const workers = nodes.filter(({role}) => role === 'worker').length
  const message = `there may be at most ${MAX_WORKERS} worker nodes, not ${workers}`
  return workers <= MAX_WORKERS ? [] : [problem('nodes', message, undefined, {reason: 'limit'})]
}

/** The family of an address block; undefined if the text is none, 0 where IPv4 is written as IPv6, which kind judges. */
const familyOf = (cidr: string): number | undefined => {
  const [, address = '', bits] = /^([^/%]+)\/(\d+)$/.exec(cidr) ?? []
  const family = isIP(address)
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return undefined
  return /^::ffff:/i.test(address) ? 0 : family
}

const subnetProblem = (families: readonly number[], wanted: string): string | undefined => {
  if (wanted === 'dual') {
    const isPair = families.length === 2 && (families.includes(0) || families[0] !== families[1])
    return families.length === 1 || isPair ? undefined : 'ipFamily dual takes one CIDR, or one of IPv4 and one of IPv6'
  }
  if (families.length > 1) return `ipFamily ${wanted} takes one CIDR; two need ipFamily dual`
  const family = wanted === 'ipv6' ? 6 : 4
  return families.every(found => found === family || found === 0)
    ? undefined
    : `ipFamily ${wanted} needs an IPv${family} CIDR`
}

const subnetRule =
  (field: 'podSubnet' | 'serviceSubnet'): Rule =>
  ({networking = {}}) => {
    const text = networking[field] || ''
    if (text === '') return []
    const parts = text.split(',')
    const families = parts.map(familyOf)
    const bad = parts.find((_, i) => families[i] === undefined)
    const known = families.filter(family => family !== undefined)
    const message =
      bad === undefined
        ? subnetProblem(known, networking.ipFamily || 'ipv4')
        : `${quoted(bad)} is not a CIDR such as 10.244.0.0/16`
    if (!message) return []
    const trimmed = text.replaceAll(/\s/g, '')
    const isMended = trimmed !== text && trimmed.split(',').every(part => familyOf(part) !== undefined)
    return [problem(`networking.${field}`, message, isMended ? trimmed : undefined)]
  }

/** What a rule finds in each published port. @param path where the mapping stands; @param node the index of its node */
const eachMapping =
  (rule: (mapping: KindPortMapping, path: string, node: number) => RuleProblem[]): Rule =>
  ({nodes = []}) =>
    nodes.flatMap(({extraPortMappings = []}, node) =>
      extraPortMappings.flatMap((mapping, i) => rule(mapping, `nodes[${node}].extraPortMappings[${i}]`, node)),
    )

/** An IP address without brackets or zone, in one spelling; `*` for all addresses of the host. */
const addressOf = (text: string): string | undefined => {
  const family = text.includes('%') ? 0 : isIP(text)
  if (family === 0) return undefined
  const {address} = new SocketAddress({address: text, family: family === 4 ? 'ipv4' : 'ipv6'})
  return address === '0.0.0.0' || address === '::' ? '*' : address
}

/** The address that was meant by a word that is none. */
const suggestAddress = (text: string): string | undefined => {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  return text === 'localhost' ? '127.0.0.1' : addressOf(bare) && bare
}

/** -1 and 0 find a free port. kind compares the mappings of one node; the engine refuses what two nodes ask for. */
const portRule: Rule = config => {
  const taken = new Map<string, string>()
  /** The path of an earlier mapping of the scope that leaves no room for this one. */
  const claim = (scope: string, address: string, path: string): string | undefined => {
    const earlier = taken.get(`${scope} ${address}`) ?? taken.get(`${scope} ${address === '*' ? 'any' : '*'}`)
    for (const key of [`${scope} ${address}`, `${scope} any`]) if (!taken.has(key)) taken.set(key, path)
    return earlier
  }
  const mappings = eachMapping(({hostPort = 0, listenAddress, protocol}, path, node) => {
    const address = addressOf(listenAddress || usualAddresses(config).published)
    if (hostPort <= 0 || address === undefined) return []
    const atKind = claim(`${node} ${hostPort}/${protocol || ''}`, address, path)
    const earlier = claim(`${hostPort}/${protocol || 'TCP'}`, address, path) ?? atKind
    if (earlier === undefined) return []
    const message = `host port ${hostPort} is already mapped in ${atKind ?? earlier}`
    return [problem(`${path}.hostPort`, message, undefined, {level: atKind === undefined ? 'warning' : 'error'})]
  })(config)
  const {apiServerAddress, apiServerPort = 0} = config.networking ?? {}
  const address = addressOf(apiServerAddress || usualAddresses(config).apiServer)
  if (apiServerPort <= 0 || address === undefined) return mappings
  const earlier = claim(`${apiServerPort}/TCP`, address, 'networking')
  if (earlier === undefined) return mappings
  // kind gives the API server its port after it has looked at the mappings.
  const message = `host port ${apiServerPort} is already mapped in ${earlier}`
  return [...mappings, problem('networking.apiServerPort', message, undefined, {level: 'warning'})]
}

/** kind hands the address on as it is: an engine takes none but an IP address. */
const apiServerAddressRule: Rule = ({networking: {apiServerAddress = ''} = {}}) => {
  if (apiServerAddress === '') return []
  const found = (message: string, suggestion?: string) => [
    problem('networking.apiServerAddress', message, suggestion, {level: 'warning'}),
  ]
  const address = addressOf(apiServerAddress)
  if (address === '*')
    return found(`${quoted(apiServerAddress)} opens the API server to the network, and not to this machine alone`)
  return address === undefined
    ? found(`${quoted(apiServerAddress)} is not an IP address`, suggestAddress(apiServerAddress))
    : []
}

const listenAddressRule = eachMapping(({listenAddress = '', hostPort = 0}, path) => {
  if (listenAddress === '' || addressOf(listenAddress) !== undefined) return []
  // Without a port of its own kind lets it pass, and looks the word up as a host name when it picks one.
  const level = hostPort > 0 ? 'error' : 'warning'
  return [
    problem(`${path}.listenAddress`, `${quoted(listenAddress)} is not an IP address`, suggestAddress(listenAddress), {
      level,
    }),
  ]
})

/** Node images of Kubernetes from this minor version on have containerd 2 (kind v0.27 and later). */
const CONTAINERD_2_SINCE = 33

/** The minor version of Kubernetes that a node image's tag says; undefined where it says none. */
const minorOfImage = (image = ''): number | undefined => {
  const minor = /:v1\.(\d+)\./.exec(image)?.[1]
  return minor === undefined ? undefined : Number(minor)
}

/** A comment of TOML says nothing. */
const withoutComments = (patch: string): string => patch.replaceAll(/^\s*#.*$/gm, '')

/** Whether a patch of containerd's configuration names mirrors of registries. */
export const namesMirrors = (patch: string): boolean => /\bregistry"?\.mirrors\b/.test(withoutComments(patch))

/** Whether a patch of containerd's configuration has it read hosts files. */
export const setsConfigPath = (patch: string): boolean => /^\s*config_path\s*=\s*"[^"]/m.test(withoutComments(patch))

/** containerd's CRI plugin does not start with `mirrors` beside `config_path`, which containerd 2 has by itself. */
const mirrorsRule: Rule = ({containerdConfigPatches = [], nodes = []}) => {
  const index = containerdConfigPatches.findIndex(namesMirrors)
  if (index < 0) return []
  const hasPath = containerdConfigPatches.some(setsConfigPath)
  const hasContainerd2 = nodes.some(({image}) => (minorOfImage(image) ?? 0) >= CONTAINERD_2_SINCE)
  if (!hasPath && !hasContainerd2) return []
  const beside = hasPath ? 'beside config_path' : `with node images of Kubernetes 1.${CONTAINERD_2_SINCE} and later`
  return [
    problem(
      `containerdConfigPatches[${index}]`,
      `containerd does not start its CRI plugin with registry.mirrors ${beside}: name mirrors in hosts.toml files below config_path`,
      undefined,
      {level: 'warning'},
    ),
  ]
}

/** What kind checks across fields once it has decoded a config (pkg/internal/apis/config/validate.go). */
export const rules: readonly Rule[] = [
  nameRule,
  rolesRule,
  workersRule,
  subnetRule('podSubnet'),
  subnetRule('serviceSubnet'),
  portRule,
  listenAddressRule,
  mirrorsRule,
  apiServerAddressRule,
  kubeletRule,
]

/** Whether a file is kind's at all; undefined if it is. Any other finding on another tool's file would mislead. */
export const headProblem = ({kind = '', apiVersion = ''}: KindConfig): RuleProblem | undefined => {
  const found = (path: string, message: string, suggestion?: string) =>
    problem(path, message, suggestion, {reason: 'api-version'})
  if (apiVersion === '') {
    const path = kind === '' || kind === KIND_KIND ? '' : 'kind'
    return found(path, 'apiVersion is missing', `apiVersion: ${KIND_API_VERSION}`)
  }
  // `apiVersion: v1alpha4` is a slip; a group of its own is another tool, as Cluster API's `kind: Cluster`.
  if (!apiVersion.startsWith('kind.') && (kind !== KIND_KIND || apiVersion.includes('/')))
    return found('apiVersion', `this is not a kind config, but ${quoted(kind || 'an object')} of ${quoted(apiVersion)}`)
  if (apiVersion !== KIND_API_VERSION)
    return found('apiVersion', `unknown apiVersion ${quoted(apiVersion)}`, KIND_API_VERSION)
  if (kind === '') return found('', 'kind is missing', `kind: ${KIND_KIND}`)
  return kind === KIND_KIND ? undefined : found('kind', `unknown kind ${quoted(kind)}`, KIND_KIND)
}
