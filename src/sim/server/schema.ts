// What the server asks of whoever knows the shape of each kind: strict reading of objects, the patches, and the OpenAPI
// documents. src/sim/schema and src/sim/patch implement it.
import type {KubeObject} from '../api/object.ts'
import type {ResourceType} from '../api/resources.ts'

/** How unknown and doubled fields are answered. */
export type FieldValidation = 'Ignore' | 'Strict' | 'Warn'

export interface Decoded {
  object: KubeObject
  /** For `Warning` headers, one each. */
  warnings: string[]
}

export type GroupVersionKind = Pick<ResourceType, 'group' | 'kind' | 'version'>

export interface ApplyRequest {
  type: ResourceType
  /** Absent where the object is made by this. */
  current: KubeObject | undefined
  applied: KubeObject
  manager: string
  force: boolean
  time: Date
  subresource?: string
}

export interface OpenApiAnswer {
  body: string
  /** Changes with the content. */
  etag: string
}

export interface Schema {
  /** Reads an object from its text. @throws ApiError BadRequest */
  decodeText(type: GroupVersionKind, text: string, mode: FieldValidation, format: 'json' | 'yaml'): Decoded
  /** The same for an object that came in another encoding. @throws ApiError BadRequest */
  decodeObject(type: GroupVersionKind, value: unknown, mode: FieldValidation): Decoded
  /**
   * What a JSON patch, a merge patch or a strategic merge patch makes of an object.
   * @throws ApiError UnsupportedMediaType, BadRequest, Invalid
   */
  patchObject(
    type: GroupVersionKind,
    current: KubeObject,
    contentType: string,
    body: string,
    mode: FieldValidation,
  ): Decoded
  /** @returns the merged object with its `managedFields`. @throws ApiError Conflict */
  apply(request: ApplyRequest): KubeObject
  /** @param path below /openapi/v3, empty for the index. @returns undefined where there is nothing */
  openApiV3(path: string): OpenApiAnswer | undefined
}
