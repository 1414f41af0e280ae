// The subresource `scale`: the same small object for everything that has replicas.
import type {KubeObject} from '../../api/object.ts'
import {selectorText} from '../../api/selector-text.ts'
import {badRequest, invalid} from '../../api/status.ts'
import {patchObject} from '../../patch/index.ts'
import {type Answer, json} from '../answer.ts'
import {mediaTypeOf, readBody, readFields, textOf} from '../body.ts'
import type {ResourceRequest, ServerContext} from '../context.ts'
import {fieldValidationOf, writeOptionsOf} from '../query.ts'

const scaleOf = (object: KubeObject) => {
  const {name, namespace, uid, resourceVersion, creationTimestamp} = object.metadata
  const {replicas: wanted} = object['spec'] as {replicas?: number}
  const {replicas = 0} = (object['status'] ?? {}) as {replicas?: number}
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {name, namespace, uid, resourceVersion, creationTimestamp},
    spec: {...(wanted && {replicas: wanted})},
    status: {replicas, selector: selectorText(object)},
  }
}

type Scale = ReturnType<typeof scaleOf>

/** @throws ApiError NotFound */
export const getScale = ({type, path}: ResourceRequest, {registry}: ServerContext): Answer =>
  json(scaleOf(registry.get(type, path.namespace, path.name ?? '')))

/** The number that a Scale asks for; absent is zero, as in Go. @throws ApiError Invalid, BadRequest */
const replicasIn = (fields: Record<string, unknown>, name: string): number => {
  const {replicas = 0} = (fields['spec'] ?? {}) as {replicas?: unknown}
  if (typeof replicas !== 'number' || !Number.isInteger(replicas))
    throw badRequest('Scale in version "v1" cannot be handled as a Scale: spec.replicas must be a whole number')
  if (replicas < 0)
    throw invalid({group: 'autoscaling', kind: 'Scale'}, name, [
      {
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
        field: 'spec.replicas',
      },
    ])
  return replicas
}

const write = (
  {type, path, query, raw}: ResourceRequest,
  {registry}: ServerContext,
  change: (scale: Scale) => Record<string, unknown>,
): Answer => {
  const name = path.name ?? ''
  const options = {...writeOptionsOf(query, raw.headers['user-agent']), subresource: 'scale'}
  const updated = registry.update(
    type,
    path.namespace,
    name,
    current => {
      const fields = change(scaleOf(current))
      const {resourceVersion} = (fields['metadata'] ?? {}) as {resourceVersion?: string}
      return {
        ...current,
        metadata: {...current.metadata, resourceVersion: resourceVersion ?? current.metadata.resourceVersion},
        spec: {...(current['spec'] as object), replicas: replicasIn(fields, name)},
      }
    },
    options,
  )
  return json(scaleOf(updated))
}

/** @throws ApiError */
export const putScale = async (request: ResourceRequest, context: ServerContext): Promise<Answer> => {
  const fields = await readFields(request.raw)
  return write(request, context, () => fields)
}

const SCALE = {group: 'autoscaling', version: 'v1', kind: 'Scale'}

/** @throws ApiError */
export const patchScale = async (request: ResourceRequest, context: ServerContext): Promise<Answer> => {
  const mediaType = mediaTypeOf(request.raw)
  const body = textOf(await readBody(request.raw))
  const mode = fieldValidationOf(request.query)
  return write(
    request,
    context,
    scale => patchObject(SCALE, scale as unknown as KubeObject, mediaType, body, mode).object,
  )
}
