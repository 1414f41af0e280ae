import {clusterNameProblem, suggestClusterName} from '../../../cluster-name.ts'
import {type ConfigProblem, quoted} from '../../../config-problem.ts'
import {type CIDR, isWildcard, parseCIDR, parseIP} from './ip.ts'
import {KIND_API_VERSION, KIND_KIND, type KindConfig, type KindNetworking, type KindPortMapping} from './kind-schema.ts'

/** A broken rule: a problem that is placed by its path alone. */
export type RuleProblem = Omit<ConfigProblem, 'line' | 'column'>
type Rule = (config: KindConfig) => RuleProblem[]

const broken = (path: string, message: string, suggestion?: string): RuleProblem[] => [
  {path, message, level: 'error', reason: 'value', ...(suggestion && {suggestion})},
]

const nameRule: Rule = ({name = ''}) => {
  const problem = name === '' ? undefined : clusterNameProblem(name)
  if (!problem) return []
  const found = broken('name', `${quoted(name)} is not a valid cluster name: ${problem}`, suggestClusterName(name))
  // kind itself only looks at the characters; what else is wrong breaks later, in the engine or in Kubernetes.
  return /^[a-z0-9.-]+$/.test(name) ? found.map(rule => ({...rule, level: 'warning'})) : found
}

const rolesRule: Rule = ({nodes = []}) => {
  if (nodes.length === 0 || nodes.some(node => (node.role || 'control-plane') === 'control-plane')) return []
  return broken('nodes', 'there must be at least one node with the role control-plane')
}

const subnetProblem = (cidrs: readonly CIDR[], family: string): string | undefined => {
  const mixed = new Set(cidrs.map(cidr => cidr.family)).size === 2
  if (family === 'dual') {
    if (cidrs.length === 1 || (cidrs.length === 2 && mixed)) return undefined
    return 'ipFamily dual takes one CIDR, or one of IPv4 and one of IPv6'
  }
  if (cidrs.length > 1) return `ipFamily ${family} takes one CIDR; two need ipFamily dual`
  const wanted = family === 'ipv6' ? 6 : 4
  return cidrs[0]?.family === wanted ? undefined : `ipFamily ${family} needs an IPv${wanted} CIDR`
}

const subnetRule =
  (field: 'podSubnet' | 'serviceSubnet'): Rule =>
  ({networking = {}}: {networking?: KindNetworking}) => {
    const text = networking[field] || ''
    if (text === '') return []
    const parts = text.split(',')
    const cidrs = parts.map(parseCIDR)
    const bad = parts.find((_, i) => cidrs[i] === undefined)
    const message =
      bad === undefined
        ? subnetProblem(cidrs as CIDR[], networking.ipFamily || 'ipv4')
        : `${quoted(bad)} is not a CIDR such as 10.244.0.0/16`
    if (!message) return []
    const trimmed = text.replaceAll(/\s/g, '')
    return broken(
      `networking.${field}`,
      message,
      trimmed !== text && trimmed.split(',').every(parseCIDR) ? trimmed : undefined,
    )
  }

interface Binding {
  path: string
  mapping: KindPortMapping
  /** The address in one spelling; `*` for all addresses, which is also what none means. */
  address: string
}

/** The mappings of a list that ask for a given port; for -1 and 0 a free one is found. */
const bindings = (mappings: readonly KindPortMapping[], path: string): Binding[] =>
  mappings.flatMap((mapping, i) => {
    if ((mapping.hostPort ?? 0) <= 0) return []
    const ip = parseIP(mapping.listenAddress || '0.0.0.0')
    if (!ip) return []
    return [{path: `${path}[${i}]`, mapping, address: isWildcard(ip) ? '*' : ip.join('.')}]
  })

/** Each binding that an earlier one of the same scope leaves no room for, with that one. */
const clashes = (all: readonly Binding[], scopeOf: (binding: Binding) => string): Map<Binding, Binding> => {
  const scopes = new Map<string, Map<string, Binding>>()
  const found = new Map<Binding, Binding>()
  for (const binding of all) {
    const scope = scopeOf(binding)
    const taken = scopes.get(scope) ?? new Map<string, Binding>()
    scopes.set(scope, taken)
    const [any] = taken.values()
    const earlier = taken.get(binding.address) ?? taken.get('*') ?? (binding.address === '*' ? any : undefined)
    if (earlier) found.set(binding, earlier)
    else taken.set(binding.address, binding)
  }
  return found
}

const duplicate = (later: Binding, earlier: Binding, level: ConfigProblem['level']): RuleProblem => ({
  path: `${later.path}.hostPort`,
  message: `host port ${later.mapping.hostPort} is already mapped in ${earlier.path}`,
  level,
  reason: 'value',
})

/** kind compares the mappings of one node, and an unset protocol with nothing but another unset one. */
const portRule: Rule = ({nodes = []}) => {
  const perNode = nodes.map((node, i) => bindings(node.extraPortMappings ?? [], `nodes[${i}].extraPortMappings`))
  const refused = perNode.flatMap(all => [
    ...clashes(all, ({mapping}) => `${mapping.hostPort}/${mapping.protocol || ''}`),
  ])
  // The host has each port once, whichever node asks for it: there the engine fails.
  const atEngine = clashes(perNode.flat(), ({mapping}) => `${mapping.hostPort}/${mapping.protocol || 'TCP'}`)
  for (const [later] of refused) atEngine.delete(later)
  return [
    ...refused.map(([later, earlier]) => duplicate(later, earlier, 'error')),
    ...[...atEngine].map(([later, earlier]) => duplicate(later, earlier, 'warning')),
  ]
}

const listenAddressRule: Rule = ({nodes = []}) =>
  nodes.flatMap((node, i) =>
    (node.extraPortMappings ?? []).flatMap(({listenAddress = '', hostPort = 0}, j) => {
      if (listenAddress === '' || parseIP(listenAddress)) return []
      const path = `nodes[${i}].extraPortMappings[${j}].listenAddress`
      const unbracketed = listenAddress.replace(/^\[(.*)\]$/, '$1')
      const suggestion = listenAddress === 'localhost' ? '127.0.0.1' : parseIP(unbracketed) && unbracketed
      const found = broken(path, `${quoted(listenAddress)} is not an IP address`, suggestion)
      // Without a port of its own kind lets it pass, and looks the word up as a host name when it picks one.
      return hostPort > 0 ? found : found.map(rule => ({...rule, level: 'warning'}))
    }),
  )

/** What kind checks across fields once it has decoded a config (pkg/internal/apis/config/validate.go). */
export const rules: readonly Rule[] = [
  nameRule,
  rolesRule,
  subnetRule('podSubnet'),
  subnetRule('serviceSubnet'),
  portRule,
  listenAddressRule,
]

/** Whether a file is kind's at all; undefined if it is. Any other finding on another tool's file would mislead. */
export const headProblem = ({
  kind = '',
  apiVersion = '',
}: {
  kind?: string
  apiVersion?: string
}): RuleProblem | undefined => {
  const found = (path: string, message: string, suggestion?: string): RuleProblem => ({
    path,
    message,
    level: 'error',
    reason: 'api-version',
    ...(suggestion && {suggestion}),
  })
  if (apiVersion === '') {
    return found(
      kind === '' || kind === KIND_KIND ? '' : 'kind',
      'apiVersion is missing',
      `apiVersion: ${KIND_API_VERSION}`,
    )
  }
  // `apiVersion: v1alpha4` is a slip; a group of its own is another tool, as Cluster API's `kind: Cluster`.
  if (!apiVersion.startsWith('kind.') && (kind !== KIND_KIND || apiVersion.includes('/'))) {
    return found('apiVersion', `this is not a kind config, but ${quoted(kind || 'an object')} of ${quoted(apiVersion)}`)
  }
  if (apiVersion !== KIND_API_VERSION)
    return found('apiVersion', `unknown apiVersion ${quoted(apiVersion)}`, KIND_API_VERSION)
  if (kind === '') return found('', 'kind is missing', `kind: ${KIND_KIND}`)
  return kind === KIND_KIND ? undefined : found('kind', `unknown kind ${quoted(kind)}`, KIND_KIND)
}
