// The types as OpenAPI v3 schemas, with the extensions that kubectl reads: merge keys and the kinds of groups.
import {type ListShape, metadataShape, type Scalar, type StructShape, type TypeShape} from '../types.ts'
import {ENUMS} from './enums.ts'

export type Schema = Record<string, unknown>

/** What is said of a type and of its fields; made from the same sources as the table of types. */
export type Descriptions = Readonly<Record<string, {description: string; fields: Readonly<Record<string, string>>}>>

/** What is said of the fields of every object is said of this one. */
const CONFIG_MAP = 'io.k8s.api.core.v1.ConfigMap'
const MACHINERY = 'io.k8s.apimachinery.pkg'
const PREFIX = '#/components/schemas/'

/** Scalars that have a type of their own in the documents. */
const NAMED: Readonly<Partial<Record<Scalar, {name: string; schema: Schema}>>> = {
  intOrString: {
    name: `${MACHINERY}.util.intstr.IntOrString`,
    schema: {
      description: 'IntOrString is a type that can hold an int32 or a string.',
      format: 'int-or-string',
      oneOf: [{type: 'integer'}, {type: 'string'}],
    },
  },
  microTime: {
    name: `${MACHINERY}.apis.meta.v1.MicroTime`,
    schema: {
      description: 'MicroTime is version of Time with microsecond level precision.',
      format: 'date-time',
      type: 'string',
    },
  },
  quantity: {
    name: `${MACHINERY}.api.resource.Quantity`,
    schema: {
      description: 'Quantity is a fixed-point representation of a number, such as 500m or 1Gi.',
      oneOf: [{type: 'string'}, {type: 'number'}],
    },
  },
  time: {
    name: `${MACHINERY}.apis.meta.v1.Time`,
    schema: {description: 'Time is a point in time, in the form of RFC 3339.', format: 'date-time', type: 'string'},
  },
}

const PLAIN: Readonly<Partial<Record<Scalar, Schema>>> = {
  any: {type: 'object'},
  boolean: {type: 'boolean'},
  bytes: {format: 'byte', type: 'string'},
  double: {format: 'double', type: 'number'},
  int32: {format: 'int32', type: 'integer'},
  int64: {format: 'int64', type: 'integer'},
  string: {type: 'string'},
}

const reference = (name: string): Schema => ({allOf: [{$ref: `${PREFIX}${name}`}]})

const listExtensions = ({type, keys, patch, patchKey}: ListShape): Schema => ({
  'x-kubernetes-list-type': type,
  ...(type === 'map' && {'x-kubernetes-list-map-keys': keys}),
  ...(patchKey && {'x-kubernetes-patch-merge-key': patchKey}),
  ...(patch.length > 0 && {'x-kubernetes-patch-strategy': patch.join(',')}),
})

/** Collects the schemas that others refer to. */
export class Schemas {
  readonly all: Record<string, Schema> = {}
  readonly #descriptions: Descriptions

  constructor(descriptions: Descriptions) {
    this.#descriptions = descriptions
  }

  /** Adds a type, with all that it is made of. */
  add(shape: StructShape, extensions: Schema = {}): void {
    if (this.all[shape.name]) return
    const schema: Schema = {type: 'object'}
    this.all[shape.name] = schema
    const {description = '', fields = {}} = this.#descriptions[shape.name] ?? {}
    const properties = [...shape.fields].map(([field, inner]) => {
      const values = ENUMS[`${shape.name}.${field}`]
      return [field, {...this.#of(inner), ...(values && {enum: values}), description: fields[field] ?? ''}] as const
    })
    Object.assign(schema, {
      description,
      properties: Object.fromEntries(properties),
      ...(shape.required.size > 0 && {required: [...shape.required].sort()}),
      ...(shape.atomic && {'x-kubernetes-map-type': 'atomic'}),
      ...extensions,
    })
  }

  /** Adds a custom resource: its schema as it stands, with what every object has. */
  addCustom(name: string, schema: Schema, extensions: Schema): void {
    const metadata = metadataShape()
    this.add(metadata)
    const {fields = {}} = this.#descriptions[CONFIG_MAP] ?? {}
    const described = (field: string, own: Schema): Schema => ({...own, description: fields[field] ?? ''})
    this.all[name] = {
      ...schema,
      properties: {
        ...(schema['properties'] as Schema | undefined),
        apiVersion: described('apiVersion', {type: 'string'}),
        kind: described('kind', {type: 'string'}),
        metadata: described('metadata', reference(metadata.name)),
      },
      ...extensions,
    }
  }

  #of(shape: TypeShape): Schema {
    if (shape.is === 'list') return {type: 'array', items: this.#of(shape.items), ...listExtensions(shape)}
    if (shape.is === 'map')
      return {
        type: 'object',
        additionalProperties: this.#of(shape.values),
        ...(shape.atomic && {'x-kubernetes-map-type': 'atomic'}),
      }
    if (shape.is === 'struct') {
      this.add(shape)
      return {
        ...reference(shape.name),
        ...(shape.patch.length > 0 && {'x-kubernetes-patch-strategy': shape.patch.join(',')}),
      }
    }
    const named = NAMED[shape.type]
    if (!named) return {...PLAIN[shape.type]}
    this.all[named.name] = named.schema
    return reference(named.name)
  }
}
