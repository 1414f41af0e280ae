import {type CommandAdvice, kubectlAdvice, kubiaAdvice} from '../errors/advice.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {kindOf, typeMeta} from '../kubernetes/kinds/index.ts'
import type {ExposedPort} from '../kubernetes/kinds/kind.ts'
import {service as serviceKind} from '../kubernetes/kinds/service.ts'
import type {KubeObject, Service, ServicePort} from '../kubernetes/types.ts'
import {ownedFields} from './managed-fields.ts'
import {spoken} from './objects.ts'

/** What `expose` is asked for; what is undefined was not given. */
export interface ServiceRequest {
  name: string
  type?: string | undefined
  port?: number | undefined
  /** A number, or the name of a container's port. */
  targetPort?: number | string | undefined
  nodePort?: number | undefined
  protocol?: string | undefined
}

/** The labels of an object's pods. */
const selectorOf = (object: KubeObject): Record<string, string> | undefined => {
  const selector = kindOf(object)?.expose?.selector(object)
  if ((selector?.matchExpressions ?? []).length > 0)
    throw new KubiaError(
      'OBJECT_DIFFERS',
      `${spoken(object)} selects its pods by expressions, and a service can only use labels`,
    )
  return selector?.matchLabels
}

/** The ports that containers declare; of a service its own. */
export const declaredPorts = (object: KubeObject): ExposedPort[] => kindOf(object)?.expose?.ports(object) ?? []

/** A port that an image says its program listens on. */
export interface ImagePort {
  image: string
  port: number
}

/** Where nothing says which port it is, this one is as good as any: that of the walk. */
const USUAL_PORT = 8080

/** Of many ports of images, the first ones are enough to choose from. */
const MOST_PORTS = 3

/** Whether nothing says which port a service is to have. */
export const lacksPort = (object: KubeObject, {port}: ServiceRequest, live: Service | undefined): boolean =>
  port === undefined && (live?.spec.ports ?? []).length === 0 && declaredPorts(object).length === 0

/**
 * The failure of a service that has no port.
 * @param addPort the command line with a port @param known what the images say; guessed where that is nothing
 */
export const noPort = (
  object: KubeObject,
  addPort = (port: number): CommandAdvice =>
    kubiaAdvice(['expose', object.kind.toLowerCase(), object.metadata.name, '--port', `${port}`]),
  known: readonly ImagePort[] = [],
): KubiaError =>
  new KubiaError('USAGE', "couldn't find port via --port flag or introspection (the containers declare none)", {
    fix:
      known.length > 0
        ? known.slice(0, MOST_PORTS).map(({image, port}) => ({
            ...addPort(port),
            comment: `the image ${image} exposes ${port}`,
          }))
        : [{...addPort(USUAL_PORT), comment: `where its program listens at ${USUAL_PORT}`}],
  })

/** The ports of the service: the one given, else all that are declared, named when there are several. */
const portsOf = (object: KubeObject, spec: ServiceRequest): ServicePort[] => {
  const declared = declaredPorts(object)
  const chosen =
    spec.port === undefined
      ? declared
      : [{port: spec.port, protocol: declared.find(({port}) => port === spec.port)?.protocol ?? 'TCP'}]
  if (chosen.length === 0) throw noPort(object)
  return chosen.map(({port, protocol}, index) => ({
    ...(chosen.length > 1 ? {name: `port-${index + 1}`} : {}),
    port,
    protocol: spec.protocol ?? protocol,
    targetPort: spec.targetPort ?? port,
    ...(spec.nodePort === undefined || index > 0 ? {} : {nodePort: spec.nodePort}),
  }))
}

/**
 * The Service that `kubectl expose` makes of the same object and flags.
 * @throws KubiaError USAGE without a port; OBJECT_DIFFERS for pods that cannot be selected by labels
 */
export const serviceManifest = (object: KubeObject, spec: ServiceRequest): Service => {
  const selector = selectorOf(object)
  if (!selector || Object.keys(selector).length === 0) {
    throw new KubiaError('OBJECT_DIFFERS', `${spoken(object)} has no labels that a service could select it by`, {
      fix: [kubectlAdvice(['label', object.kind.toLowerCase(), object.metadata.name, `app=${object.metadata.name}`])],
    })
  }
  const {labels} = object.metadata
  return {
    ...typeMeta(serviceKind),
    metadata: {name: spec.name, ...(labels ? {labels} : {})},
    spec: {
      ...(spec.type === undefined ? {} : {type: spec.type}),
      ports: portsOf(object, spec),
      selector,
    },
  }
}

/** One port laid over another: what was given wins, the rest stays. */
const updatePort = (live: ServicePort, {port, targetPort, nodePort, protocol}: ServiceRequest): ServicePort => ({
  ...live,
  ...(port === undefined ? {} : {port, targetPort: targetPort ?? port}),
  ...(targetPort === undefined ? {} : {targetPort}),
  ...(nodePort === undefined ? {} : {nodePort}),
  ...(protocol === undefined ? {} : {protocol}),
})

/** Types whose ports have a node port. */
export const hasNodePorts = (type: string | undefined): boolean => type === 'NodePort' || type === 'LoadBalancer'

/**
 * The Service as it is to be: new, or the live one with what was given on top; what was not given stays.
 * @throws KubiaError OBJECT_DIFFERS where the live one leads to other pods
 */
export const desiredService = (object: KubeObject, spec: ServiceRequest, live: Service | undefined): Service => {
  if (!live) return serviceManifest(object, {...spec, type: spec.type ?? 'ClusterIP'})
  const [first, ...others] = live.spec.ports ?? []
  const given = {...spec, port: spec.port ?? first?.port}
  const wanted = serviceManifest(object, given)
  const [left, right] = [labelText(live.spec.selector), labelText(wanted.spec.selector)]
  if (left !== right) {
    throw new KubiaError(
      'OBJECT_DIFFERS',
      `service ${spec.name} exists and leads to other pods:\n  spec.selector: ${left} → ${right}`,
      {
        fix: [
          kubiaAdvice(['expose', object.kind.toLowerCase(), object.metadata.name, '--name', `${spec.name}-2`]),
          kubectlAdvice(['delete', 'service', spec.name], 'if it is not needed'),
        ],
        left: 'the service is as it was',
      },
    )
  }
  const type = spec.type ?? live.spec.type ?? 'ClusterIP'
  const ports = first ? [updatePort(first, spec), ...others] : wanted.spec.ports
  const own = ownedFields(live) as Partial<Service>
  return {
    ...wanted,
    metadata: {
      ...own.metadata,
      ...wanted.metadata,
      ...(live.metadata.labels ? {labels: live.metadata.labels} : {}),
    },
    // What kubia applied before and leaves out now would be taken away; some of it belongs to the type that it was of.
    spec: {
      ...(type === live.spec.type ? own.spec : withoutTyped(own.spec, type)),
      ...wanted.spec,
      type,
      ports: (ports ?? []).map(port => (hasNodePorts(type) ? port : withoutNodePort(port))),
    },
  }
}

/** Fields that the API server takes of a LoadBalancer only. */
const BALANCED = [
  'allocateLoadBalancerNodePorts',
  'healthCheckNodePort',
  'loadBalancerClass',
  'loadBalancerIP',
  'loadBalancerSourceRanges',
]

/** The fields that a service may have, whatever it was before. */
const withoutTyped = (spec: object | undefined, type: string): object => {
  const gone = type === 'LoadBalancer' ? [] : type === 'NodePort' ? BALANCED : [...BALANCED, 'externalTrafficPolicy']
  return Object.fromEntries(Object.entries(spec ?? {}).filter(([name]) => !gone.includes(name)))
}

/**
 * The Service that a dry run answered with, without the node ports that nobody asked for: the API server allocates them
 * each time again, so they are no part of what would change.
 */
export const withoutAllocated = (planned: Service, wanted: Service): Service => ({
  ...planned,
  spec: {
    ...planned.spec,
    ports: (planned.spec.ports ?? []).map(port => {
      const same = wanted.spec.ports?.find(
        other => other.port === port.port && (other.protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
      )
      return same?.nodePort === undefined ? withoutNodePort(port) : port
    }),
  },
})

const withoutNodePort = ({nodePort: _, ...port}: ServicePort): ServicePort => port

const labelText = (labels: Record<string, string> = {}): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',')
