import type {ConfigFields} from './cluster-spec.ts'

/** A field of a configuration by its path: `networking.podSubnet`. */
type Fields = Map<string, string>

/** What names a cluster, or is compared with the nodes themselves: their roles, images and ports. */
const COMPARED_ELSEWHERE = /^(?:name|kind|apiVersion|nodes\[\d+\]\.(?:role|image|extraPortMappings.*))$/
const MAX_VALUE = 60

const collect = (value: unknown, path: string, fields: Fields): void => {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) collect(item, `${path}[${index}]`, fields)
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) collect(item, path === '' ? key : `${path}.${key}`, fields)
  else if (value !== undefined && !COMPARED_ELSEWHERE.test(path)) fields.set(path, String(value))
}

/** What a configuration says beside that, field by field. */
export const fieldsOf = (config: ConfigFields): Fields => {
  const fields: Fields = new Map()
  collect(config, '', fields)
  return fields
}

/** A value in one line: of a patch, what it begins with. */
const brief = (value: string | undefined): string => {
  if (value === undefined) return 'none'
  const line = value.trim().replaceAll(/\s+/g, ' ')
  return line.length > MAX_VALUE ? `${line.slice(0, MAX_VALUE - 1)}…` : line
}

/** How many nodes a configuration lists; one where it lists none. */
const nodeCount = ({nodes}: ConfigFields): number => (Array.isArray(nodes) ? nodes.length : 1)

/**
 * How a configuration differs from the one that a cluster was made with, one line a field: `networking.podSubnet
 * 10.244.0.0/16 → 10.1.0.0/16`. Only fields that are stated now count. Nodes are compared one by one where there are as
 * many of them; their number is compared elsewhere.
 */
export const findConfigDrift = (made: ConfigFields, stated: ConfigFields): string[] => {
  const before = fieldsOf(made)
  const sameNodes = nodeCount(made) === nodeCount(stated)
  return [...fieldsOf(stated)]
    .filter(([path, value]) => before.get(path) !== value && (sameNodes || !path.startsWith('nodes[')))
    .map(([path, value]) => `${path} ${brief(before.get(path))} → ${brief(value)}`)
}
