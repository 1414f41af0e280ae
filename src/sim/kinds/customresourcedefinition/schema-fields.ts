// Schemas within schemas that may be something else too: a list for `items`, true for `additionalProperties`. The table of
// types has no such choice, and takes what is there as it is; here it becomes what it is in Go.
import {badRequest} from '../../api/status.ts'
import {isObject, type Json} from '../../schema/custom/index.ts'
import {typed} from '../../schema/typed.ts'
import {type StructShape, shapeOf, type TypeShape} from '../../schema/types.ts'
import {DecodeError, jsonTypeOf} from '../../schema/values.ts'
import {definitionResource} from './resource.ts'
import type {Definition} from './types.ts'

const inner = (shape: TypeShape | undefined, ...path: readonly string[]): TypeShape | undefined =>
  path.reduce<TypeShape | undefined>((outer, name) => {
    const struct = outer?.is === 'list' ? outer.items : outer
    return struct?.is === 'struct' ? struct.fields.get(name) : undefined
  }, shape)

const schemaShape = (): StructShape =>
  inner(shapeOf(definitionResource), 'spec', 'versions', 'schema', 'openAPIV3Schema') as StructShape

const choice = (value: unknown, shape: StructShape, other: 'boolean' | 'array', type: string): unknown => {
  if (isObject(value)) return whole(typed(shape, value).value, shape)
  if (value === undefined || (other === 'array' ? Array.isArray(value) : typeof value === other)) return value
  throw new DecodeError(`json: cannot unmarshal ${jsonTypeOf(value)} into Go value of type v1.${type}`)
}

const mapOf = (value: unknown, shape: StructShape): unknown =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, whole(schema as Json, shape)]))
    : value

const whole = (schema: Json, shape: StructShape): Json => {
  const {items, additionalProperties, ...rest} = schema
  const entries = Object.entries(rest).map(([name, value]) => {
    if (name === 'properties') return [name, mapOf(value, shape)] as const
    if (name === 'not') return [name, whole(value as Json, shape)] as const
    if (name === 'allOf' || name === 'anyOf' || name === 'oneOf')
      return [name, (value as Json[]).map(one => whole(one, shape))] as const
    return [name, value] as const
  })
  return {
    ...Object.fromEntries(entries),
    ...(items !== undefined && {items: choice(items, shape, 'array', 'JSONSchemaPropsOrArray')}),
    ...(additionalProperties !== undefined && {
      additionalProperties: choice(additionalProperties, shape, 'boolean', 'JSONSchemaPropsOrBool'),
    }),
  }
}

/** The definition with its schemas as Go has them. @throws ApiError BadRequest where one is none */
export const withSchemas = (definition: Definition): Definition => {
  const shape = schemaShape()
  try {
    const versions = (definition.spec.versions ?? []).map(version =>
      version.schema?.openAPIV3Schema
        ? {...version, schema: {openAPIV3Schema: whole(version.schema.openAPIV3Schema, shape)}}
        : version,
    )
    return {...definition, spec: {...definition.spec, versions}}
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const {kind, version} = definitionResource
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${error.message}`)
  }
}
