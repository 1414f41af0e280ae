// The subresource `scale`: the same small object for everything that has replicas.
import {selectorText} from '../../../kubernetes/selectors.ts'
import type {KubeObject, LabelSelector} from '../../api/object.ts'
import type {Verb} from '../../api/resource.ts'
import {badRequest, invalid} from '../../api/status.ts'
import {patchObject} from '../../patch/index.ts'
import {type Answer, json} from '../answer.ts'
import {mediaTypeOf, readBody, readFields, textOf} from '../body.ts'
import type {Handler, ResourceRequest, ServerContext} from '../context.ts'
import {fieldValidationOf, writeOptionsOf} from '../query.ts'

/** What selects the pods of an object that has replicas. */
type SelectorOf = (object: KubeObject) => LabelSelector | undefined

const scaleOf = (object: KubeObject, selectorOf: SelectorOf) => {
  const {name, namespace, uid, resourceVersion, creationTimestamp} = object.metadata
  const {replicas: wanted} = object['spec'] as {replicas?: number}
  const {replicas = 0} = (object['status'] ?? {}) as {replicas?: number}
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {name, namespace, uid, resourceVersion, creationTimestamp},
    spec: {...(wanted && {replicas: wanted})},
    status: {replicas, selector: selectorText(selectorOf(object))},
  }
}

type Scale = ReturnType<typeof scaleOf>

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
  selectorOf: SelectorOf,
  change: (scale: Scale) => Record<string, unknown>,
): Answer => {
  const name = path.name ?? ''
  const options = {...writeOptionsOf(query, raw.headers['user-agent']), subresource: 'scale'}
  const updated = registry.update(
    type,
    path.namespace,
    name,
    current => {
      const fields = change(scaleOf(current, selectorOf))
      const {resourceVersion} = (fields['metadata'] ?? {}) as {resourceVersion?: string}
      return {
        ...current,
        metadata: {...current.metadata, resourceVersion: resourceVersion ?? current.metadata.resourceVersion},
        spec: {...(current['spec'] as object), replicas: replicasIn(fields, name)},
      }
    },
    options,
  )
  return json(scaleOf(updated, selectorOf))
}

const SCALE = {group: 'autoscaling', version: 'v1', kind: 'Scale'}

/** The subresource `scale` of a kind. */
export const scaleHandlers = (selectorOf: SelectorOf): Partial<Record<Verb, Handler>> => ({
  get: ({type, path}, {registry}) => {
    const object = registry.get(type, path.namespace, path.name ?? '')
    return json(scaleOf(object, selectorOf))
  },
  update: async (request, context) => {
    const fields = await readFields(request.raw)
    return write(request, context, selectorOf, () => fields)
  },
  patch: async (request, context) => {
    const mediaType = mediaTypeOf(request.raw)
    const body = textOf(await readBody(request.raw))
    const mode = fieldValidationOf(request.query)
    return write(
      request,
      context,
      selectorOf,
      scale => patchObject(SCALE, scale as unknown as KubeObject, mediaType, body, mode).object,
    )
  },
})
