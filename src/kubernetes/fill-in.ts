import type {KubeObject} from './types.ts'

/**
 * What API servers before 1.21 want of an object that is applied on the server, and take for granted in any other
 * request: the protocol of a port, which is part of its key, and quantities as text (kubernetes#92332,
 * structured-merge-diff#170).
 */

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Fields whose own fields are all quantities, wherever they are objects; elsewhere a name may mean a list. */
const QUANTITIES = ['requests', 'limits', 'hard', 'capacity', 'allocatable', 'overhead', 'podFixed']
/** The same in the items of a LimitRange; in other kinds these names mean something else. */
const OF_LIMIT_RANGE = ['min', 'max', 'default', 'defaultRequest', 'maxLimitRequestRatio']
/** Fields that are a quantity; of a HorizontalPodAutoscaler those that other kinds have for something else, too. */
const QUANTITY = ['sizeLimit', 'divisor', 'averageValue', 'targetAverageValue']
const OF_AUTOSCALER = ['value', 'targetValue']
/** Lists of ports that are keyed by port and protocol. */
const PORT_KEYS = ['port', 'containerPort']

const asText = (value: unknown): unknown => {
  if (typeof value === 'number') return String(value)
  return isFields(value)
    ? Object.fromEntries(Object.entries(value).map(([name, field]) => [name, asText(field)]))
    : value
}

const withProtocol = (port: unknown): unknown =>
  isFields(port) && port['protocol'] === undefined && PORT_KEYS.some(key => key in port)
    ? {...port, protocol: 'TCP'}
    : port

/** Names of fields, by what their values are. */
interface Names {
  quantities: readonly string[]
  quantity: readonly string[]
}

const fill = (value: unknown, names: Names): unknown => {
  if (Array.isArray(value)) return value.map(item => fill(item, names))
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      if (names.quantity.includes(name) || (names.quantities.includes(name) && isFields(field)))
        return [name, asText(field)]
      if (name === 'ports' && Array.isArray(field)) return [name, field.map(withProtocol)]
      return [name, fill(field, names)]
    }),
  )
}

const namesOf = ({kind}: KubeObject): Names => ({
  quantities: kind === 'LimitRange' ? [...QUANTITIES, ...OF_LIMIT_RANGE] : QUANTITIES,
  quantity: kind === 'HorizontalPodAutoscaler' ? [...QUANTITY, ...OF_AUTOSCALER] : QUANTITY,
})

/** The groups whose types are Kubernetes' own: in others, a field of such a name may be anything. */
export const isBuiltIn = ({apiVersion, kind}: KubeObject): boolean => {
  const group = apiVersion.split('/').at(-2) ?? ''
  return (!group.includes('.') || group.endsWith('.k8s.io')) && kind !== 'CustomResourceDefinition'
}

/** An object as an API server before 1.21 takes it. */
export const fillIn = (object: KubeObject): KubeObject => {
  if (!isBuiltIn(object)) return object
  const {metadata: _, ...rest} = object
  return {...object, ...(fill(rest, namesOf(object)) as object)}
}
