// What an API server refuses of kinds that are only stored: pkg/apis/rbac/validation, pkg/apis/networking/validation,
// pkg/apis/policy/validation and pkg/apis/autoscaling/validation.
import type {StatusCause} from '../api/status.ts'
import {type Fields, items, record} from '../schema/fields.ts'
import type {ValidateFields} from '../schema/index.ts'
import {forbidden, invalid, invalids, notSupported, oneOf, required} from '../schema/validation/causes.ts'
import {atMostAll, validateIntOrPercent} from '../schema/validation/int-or-percent.ts'
import {dns1123Subdomain, inRange, portNumberOrName} from '../schema/validation/names.ts'
import {same} from '../schema/validation/same.ts'
import {validateSelector} from './pod/validation/template.ts'

const RBAC = 'rbac.authorization.k8s.io'

const isEmpty = (list: unknown): boolean => ((list ?? []) as unknown[]).length === 0

/** Names of roles are parts of paths: `system:node` is one. */
export const pathSegment = (name: string): string[] => {
  if (name === '.' || name === '..') return [`may not be '${name}'`]
  return ['/', '%'].filter(character => name.includes(character)).map(character => `may not contain '${character}'`)
}

const validateRule = (field: string, rule: Fields, namespaced: boolean): StatusCause[] => {
  const verbs = isEmpty(rule['verbs']) ? [required(`${field}.verbs`, 'verbs must contain at least one value')] : []
  if (!isEmpty(rule['nonResourceURLs'])) {
    const place = `${field}.nonResourceURLs`
    const urls = rule['nonResourceURLs']
    if (namespaced) return [...verbs, invalid(place, urls, 'namespaced rules cannot apply to non-resource URLs')]
    const mixed = ['apiGroups', 'resources', 'resourceNames'].some(name => !isEmpty(rule[name]))
    const why = 'rules cannot apply to both regular resources and non-resource URLs'
    return mixed ? [...verbs, invalid(place, urls, why)] : verbs
  }
  return [
    ...verbs,
    ...(isEmpty(rule['apiGroups'])
      ? [required(`${field}.apiGroups`, 'resource rules must supply at least one api group')]
      : []),
    ...(isEmpty(rule['resources'])
      ? [required(`${field}.resources`, 'resource rules must supply at least one resource')]
      : []),
  ]
}

const validateRules = (object: Fields, namespaced: boolean): StatusCause[] =>
  items(object['rules']).flatMap((rule, index) => validateRule(`rules[${index}]`, rule, namespaced))

export const validateRole: ValidateFields = role => validateRules(role, true)

export const validateClusterRole: ValidateFields = role => [
  ...validateRules(role, false),
  ...record(role['aggregationRule']).flatMap(({clusterRoleSelectors}) => {
    const field = 'aggregationRule.clusterRoleSelectors'
    const why = 'at least one clusterRoleSelector required if aggregationRule is non-nil'
    if (isEmpty(clusterRoleSelectors)) return [required(field, why)]
    return items(clusterRoleSelectors).flatMap((one, index) => validateSelector(`${field}[${index}]`, one))
  }),
]

const validateSubject = (field: string, {kind, apiGroup = '', name = ''}: Fields): StatusCause[] => {
  if (name === '') return [required(`${field}.name`)]
  if (kind === 'ServiceAccount')
    return [
      ...invalids(`${field}.name`, name, dns1123Subdomain(name as string)),
      ...(apiGroup === '' ? [] : [notSupported(`${field}.apiGroup`, apiGroup, [''])]),
    ]
  if (kind === 'User' || kind === 'Group')
    return apiGroup === RBAC ? [] : [notSupported(`${field}.apiGroup`, apiGroup, [RBAC])]
  return [notSupported(`${field}.kind`, kind, ['ServiceAccount', 'User', 'Group'])]
}

/** @param kinds that a binding may name */
export const validateBinding =
  (...kinds: string[]): ValidateFields =>
  (binding, old) => {
    const [{apiGroup, kind, name} = {} as Fields] = record(binding['roleRef'])
    return [
      ...(apiGroup === RBAC ? [] : [notSupported('roleRef.apiGroup', apiGroup, [RBAC])]),
      ...(kinds.includes(kind as string) ? [] : [notSupported('roleRef.kind', kind, kinds)]),
      ...(name ? invalids('roleRef.name', name, pathSegment(name as string)) : [required('roleRef.name')]),
      ...items(binding['subjects']).flatMap((subject, index) => validateSubject(`subjects[${index}]`, subject)),
      ...(old && !same(binding['roleRef'], old['roleRef'])
        ? [invalid('roleRef', binding['roleRef'], 'cannot change roleRef')]
        : []),
    ]
  }

const PROTOCOLS = ['TCP', 'UDP', 'SCTP']

const validatePort = (field: string, {protocol, port}: Fields): StatusCause[] => [
  ...(protocol === undefined || PROTOCOLS.includes(protocol as string)
    ? []
    : [notSupported(`${field}.protocol`, protocol, PROTOCOLS)]),
  ...(port === undefined ? [] : invalids(`${field}.port`, port, portNumberOrName(port as number | string))),
]

const CIDR = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|[\da-f:]*:[\da-f:.]*)\/\d{1,3}$/i

const validatePeer = (field: string, peer: Fields): StatusCause[] => {
  const parts = ['podSelector', 'namespaceSelector', 'ipBlock'].filter(name => peer[name] !== undefined)
  if (parts.length === 0) return [required(field, 'must specify a peer')]
  const blocks = record(peer['ipBlock'])
  if (blocks.length > 0 && parts.length > 1) return [forbidden(field, 'may not specify both ipBlock and another peer')]
  return [
    ...['podSelector', 'namespaceSelector'].flatMap(name =>
      validateSelector(`${field}.${name}`, record(peer[name])[0]),
    ),
    ...blocks.flatMap(({cidr = ''}) => {
      const place = `${field}.ipBlock.cidr`
      if (cidr === '') return [required(place)]
      return CIDR.test(cidr as string)
        ? []
        : [invalid(place, cidr, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')]
    }),
  ]
}

/** @param peers the field that has them: `from`, `to` */
const validateTraffic = (field: string, rules: unknown, peers: string): StatusCause[] =>
  items(rules).flatMap((rule, index) => [
    ...items(rule['ports']).flatMap((port, at) => validatePort(`${field}[${index}].ports[${at}]`, port)),
    ...items(rule[peers]).flatMap((peer, at) => validatePeer(`${field}[${index}].${peers}[${at}]`, peer)),
  ])

const POLICY_TYPES = ['Ingress', 'Egress']

export const validateNetworkPolicy: ValidateFields = policy =>
  record(policy['spec']).flatMap(spec => {
    const types = (spec['policyTypes'] ?? []) as string[]
    return [
      ...validateSelector('spec.podSelector', record(spec['podSelector'])[0]),
      ...validateTraffic('spec.ingress', spec['ingress'], 'from'),
      ...validateTraffic('spec.egress', spec['egress'], 'to'),
      ...(types.length > 2
        ? [invalid('spec.policyTypes', types, 'may not specify more than two policyTypes')]
        : types.flatMap((type, index) =>
            POLICY_TYPES.includes(type) ? [] : [notSupported(`spec.policyTypes[${index}]`, type, POLICY_TYPES)],
          )),
    ]
  })

const validateAmount = (field: string, amount: unknown): StatusCause[] => {
  if (amount === undefined) return []
  const value = amount as number | string
  return [...validateIntOrPercent(field, value), ...atMostAll(field, value)]
}

export const validateDisruptionBudget: ValidateFields = budget =>
  record(budget['spec']).flatMap(spec => [
    ...(spec['minAvailable'] !== undefined && spec['maxUnavailable'] !== undefined
      ? [invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set')]
      : []),
    ...oneOf(
      'spec.unhealthyPodEvictionPolicy',
      spec['unhealthyPodEvictionPolicy'],
      ['AlwaysAllow', 'IfHealthyBudget'],
      'optional',
    ),
    ...validateAmount('spec.minAvailable', spec['minAvailable']),
    ...validateAmount('spec.maxUnavailable', spec['maxUnavailable']),
    ...validateSelector('spec.selector', record(spec['selector'])[0]),
  ])

const validateTarget = (target: Fields): StatusCause[] =>
  ['kind', 'name'].flatMap(name => {
    const field = `spec.scaleTargetRef.${name}`
    return target[name] ? invalids(field, target[name], pathSegment(target[name] as string)) : [required(field)]
  })

const METRICS: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
}

const validateMetric = (field: string, metric: Fields): StatusCause[] => {
  const causes = oneOf(`${field}.type`, metric['type'], Object.keys(METRICS))
  if (causes.length > 0) return causes
  const source = METRICS[metric['type'] as string] ?? ''
  return metric[source] === undefined
    ? [required(`${field}.${source}`, 'must populate information for the given metric source')]
    : []
}

export const validateAutoscaler: ValidateFields = autoscaler =>
  record(autoscaler['spec']).flatMap(spec => {
    const [least, most] = [spec['minReplicas'], spec['maxReplicas'] ?? 0] as [number | undefined, number]
    return [
      ...(least !== undefined && least < 1
        ? [invalid('spec.minReplicas', least, 'must be greater than or equal to 1')]
        : []),
      ...inRange(most, 1, 2 ** 31).map(() => invalid('spec.maxReplicas', most, 'must be greater than 0')),
      ...(least !== undefined && most < least
        ? [invalid('spec.maxReplicas', most, 'must be greater than or equal to `minReplicas`')]
        : []),
      ...validateTarget(record(spec['scaleTargetRef'])[0] ?? {}),
      ...items(spec['metrics']).flatMap((metric, index) => validateMetric(`spec.metrics[${index}]`, metric)),
    ]
  })
