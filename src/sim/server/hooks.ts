// What the server asks of whoever knows fields and their owners: server-side apply, and the OpenAPI documents.
import type {KubeObject} from '../api/object.ts'
import type {ResourceType} from '../api/resources.ts'

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

/** @returns the merged object with its `managedFields`. @throws ApiError Conflict */
export type Apply = (request: ApplyRequest) => KubeObject

export interface OpenApiAnswer {
  body: string
  /** Changes with the content. */
  etag: string
}

/** @param path below /openapi/v3, empty for the index. @returns undefined where there is nothing */
export type OpenApiV3 = (path: string) => OpenApiAnswer | undefined
