// The subresource `scale`: the same small object for everything that has replicas.
import {selectorText} from '../../../kubernetes/selectors.ts'
import {copyOf} from '../../api/copy.ts'
import type {KubeObject, LabelSelector} from '../../api/object.ts'
import type {Verb} from '../../api/resource.ts'
import {badRequest, invalid, StatusError} from '../../api/status.ts'
import {patchObject} from '../../patch/index.ts'
import {type Answer, json} from '../answer.ts'
import {mediaTypeOf, readBody, readFields, textOf} from '../body.ts'
import type {Handler, ResourceRequest, ServerContext} from '../context.ts'
import {fieldValidationOf, writeOptionsOf} from '../query.ts'

/** What selects the pods of an object that has replicas: a selector, or its text. */
type SelectorOf = (object: KubeObject) => LabelSelector | string | undefined

type Path = readonly string[]

/** Where an object has its numbers. */
interface Places {
  wanted: Path
  found: Path
}

const USUAL: Places = {wanted: ['spec', 'replicas'], found: ['status', 'replicas']}

const numberAt = (object: KubeObject, path: Path): number | undefined => {
  const value = path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], object)
  return typeof value === 'number' ? value : undefined
}

/** @returns a new object */
const withNumberAt = (object: KubeObject, path: Path, value: number): KubeObject => {
  const copy = copyOf(object)
  let inner = copy as Record<string, unknown>
  for (const name of path.slice(0, -1)) {
    inner[name] ??= {}
    inner = inner[name] as Record<string, unknown>
  }
  inner[path.at(-1) ?? ''] = value
  return copy
}

/** @throws ApiError where an object has no number of replicas, and can only be given one */
const scaleOf = (object: KubeObject, selectorOf: SelectorOf, {wanted, found}: Places) => {
  const {name, namespace, uid, resourceVersion, creationTimestamp} = object.metadata
  const replicas = numberAt(object, wanted)
  const selector = selectorOf(object)
  if (replicas === undefined) {
    const message = `the spec replicas field ${JSON.stringify(`.${wanted.join('.')}`)} does not exist`
    throw new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, {causes: [{message}]})
  }
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {name, namespace, uid, resourceVersion, creationTimestamp},
    spec: {...(replicas && {replicas})},
    status: {
      replicas: numberAt(object, found) ?? 0,
      selector: typeof selector === 'string' ? selector : selectorText(selector),
    },
  }
}

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
  places: Places,
  selectorOf: SelectorOf,
  change: (current: KubeObject) => Record<string, unknown>,
): Answer => {
  const name = path.name ?? ''
  const options = {...writeOptionsOf(query, raw.headers['user-agent']), subresource: 'scale'}
  const updated = registry.update(
    type,
    path.namespace,
    name,
    current => {
      const fields = change(current)
      const {resourceVersion} = (fields['metadata'] ?? {}) as {resourceVersion?: string}
      const scaled = withNumberAt(current, places.wanted, replicasIn(fields, name))
      return {
        ...scaled,
        metadata: {...current.metadata, resourceVersion: resourceVersion ?? current.metadata.resourceVersion},
      }
    },
    options,
  )
  return json(scaleOf(updated, selectorOf, places))
}

const SCALE = {group: 'autoscaling', version: 'v1', kind: 'Scale'}

/** The subresource `scale` of a kind. */
export const scaleHandlers = (selectorOf: SelectorOf, places = USUAL): Partial<Record<Verb, Handler>> => ({
  get: ({type, path}, {registry}) => {
    const object = registry.get(type, path.namespace, path.name ?? '')
    return json(scaleOf(object, selectorOf, places))
  },
  update: async (request, context) => {
    const fields = await readFields(request.raw)
    return write(request, context, places, selectorOf, () => fields)
  },
  patch: async (request, context) => {
    const mediaType = mediaTypeOf(request.raw)
    const body = textOf(await readBody(request.raw))
    const mode = fieldValidationOf(request.query)
    return write(
      request,
      context,
      places,
      selectorOf,
      current =>
        patchObject(SCALE, scaleOf(current, selectorOf, places) as unknown as KubeObject, mediaType, body, mode).object,
    )
  },
})
