// A Service: pkg/apis/core/validation, ValidateService. Which addresses and node ports are free is the registry's to say.
import {isIP} from 'node:net'
import type {StatusCause} from '../../api/status.ts'
import {type Fields, items, record} from '../../schema/fields.ts'
import {
  duplicate,
  forbidden,
  invalid,
  invalids,
  nonNegative,
  oneOf,
  required,
  unique,
} from '../../schema/validation/causes.ts'
import {validateLabels} from '../../schema/validation/metadata.ts'
import {
  dns1123Label,
  dns1123Subdomain,
  inRange,
  portNumber,
  portNumberOrName,
  qualifiedName,
} from '../../schema/validation/names.ts'
import {same} from '../../schema/validation/same.ts'
import {PROTOCOLS} from '../pod/validation/containers.ts'

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const KUBELET_PORT = 10250
/** A day, the longest that a client is held to one Pod. */
const MOST_AFFINITY_SECONDS = 86_400

const isHeadless = (spec: Fields): boolean => spec['clusterIP'] === 'None'

const validateExternalName = (spec: Fields): StatusCause[] => {
  const name = String(spec['externalName'] ?? '').replace(/\.$/, '')
  const notFor = ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy'].filter(field => !same(spec[field], undefined))
  return [
    ...notFor.map(field => forbidden(`spec.${field}`, 'may not be set for ExternalName services')),
    ...(name === '' ? [required('spec.externalName')] : invalids('spec.externalName', name, dns1123Subdomain(name))),
  ]
}

const validateByType = (spec: Fields): StatusCause[] => {
  const type = spec['type']
  if (type === 'ExternalName') return validateExternalName(spec)
  if (type !== 'LoadBalancer' && type !== 'NodePort') return []
  const kubelet = items(spec['ports']).flatMap(({port}, index) =>
    type === 'LoadBalancer' && port === KUBELET_PORT
      ? [
          invalid(
            `spec.ports[${index}]`,
            port,
            `may not expose port ${KUBELET_PORT} externally since it is used by kubelet`,
          ),
        ]
      : [],
  )
  if (!isHeadless(spec)) return kubelet
  return [...kubelet, invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)]
}

const validatePort = (place: string, port: Fields, needsName: boolean): StatusCause[] => {
  const {
    name,
    appProtocol,
    targetPort = 0,
  } = port as {name?: string; appProtocol?: string; targetPort?: number | string}
  return [
    ...(name ? invalids(`${place}.name`, name, dns1123Label(name)) : needsName ? [required(`${place}.name`)] : []),
    ...invalids(`${place}.port`, port['port'], portNumber(port['port'] as number)),
    ...oneOf(`${place}.protocol`, port['protocol'], PROTOCOLS),
    ...invalids(`${place}.targetPort`, targetPort, portNumberOrName(targetPort)),
    ...(appProtocol ? invalids(`${place}.appProtocol`, appProtocol, qualifiedName(appProtocol)) : []),
  ]
}

const validatePorts = (spec: Fields): StatusCause[] => {
  const ports = items(spec['ports'])
  const names = new Set<unknown>()
  return ports.flatMap((port, index) => {
    const {name} = port
    const again = Boolean(name) && names.has(name)
    names.add(name)
    return [
      ...validatePort(`spec.ports[${index}]`, port, ports.length > 1),
      ...(again ? [duplicate(`spec.ports[${index}].name`, name)] : []),
    ]
  })
}

/** A port and a node port can be had once for each protocol. */
const validateUnique = (spec: Fields): StatusCause[] => {
  const again = (field: string) => {
    const seen = new Set<string>()
    return items(spec['ports']).flatMap((port, index) => {
      const key = `${port['protocol']}/${port[field]}`
      if (port[field] && seen.has(key)) return [{port, index}]
      seen.add(key)
      return []
    })
  }
  return [
    ...again('nodePort').map(({port, index}) => duplicate(`spec.ports[${index}].nodePort`, port['nodePort'])),
    ...again('port').map(({port: {port, protocol}, index}) => duplicate(`spec.ports[${index}]`, {port, protocol})),
  ]
}

const validateAffinity = (spec: Fields): StatusCause[] => {
  const affinity = spec['sessionAffinity']
  const causes = oneOf('spec.sessionAffinity', affinity, ['ClientIP', 'None'])
  if (affinity !== 'ClientIP') return causes
  const [config] = record(spec['sessionAffinityConfig'])
  const seconds = record(config?.['clientIP'])[0]?.['timeoutSeconds'] as number
  const field = 'spec.sessionAffinityConfig.clientIP.timeoutSeconds'
  const messages = inRange(seconds, 1, MOST_AFFINITY_SECONDS)
  return [
    ...causes,
    ...(messages.length > 0
      ? [invalid(field, seconds, `must be greater than 0 and less than ${MOST_AFFINITY_SECONDS}`)]
      : []),
  ]
}

const validateAddresses = (spec: Fields): StatusCause[] => {
  const external = (spec['externalIPs'] ?? []) as string[]
  const clusterIP = spec['clusterIP'] as string | undefined
  return [
    ...external.flatMap((address, index) =>
      isIP(address)
        ? []
        : [
            invalid(
              `spec.externalIPs[${index}]`,
              address,
              'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
            ),
          ],
    ),
    ...(clusterIP && clusterIP !== 'None' && !isIP(clusterIP)
      ? [invalid('spec.clusterIPs[0]', clusterIP, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')]
      : []),
  ]
}

const FAMILIES = ['IPv4', 'IPv6']
const FAMILY_POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack']

const validateFamilies = (spec: Fields): StatusCause[] => {
  const families = (spec['ipFamilies'] ?? []) as string[]
  const places = families.map((value, index) => ({field: `spec.ipFamilies[${index}]`, value}))
  return [
    ...places.flatMap(({field, value}) => oneOf(field, value, FAMILIES)),
    ...unique(places),
    ...(families.length > FAMILIES.length
      ? [invalid('spec.ipFamilies', families, 'may only hold up to 2 values')]
      : []),
    ...oneOf('spec.ipFamilyPolicy', spec['ipFamilyPolicy'], FAMILY_POLICIES, 'optional'),
  ]
}

const validateTraffic = (spec: Fields): StatusCause[] => {
  const policy = spec['externalTrafficPolicy']
  const external = spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer'
  return [
    ...(policy && !external && same(spec['externalIPs'], undefined)
      ? [invalid('spec.externalTrafficPolicy', policy, 'may only be set for externally-accessible services')]
      : oneOf('spec.externalTrafficPolicy', policy, ['Cluster', 'Local'], 'optional')),
    ...oneOf('spec.internalTrafficPolicy', spec['internalTrafficPolicy'], ['Cluster', 'Local'], 'optional'),
    ...nonNegative('spec.healthCheckNodePort', spec['healthCheckNodePort']),
    ...(spec['allocateLoadBalancerNodePorts'] !== undefined && spec['type'] !== 'LoadBalancer'
      ? [forbidden('spec.allocateLoadBalancerNodePorts', "may only be used when `type` is 'LoadBalancer'")]
      : []),
    ...(!same(spec['loadBalancerSourceRanges'], undefined) && spec['type'] !== 'LoadBalancer'
      ? [forbidden('spec.LoadBalancerSourceRanges', "may only be used when `type` is 'LoadBalancer'")]
      : []),
  ]
}

const validateNodePortsOfClusterIP = (spec: Fields): StatusCause[] =>
  spec['type'] === 'ClusterIP'
    ? items(spec['ports']).flatMap(({nodePort}, index) =>
        nodePort ? [forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'")] : [],
      )
    : []

/** The address is for life, unless the Service becomes or was one without an address. */
const validateKeptAddress = (spec: Fields, old: Fields | undefined): StatusCause[] => {
  if (!old || spec['type'] === 'ExternalName' || old['type'] === 'ExternalName' || !old['clusterIP']) return []
  if (spec['clusterIP'] === old['clusterIP']) return []
  const now = spec['clusterIP'] ? [spec['clusterIP']] : []
  return [invalid('spec.clusterIPs[0]', now, 'may not change once set')]
}

export const validateService = (service: Fields, old?: Fields): StatusCause[] =>
  record(service['spec']).flatMap(spec => [
    ...validateKeptAddress(spec, record(old?.['spec'])[0]),
    ...(items(spec['ports']).length === 0 && !isHeadless(spec) && spec['type'] !== 'ExternalName'
      ? [required('spec.ports')]
      : []),
    ...validateByType(spec),
    ...validatePorts(spec),
    ...validateLabels('spec.selector', spec['selector'] as Record<string, string> | undefined),
    ...validateAffinity(spec),
    ...validateAddresses(spec),
    ...validateFamilies(spec),
    ...oneOf('spec.type', spec['type'], TYPES),
    ...validateNodePortsOfClusterIP(spec),
    ...validateUnique(spec),
    ...validateTraffic(spec),
  ])
