// The containers of a Pod: pkg/apis/core/validation, validateContainers.
import type {StatusCause} from '../../../api/status.ts'
import {type Fields, items, record} from '../../../schema/fields.ts'
import {duplicate, forbidden, invalid, invalids, oneOf, required, unique} from '../../../schema/validation/causes.ts'
import {dns1123Label, inRange, portName, portNumber} from '../../../schema/validation/names.ts'
import {validateEnv, validateEnvFrom} from './environment.ts'
import {validateLifecycle, validateProbe, validateSingleSuccess} from './handlers.ts'
import {validateResources} from './resources.ts'
import {validateMounts} from './volumes.ts'

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

const validatePorts = (field: string, ports: unknown): StatusCause[] => {
  const names = new Set<unknown>()
  return items(ports).flatMap((port, index) => {
    const place = `${field}[${index}]`
    const name = port['name'] as string | undefined
    const causes: StatusCause[] = []
    if (name) {
      const messages = portName(name)
      causes.push(...invalids(`${place}.name`, name, messages))
      if (messages.length === 0 && names.has(name)) causes.push(duplicate(`${place}.name`, name))
      if (messages.length === 0) names.add(name)
    }
    const [number, hostPort] = [port['containerPort'] as number, port['hostPort'] as number | undefined]
    return [
      ...causes,
      ...(number
        ? invalids(`${place}.containerPort`, number, portNumber(number))
        : [required(`${place}.containerPort`)]),
      ...(hostPort ? invalids(`${place}.hostPort`, hostPort, portNumber(hostPort)) : []),
      ...oneOf(`${place}.protocol`, port['protocol'], PROTOCOLS),
    ]
  })
}

/** A port of the host can be had once. */
const validateHostPorts = (field: string, containers: readonly Fields[]): StatusCause[] =>
  unique(
    containers.flatMap((container, index) =>
      items(container['ports']).flatMap((port, at) =>
        port['hostPort']
          ? [
              {
                field: `${field}[${index}].ports[${at}].hostPort`,
                value: `${port['protocol']}/${port['hostIP'] ?? ''}/${port['hostPort']}`,
              },
            ]
          : [],
      ),
    ),
  )

const MOST_USER_ID = 2 ** 31 - 1

const validateSecurityContext = (field: string, context: Fields): StatusCause[] => [
  ...['runAsUser', 'runAsGroup'].flatMap(name =>
    typeof context[name] === 'number'
      ? invalids(`${field}.${name}`, context[name], inRange(context[name], 0, MOST_USER_ID))
      : [],
  ),
  ...(context['privileged'] && context['allowPrivilegeEscalation'] === false
    ? [invalid(field, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true')]
    : []),
]

const validateProbes = (place: string, container: Fields): StatusCause[] =>
  ['livenessProbe', 'startupProbe', 'readinessProbe'].flatMap(name =>
    record(container[name]).flatMap(probe => [
      ...validateProbe(`${place}.${name}`, probe),
      ...(name === 'readinessProbe' ? [] : validateSingleSuccess(`${place}.${name}`, probe)),
    ]),
  )

const validateContainer = (place: string, container: Fields, volumes: ReadonlySet<string>): StatusCause[] => {
  const policy = container['terminationMessagePolicy']
  return [
    ...(container['image'] ? [] : [required(`${place}.image`)]),
    ...record(container['lifecycle']).flatMap(lifecycle => validateLifecycle(`${place}.lifecycle`, lifecycle)),
    ...validateProbes(place, container),
    ...(policy === 'File' || policy === 'FallbackToLogsOnError'
      ? []
      : [invalid(`${place}.terminationMessagePolicy`, policy, "must be 'File' or 'FallbackToLogsOnError'")]),
    ...validatePorts(`${place}.ports`, container['ports']),
    ...validateEnv(`${place}.env`, container['env']),
    ...validateEnvFrom(`${place}.envFrom`, container['envFrom']),
    ...validateMounts(`${place}.volumeMounts`, container['volumeMounts'], volumes),
    ...oneOf(`${place}.imagePullPolicy`, container['imagePullPolicy'], ['Always', 'IfNotPresent', 'Never']),
    ...validateResources(`${place}.resources`, record(container['resources'])[0]),
    ...record(container['securityContext']).flatMap(context =>
      validateSecurityContext(`${place}.securityContext`, context),
    ),
  ]
}

const validateName = (place: string, name: string | undefined, names: Set<string>): StatusCause[] => {
  const field = `${place}.name`
  const causes = name ? invalids(field, name, dns1123Label(name)) : [required(field)]
  if (names.has(name ?? '')) causes.push(duplicate(field, name ?? ''))
  names.add(name ?? '')
  return causes
}

export const validateContainers = (
  field: string,
  given: unknown,
  volumes: ReadonlySet<string>,
  names: Set<string>,
): StatusCause[] => {
  const containers = items(given)
  if (containers.length === 0) return [required(field)]
  return [
    ...containers.flatMap((container, index) => [
      ...validateName(`${field}[${index}]`, container['name'] as string | undefined, names),
      ...validateContainer(`${field}[${index}]`, container, volumes),
    ]),
    ...validateHostPorts(field, containers),
  ]
}

/** What an init container may not have unless it is a sidecar (`restartPolicy: Always`). */
const NOT_FOR_INIT = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']

export const validateInitContainers = (
  field: string,
  given: unknown,
  volumes: ReadonlySet<string>,
  names: Set<string>,
): StatusCause[] =>
  items(given).length === 0
    ? []
    : [
        ...validateContainers(field, given, volumes, names),
        ...items(given).flatMap((container, index) =>
          container['restartPolicy'] === 'Always'
            ? []
            : NOT_FOR_INIT.filter(name => container[name] !== undefined).map(name =>
                forbidden(
                  `${field}[${index}].${name}`,
                  'may not be set for init containers without restartPolicy=Always',
                ),
              ),
        ),
      ]
