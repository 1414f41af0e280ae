// What the server asks of whoever knows the documents of the API's types.
import type {OpenApiAnswer} from '../schema/index.ts'

/** @param path below /openapi/v3, empty for the index. @returns undefined where there is nothing */
export type OpenApiV3 = (path: string) => Promise<OpenApiAnswer | undefined>
