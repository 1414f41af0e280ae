// pkg/apis/networking/validation, ValidateIngressCreate and ValidateIngressUpdate.
import {isIP} from 'node:net'
import type {StatusCause} from '../../api/status.ts'
import {type Fields, items, record} from '../../schema/fields.ts'
import {invalid, invalids, notSupported, required} from '../../schema/validation/causes.ts'
import {dns1035Label, dns1123Subdomain, portName, portNumber, wildcardSubdomain} from '../../schema/validation/names.ts'
import {validateReference} from './reference.ts'
import {CLASS_ANNOTATION} from './types.ts'

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix']
const NOT_IN_PATHS = ['//', '/./', '/../', '%2f', '%2F']
const NOT_AT_ENDS = ['/..', '/.']

const validatePort = (field: string, {name, number}: Fields): StatusCause[] => {
  if (name && number) return [invalid(field, '', 'cannot set both port name & port number')]
  if (name) return invalids(`${field}.service.port.name`, name, portName(name as string))
  if (number) return invalids(`${field}.service.port.number`, number, portNumber(number as number))
  return [required(field, 'port name or number is required')]
}

const validateBackend = (field: string, backend: Fields): StatusCause[] => {
  const [service] = record(backend['service'])
  const [resource] = record(backend['resource'])
  if (resource && service) return [invalid(field, '', 'cannot set both resource and service backends')]
  if (resource) return validateReference(`${field}.resource`, resource)
  if (!service) return [invalid(field, '', 'resource or service backend is required')]
  const name = (service['name'] ?? '') as string
  const [port = {}] = record(service['port'])
  return [
    ...(name === ''
      ? [required(`${field}.service.name`)]
      : invalids(`${field}.service.name`, name, dns1035Label(name))),
    ...validatePort(field, port),
  ]
}

const validatePathText = (field: string, path: string, type: string): StatusCause[] => {
  const isFree = type === 'ImplementationSpecific'
  if (isFree && path === '') return []
  return [
    ...(path.startsWith('/') ? [] : [invalid(field, path, 'must be an absolute path')]),
    ...NOT_IN_PATHS.filter(text => !isFree && path.includes(text)).map(text =>
      invalid(field, path, `must not contain '${text}'`),
    ),
    ...NOT_AT_ENDS.filter(text => !isFree && path.endsWith(text)).map(text =>
      invalid(field, path, `cannot end with '${text}'`),
    ),
  ]
}

const validatePath = (field: string, given: Fields): StatusCause[] => {
  const type = given['pathType'] as string | undefined
  if (type === undefined) return [required(`${field}.pathType`, 'pathType must be specified')]
  const [backend = {}] = record(given['backend'])
  return [
    ...(PATH_TYPES.includes(type)
      ? validatePathText(`${field}.path`, (given['path'] ?? '') as string, type)
      : [notSupported(`${field}.pathType`, type, PATH_TYPES)]),
    ...validateBackend(`${field}.backend`, backend),
  ]
}

const validateHost = (field: string, host: string): StatusCause[] =>
  invalids(field, host, host.includes('*') ? wildcardSubdomain(host) : dns1123Subdomain(host))

const validateRule = (field: string, rule: Fields): StatusCause[] => {
  const host = (rule['host'] ?? '') as string
  return [
    ...(isIP(host) ? [invalid(`${field}.host`, host, 'must be a DNS name, not an IP address')] : []),
    ...(host === '' ? [] : validateHost(`${field}.host`, host)),
    ...record(rule['http']).flatMap(http => {
      const paths = items(http['paths'])
      if (paths.length === 0) return [required(`${field}.http.paths`)]
      return paths.flatMap((path, index) => validatePath(`${field}.http.paths[${index}]`, path))
    }),
  ]
}

const validateTls = (field: string, {hosts = [], secretName}: Fields): StatusCause[] => [
  ...(hosts as string[]).flatMap((host, index) => validateHost(`${field}.hosts[${index}]`, host)),
  ...(secretName ? invalids(`${field}.secretName`, secretName, dns1123Subdomain(secretName as string)) : []),
]

const validateSpec = (spec: Fields): StatusCause[] => {
  const rules = items(spec['rules'])
  const [backend] = record(spec['defaultBackend'])
  const className = spec['ingressClassName'] as string | undefined
  return [
    ...(rules.length === 0 && !backend
      ? [invalid('spec', undefined, 'either `defaultBackend` or `rules` must be specified')]
      : []),
    ...(backend ? validateBackend('spec.defaultBackend', backend) : []),
    ...rules.flatMap((rule, index) => validateRule(`spec.rules[${index}]`, rule)),
    ...items(spec['tls']).flatMap((tls, index) => validateTls(`spec.tls[${index}]`, tls)),
    ...(className === undefined ? [] : invalids('spec.ingressClassName', className, dns1123Subdomain(className))),
  ]
}

/** A new one must not name two classes; of one that is there nobody asks any more. */
const validateClass = ({metadata}: Fields, {ingressClassName}: Fields): StatusCause[] => {
  const [annotations = {}] = record(record(metadata)[0]?.['annotations'])
  const named = annotations[CLASS_ANNOTATION]
  if (named === undefined || ingressClassName === undefined || named === ingressClassName) return []
  return [invalid(`annotations.${CLASS_ANNOTATION}`, named, 'must match `ingressClassName` when both are specified')]
}

export const validateIngress = (ingress: Fields, old?: Fields): StatusCause[] => {
  const [spec = {}] = record(ingress['spec'])
  return [...validateSpec(spec), ...(old ? [] : validateClass(ingress, spec))]
}
