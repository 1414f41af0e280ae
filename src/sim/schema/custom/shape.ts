// A structural schema as server-side apply reads it (k8s.io/kube-openapi, pkg/schemaconv).
import {type ListShape, metadataShape, type Scalar, type StructShape, type TypeShape} from '../types.ts'
import {OF_OBJECTS, type Structural} from './structural.ts'

const scalar = (type: Scalar): TypeShape => ({is: 'scalar', type, pointer: true})

const SCALARS: Readonly<Record<string, Scalar>> = {
  boolean: 'boolean',
  integer: 'int64',
  number: 'double',
  string: 'string',
}

const listShape = (schema: Structural): ListShape => {
  const {items = {}, 'x-kubernetes-list-type': type, 'x-kubernetes-list-map-keys': keys = []} = schema
  const defaults = Object.entries(items.properties ?? {}).map(([name, field]) => [name, field.default])
  return {
    is: 'list',
    items: shapeOfSchema(items, ''),
    type: type === 'map' || type === 'set' ? type : 'atomic',
    keys,
    keyDefaults: Object.fromEntries(defaults),
    patch: [],
    patchKey: undefined,
  }
}

/** Its fields are worked out when they are first asked for. @param isResource of the API, with metadata */
export const structShape = (schema: Structural, name: string, isResource: boolean): StructShape => {
  let fields: ReadonlyMap<string, TypeShape> | undefined
  const keeps = schema['x-kubernetes-preserve-unknown-fields'] === true
  return {
    is: 'struct',
    name,
    get fields() {
      fields ??= new Map([
        ...Object.entries(schema.properties ?? {}).map(
          ([field, inner]) => [field, shapeOfSchema(inner, field)] as const,
        ),
        ...(isResource ? OF_OBJECTS.map(field => [field, ofObjects(field)] as const) : []),
      ])
      return fields
    },
    ...(keeps && {others: scalar('deduced')}),
    required: new Set(),
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    // As a pointer is, it is absent until somebody sets it.
    pointer: true,
    patch: [],
  }
}

const ofObjects = (field: string): TypeShape => (field === 'metadata' ? metadataShape() : scalar('string'))

const shapeOfSchema = (schema: Structural, name: string): TypeShape => {
  if (schema['x-kubernetes-int-or-string']) return scalar('any')
  const {type = '', additionalProperties} = schema
  if (type === 'array') return listShape(schema)
  const plain = SCALARS[type]
  if (plain) return scalar(plain)
  const isResource = schema['x-kubernetes-embedded-resource'] === true
  if (schema.properties || isResource) return structShape(schema, name, isResource)
  if (type !== 'object' || schema['x-kubernetes-preserve-unknown-fields']) return scalar('deduced')
  if (additionalProperties === undefined || additionalProperties === false) return structShape(schema, name, false)
  const values = additionalProperties === true ? scalar('deduced') : shapeOfSchema(additionalProperties, name)
  return {is: 'map', values, atomic: schema['x-kubernetes-map-type'] === 'atomic'}
}
