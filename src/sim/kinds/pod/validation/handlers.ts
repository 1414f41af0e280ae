// Probes and lifecycle hooks: what is run in a container or requested from it.
import type {StatusCause} from '../../../api/status.ts'
import {type Fields, items, record} from '../../../schema/fields.ts'
import {forbidden, invalid, invalids, nonNegative, oneOf, required} from '../../../schema/validation/causes.ts'
import {portNumber, portNumberOrName} from '../../../schema/validation/names.ts'

type Port = number | string | undefined

const validatePort = (field: string, port: Port): StatusCause[] =>
  invalids(field, port ?? 0, portNumberOrName(port ?? 0))

const validateHttpGet = (field: string, get: Fields): StatusCause[] => [
  ...(get['path'] ? [] : [required(`${field}.path`)]),
  ...validatePort(`${field}.port`, get['port'] as Port),
  ...oneOf(`${field}.scheme`, get['scheme'], ['HTTP', 'HTTPS']),
  ...items(get['httpHeaders']).flatMap(({name}) =>
    /^[-A-Za-z0-9]+$/.test(String(name ?? ''))
      ? []
      : [
          invalid(
            `${field}.httpHeaders`,
            name ?? '',
            "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
          ),
        ],
  ),
]

const HANDLERS: Readonly<Record<string, (field: string, handler: Fields) => StatusCause[]>> = {
  exec: (field, exec) => (((exec['command'] as unknown[]) ?? []).length > 0 ? [] : [required(`${field}.command`)]),
  httpGet: validateHttpGet,
  tcpSocket: (field, socket) => validatePort(`${field}.port`, socket['port'] as Port),
  grpc: (field, grpc) => invalids(`${field}.port`, grpc['port'] ?? 0, portNumber((grpc['port'] as number) ?? 0)),
  sleep: (field, sleep) => nonNegative(`${field}.seconds`, sleep['seconds']),
}

/** Exactly one kind of handler. */
const validateHandler = (field: string, given: Fields): StatusCause[] => {
  const found = Object.keys(HANDLERS).filter(kind => given[kind] !== undefined)
  if (found.length === 0) return [required(field, 'must specify a handler type')]
  return found.flatMap((kind, index) =>
    index > 0
      ? [forbidden(`${field}.${kind}`, 'may not specify more than 1 handler type')]
      : record(given[kind]).flatMap(handler => HANDLERS[kind]?.(`${field}.${kind}`, handler) ?? []),
  )
}

const COUNTS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold']

export const validateProbe = (field: string, probe: Fields): StatusCause[] => [
  ...validateHandler(field, probe),
  ...COUNTS.flatMap(name => nonNegative(`${field}.${name}`, probe[name])),
]

/** A probe of this kind succeeds with the first answer. */
export const validateSingleSuccess = (field: string, probe: Fields): StatusCause[] =>
  probe['successThreshold'] === 1 ? [] : [invalid(`${field}.successThreshold`, probe['successThreshold'], 'must be 1')]

export const validateLifecycle = (field: string, lifecycle: Fields): StatusCause[] =>
  ['postStart', 'preStop'].flatMap(name =>
    record(lifecycle[name]).flatMap(handler => validateHandler(`${field}.${name}`, handler)),
  )
