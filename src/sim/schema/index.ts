/** The types of the API: reading them strictly, what is filled in, and what is refused. */
export {type Decoded, decodeObject, decodeStrict, type FieldValidation} from './decode.ts'
export {defaultsFor} from './defaults.ts'
export {MOST_NESTING, readJson, TextError} from './json-text.ts'
export {type OpenApiAnswer, openApiV3} from './openapi/documents.ts'
export {type GroupVersionKind, shapeOf} from './types.ts'
export {validate} from './validate.ts'
export {readYaml} from './yaml-text.ts'
