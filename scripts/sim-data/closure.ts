// Joins what the sources say of each type, and follows the fields from the kinds that are served to all they contain.
import type {ClientField, ClientType} from './client-types.ts'

/** What a source other than the client says of types and fields: OpenAPI extensions without their prefix. */
export interface Facts {
  source: string
  types: Record<string, TypeFacts>
}
interface TypeFacts {
  'map-type'?: string
  fields?: Record<string, FieldFacts>
}
interface FieldFacts {
  'patch-merge-key'?: string
  'patch-strategy'?: string
  'list-type'?: string
  'list-map-keys'?: string[]
  'map-type'?: string
  quantity?: boolean
  description?: string
}
/** The fields of each Go struct, a `*` before those that are pointers. */
export interface GoFields {
  source: string
  fields: Record<string, string>
}
export interface Root {
  group: string
  version: string
  kind: string
  /** Where it is not the group's. */
  package?: string
}

/** A type as src/sim/schema/types.ts reads it. */
interface TypeData {
  /** `string`, `[]TYPE`, `map[string]TYPE`, the name of another type; with `*` what is a pointer in Go. */
  fields: Record<string, string>
  required?: string[]
  atomic?: true
  /** Fields whose whole map is one value to server-side apply. */
  atomicMaps?: string[]
  lists?: Record<string, {patchKey?: string; patch?: string[]; type?: 'map' | 'set'; keys?: string[]}>
}

const SCALARS: Record<string, string> = {
  'string|': 'string',
  'string|byte': 'bytes',
  'number|int32': 'int32',
  'number|int64': 'int64',
  'number|double': 'double',
  'boolean|': 'boolean',
  'any|': 'any',
  'IntOrString|int-or-string': 'intOrString',
  'Date|date-time': 'time',
  'V1MicroTime|date-time-micro': 'microTime',
}
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1'
/** Types of the machinery that the 1.20 server's groups do not name. */
const IN_META = new Set(['FieldSelectorRequirement', 'ShardInfo'])

const packageOf = ({group, version, package: own}: Root): string =>
  own ?? `io.k8s.api.${group === '' ? 'core' : group.replace(/\..*/, '')}.${version}`

/** `V1Container` → `Container`, `CoreV1Event` → `Event`. */
const bare = (name: string): string => name.replace(/^(?:[A-Z][a-z]+)?V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/, '')
const packageHint = (name: string): string | undefined => {
  const match = /^([A-Z][a-z]+)(V\d+)(?=[A-Z])/.exec(name)
  return match ? `io.k8s.api.${match[1]?.toLowerCase()}.${match[2]?.toLowerCase()}` : undefined
}

/**
 * The rule by which an API server reads list types for server-side apply: the list type where one is given, otherwise
 * the keys of strategic merge patch (k8s.io/kube-openapi, pkg/schemaconv).
 */
const listType = (facts: FieldFacts): {type?: 'map' | 'set'; keys?: string[]} => {
  const given = facts['list-type']
  if (given === 'map') return {type: 'map', keys: facts['list-map-keys'] ?? []}
  if (given === 'set') return {type: 'set'}
  if (given === 'atomic' || !facts['patch-strategy']?.split(',').includes('merge')) return {}
  const key = facts['patch-merge-key']
  return key ? {type: 'map', keys: [key]} : {type: 'set'}
}

/**
 * Whether a field is a Go pointer. What is newer than the Go sources at hand is one where it is optional, as the API
 * conventions ask for.
 */
const isPointer = (go: GoFields, type: string, field: string, required: boolean): boolean => {
  const fields = go.fields[type]?.split(' ') ?? []
  if (fields.includes(`*${field}`)) return true
  return !fields.includes(field) && !required
}

/** What the client's generator says of a field that refers to one of these: the type's text in place of the field's. */
const OF_TYPE = /^(IntOrString|MicroTime) is /

const descriptionOf = (declared: ClientField, said: FieldFacts): string =>
  (OF_TYPE.test(declared.description) ? said.description : declared.description || said.description) ?? ''

export const closure = (
  client: Map<string, ClientType>,
  sources: readonly Facts[],
  go: GoFields,
  roots: readonly Root[],
) => {
  const types = new Map<string, TypeData>()
  const descriptions = new Map<string, {description: string; fields: Record<string, string>}>()
  const kinds: Record<string, string> = {}
  const typeFacts = (name: string): TypeFacts =>
    Object.assign({}, ...sources.map(source => source.types[name]).reverse())
  const fieldFacts = (type: string, field: string): FieldFacts =>
    Object.assign({}, ...sources.map(source => source.types[type]?.fields?.[field]).reverse())
  const known = (name: string): boolean => sources.some(source => name in source.types)

  const fullName = (reference: string, from: string): string => {
    const own = from.slice(0, from.lastIndexOf('.'))
    const candidates = [packageHint(reference), own, META, 'io.k8s.api.core.v1'].filter(place => place !== undefined)
    const place = candidates.find(candidate => known(`${candidate}.${bare(reference)}`))
    return `${place ?? (IN_META.has(bare(reference)) ? META : (packageHint(reference) ?? own))}.${bare(reference)}`
  }

  const typeText = ({type, format}: ClientField, facts: FieldFacts, from: string): string => {
    const [, item] = /^Array<(.+)>$/.exec(type) ?? []
    if (item) return `[]${typeText({type: item, format} as ClientField, facts, from)}`
    const [, value] = /^\{ \[key: string\]: (.+); \}$/.exec(type) ?? []
    if (value) return `map[string]${typeText({type: value, format} as ClientField, facts, from)}`
    if (facts.quantity) return 'quantity'
    const scalar = SCALARS[`${type}|${format}`] ?? SCALARS[`${type}|`]
    if (scalar) return scalar
    const name = fullName(type, from)
    add(name, type)
    return name
  }

  const add = (name: string, clientName: string): void => {
    if (types.has(name)) return
    const source = client.get(clientName)
    if (!source) throw new Error(`${clientName}, which ${name} refers to, is not in the client`)
    const data: TypeData = {fields: {}}
    types.set(name, data)
    const facts = typeFacts(name)
    const lists: NonNullable<TypeData['lists']> = {}
    const texts: Record<string, string> = {}
    for (const [field, declared] of [...source.fields].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const said = fieldFacts(name, field)
      const type = typeText(declared, said, name)
      const collection = /^(\[\]|map)/.test(type)
      data.fields[field] = !collection && isPointer(go, name, field, declared.required) ? `*${type}` : type
      texts[field] = descriptionOf(declared, said)
      if (said['map-type'] === 'atomic') data.atomicMaps = [...(data.atomicMaps ?? []), field]
      const strategies = said['patch-strategy']?.split(',')
      const list = {
        ...(said['patch-merge-key'] && {patchKey: said['patch-merge-key']}),
        ...(strategies && {patch: strategies}),
        ...(type.startsWith('[]') && listType(said)),
      }
      // On a plain field the markers mean nothing: LabelSelectorRequirement.key carries them by accident.
      if (Object.keys(list).length > 0 && data.fields[field] !== 'string') lists[field] = list
    }
    const required = [...source.fields].filter(([, field]) => field.required).map(([field]) => field)
    if (required.length > 0) data.required = required
    if (facts['map-type'] === 'atomic') data.atomic = true
    if (Object.keys(lists).length > 0) data.lists = lists
    descriptions.set(name, {description: source.description, fields: texts})
  }

  for (const row of roots) {
    const name = `${packageOf(row)}.${row.kind}`
    const candidates = [`${row.group.replace(/\..*/, '')}${row.version}`, `core${row.version}`, row.version].map(
      prefix => [...client.keys()].find(key => key.toLowerCase() === `${prefix}${row.kind}`.toLowerCase()),
    )
    const clientName = candidates.find(candidate => candidate !== undefined)
    if (!clientName) throw new Error(`${row.kind} is not in the client`)
    kinds[`${row.group === '' ? '' : `${row.group}/`}${row.version} ${row.kind}`] = name
    add(name, clientName)
  }
  return {kinds, types, descriptions}
}
