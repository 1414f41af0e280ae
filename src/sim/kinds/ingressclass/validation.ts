// pkg/apis/networking/validation, ValidateIngressClass.
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {forbidden, invalid, invalids, notSupported, required, tooLong} from '../../schema/validation/causes.ts'
import {dns1123Label, dns1123Subdomain} from '../../schema/validation/names.ts'
import {validateReference} from '../ingress/reference.ts'

const CONTROLLER = 'spec.controller'
const PARAMETERS = 'spec.parameters'
const LONGEST = 250
const PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"
const SCOPES = ['Cluster', 'Namespace']

const validateController = (controller: string): StatusCause[] => {
  if (controller === '') return [required(CONTROLLER)]
  const slash = controller.indexOf('/')
  const [host, path] = [controller.slice(0, slash), controller.slice(slash + 1)]
  if (slash < 1 || path === '')
    return [invalid(CONTROLLER, controller, 'must be a domain-prefixed path (such as "acme.io/foo")')]
  return [
    ...invalids(CONTROLLER, host, dns1123Subdomain(host)),
    ...(new RegExp(`^${PATH}$`).test(path)
      ? []
      : [invalid(CONTROLLER, path, `Invalid path (regex used for validation is '${PATH}')`)]),
  ]
}

const validateScope = ({scope, namespace}: Fields): StatusCause[] => {
  const field = `${PARAMETERS}.namespace`
  if (scope === undefined) return [required(`${PARAMETERS}.scope`)]
  if (!SCOPES.includes(scope as string)) return [notSupported(`${PARAMETERS}.scope`, scope, SCOPES)]
  if (scope === 'Cluster')
    return namespace === undefined ? [] : [forbidden(field, "`parameters.scope` is set to 'Cluster'")]
  return namespace === undefined
    ? [required(field, "`parameters.scope` is set to 'Namespace'")]
    : invalids(field, namespace, dns1123Label(namespace as string))
}

export const validateIngressClass = ({spec: given}: Fields, old?: Fields): StatusCause[] => {
  const [spec = {}] = record(given)
  const controller = (spec['controller'] ?? '') as string
  const before = record(old?.['spec'])[0]?.['controller']
  return [
    ...(old && controller !== before ? [invalid(CONTROLLER, controller, 'field is immutable')] : []),
    ...(Buffer.byteLength(controller) > LONGEST ? [tooLong(CONTROLLER, LONGEST)] : []),
    ...validateController(controller),
    ...record(spec['parameters']).flatMap(parameters => [
      ...validateReference(PARAMETERS, parameters),
      ...validateScope(parameters),
    ]),
  ]
}
