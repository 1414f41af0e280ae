// The types of the API, as Kubernetes' Go structs declare them: which fields a kind has, of what type they are, and how
// their lists are merged. The table behind it is generated (scripts/generate-sim-data.ts).
import data from '../data/types.json' with {type: 'json'}

/** A kind on the wire; a row of the table of resources is one, and so is `{group: 'autoscaling', …, kind: 'Scale'}`. */
export interface GroupVersionKind {
  /** Empty for the core group. */
  group: string
  version: string
  kind: string
  /** Of a custom resource. */
  custom?: CustomSchema
}

/** What an object becomes in its type. */
export interface Typed {
  value: Record<string, unknown>
  /** Paths of what the type does not have: `spec.template.spec.containers[0].foo`. */
  unknown: string[]
}

/** What one version of a CustomResourceDefinition says of its objects. */
export interface CustomSchema {
  shape: StructShape
  /** Takes away what the schema does not have. @throws DecodeError where it is no object of the API at all */
  read: (value: unknown) => Typed
  /** The schema, for OpenAPI. */
  document: Readonly<Record<string, unknown>>
}

export type Scalar =
  | 'any'
  | 'boolean'
  | 'bytes'
  /** Of a custom resource: whatever is there, maps key by key. */
  | 'deduced'
  | 'double'
  | 'int32'
  | 'int64'
  | 'intOrString'
  | 'microTime'
  | 'quantity'
  | 'string'
  | 'time'

export interface ScalarShape {
  is: 'scalar'
  type: Scalar
  /** A pointer in Go: keeps `0`, `false` and `""`, which are dropped otherwise. */
  pointer: boolean
}

export interface ListShape {
  is: 'list'
  items: TypeShape
  /** How server-side apply merges it: as one value, as a set of values, or by the keys of its items. */
  type: 'atomic' | 'map' | 'set'
  keys: readonly string[]
  /** What keys are that an item leaves out. */
  keyDefaults?: Readonly<Record<string, unknown>>
  /** How a strategic merge patch merges it; without `merge` the list is replaced. */
  patch: readonly string[]
  patchKey: string | undefined
}

export interface MapShape {
  is: 'map'
  values: TypeShape
  /** One value to server-side apply. */
  atomic: boolean
}

export interface StructShape {
  is: 'struct'
  /** `io.k8s.api.core.v1.PodSpec` */
  name: string
  fields: ReadonlyMap<string, TypeShape>
  /** What the fields are that are not named. */
  others?: TypeShape
  required: ReadonlySet<string>
  /** One value to server-side apply. */
  atomic: boolean
  pointer: boolean
  patch: readonly string[]
}

export type TypeShape = ListShape | MapShape | ScalarShape | StructShape

interface ListRow {
  patchKey?: string
  patch?: readonly string[]
  type?: string
  keys?: readonly string[]
}
interface TypeRow {
  fields: Record<string, string>
  required?: readonly string[]
  atomic?: boolean
  atomicMaps?: readonly string[]
  lists?: Record<string, ListRow>
}

const rows = data.types as Record<string, TypeRow>
const kinds = data.kinds as Record<string, string>

const isType = (text: string): boolean => text.startsWith('io.k8s.')

const shapeOfText = (text: string, list: ListRow = {}, atomic = false): TypeShape => {
  const pointer = text.startsWith('*')
  const type = pointer ? text.slice(1) : text
  if (type.startsWith('[]'))
    return {
      is: 'list',
      items: shapeOfText(type.slice(2)),
      type: (list.type ?? 'atomic') as ListShape['type'],
      keys: list.keys ?? [],
      patch: list.patch ?? [],
      patchKey: list.patchKey,
    }
  if (type.startsWith('map[string]')) return {is: 'map', values: shapeOfText(type.slice('map[string]'.length)), atomic}
  if (isType(type)) return struct(type, pointer, list.patch ?? [])
  return {is: 'scalar', type: type as Scalar, pointer}
}

/** Fields are worked out when they are first asked for: most types of a kind are never met. */
const struct = (name: string, pointer: boolean, patch: readonly string[]): StructShape => {
  const row = rows[name]
  if (!row) throw new Error(`${name} is not in the table of types`)
  return {
    is: 'struct',
    name,
    get fields() {
      return fieldsOf(name, row)
    },
    required: new Set(row.required),
    atomic: row.atomic ?? false,
    pointer,
    patch,
  }
}

const known = new Map<string, ReadonlyMap<string, TypeShape>>()
const fieldsOf = (name: string, row: TypeRow): ReadonlyMap<string, TypeShape> => {
  let fields = known.get(name)
  if (!fields) {
    const entries = Object.entries(row.fields).map(
      ([field, text]) => [field, shapeOfText(text, row.lists?.[field], row.atomicMaps?.includes(field))] as const,
    )
    fields = new Map(entries)
    known.set(name, fields)
  }
  return fields
}

/** `io.k8s.api.core.v1.Pod`, or nothing where the kind is not served. */
export const typeNameOf = ({group, version, kind}: GroupVersionKind): string | undefined =>
  kinds[`${group === '' ? version : `${group}/${version}`} ${kind}`]

const tops = new Map<string, StructShape>()

/** @throws Error where the kind is not in the generated table, which holds all that is served */
export const shapeOf = (type: GroupVersionKind): StructShape => {
  if (type.custom) return type.custom.shape
  const name = typeNameOf(type)
  if (name === undefined) throw new Error(`${type.kind} of ${type.group}/${type.version} is not in the table of types`)
  let top = tops.get(name)
  if (!top) {
    top = struct(name, false, [])
    tops.set(name, top)
  }
  return top
}

/** That of every object's metadata. */
export const metadataShape = (): StructShape =>
  shapeOf({group: '', version: 'v1', kind: 'ConfigMap'}).fields.get('metadata') as StructShape
