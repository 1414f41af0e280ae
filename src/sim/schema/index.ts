/** The types of the API: reading them strictly, what is filled in, and what is refused. */
export {type Decoded, decodeObject, decodeStrict, type FieldValidation} from './decode.ts'
export {type FillDefaults, noDefaults, withDefaults} from './defaults.ts'
export {MOST_NESTING, readJson, TextError} from './json-text.ts'
export {type OpenApiAnswer, OpenApiDocuments} from './openapi/documents.ts'
export {type GroupVersionKind, shapeOf} from './types.ts'
export {onlyMetadata, type ValidateFields, validateObject} from './validate.ts'
export type {NameRule} from './validation/metadata.ts'
export {readYaml} from './yaml-text.ts'
