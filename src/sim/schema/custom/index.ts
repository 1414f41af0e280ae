/** The schema of one version of a custom resource, put to use. */
import {type StatusCause, StatusError} from '../../api/status.ts'
import {typed} from '../typed.ts'
import {type CustomSchema, metadataShape, type Typed} from '../types.ts'
import {DecodeError, jsonTypeOf} from '../values.ts'
import {pruned, withSchemaDefaults} from './fill.ts'
import {structShape} from './shape.ts'
import {isObject, type Json, type Structural} from './structural.ts'
import {type Patterns, validateCustom} from './validate.ts'

export {type JsonPath, JsonPathError, readJsonPath} from './json-path.ts'
export {Pattern, PatternError} from './pattern.ts'
export {isObject, type Json, type Structural} from './structural.ts'

export interface CustomSchemaParts extends CustomSchema {
  /** Fills in what an object leaves out, in place. @throws ApiError where it grows too large */
  fillDefaults: (object: Json) => void
  validate: (object: Json, old?: Json) => StatusCause[]
  /** A stored object as the schema has it by now, with what has a default; whatever is not in the schema stays hidden. */
  view: (object: Json) => Json
}

const read = (schema: Structural, value: unknown): Typed => {
  if (!isObject(value)) throw new DecodeError(`json: cannot unmarshal ${jsonTypeOf(value)} into an object`)
  const unknown: string[] = []
  const body = pruned(schema, value, '', unknown, true) as Json
  const metadata = typed(metadataShape(), value['metadata'] ?? {})
  return {
    value: {...body, metadata: metadata.value},
    unknown: [...unknown, ...metadata.unknown.map(path => `metadata.${path}`)],
  }
}

/** @param schema of the definition's validation, so that its patterns can be read */
export const customSchema = (kind: string, schema: Structural): CustomSchemaParts => {
  const patterns: Patterns = new Map()
  return {
    shape: structShape(schema, kind, true),
    read: value => read(schema, value),
    document: schema as Json,
    fillDefaults: object => {
      const filled = withSchemaDefaults(schema, object)
      for (const name of Object.keys(object)) if (!Object.hasOwn(filled, name)) delete object[name]
      Object.assign(object, filled)
    },
    validate: (object, old) => validateCustom(schema, object, patterns, old),
    view: object => {
      const known = pruned(schema, object, '', [], true) as Json
      try {
        return withSchemaDefaults(schema, known)
      } catch (error) {
        // A default that came later may be too large for what is stored.
        if (error instanceof StatusError) return known
        throw error
      }
    },
  }
}
