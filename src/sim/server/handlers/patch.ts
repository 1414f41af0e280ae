// patch, in its four forms; the Content-Type says which.
import type {KubeObject} from '../../api/object.ts'
import {StatusError} from '../../api/status.ts'
import {APPLY_PATCH, patchObject, readApplied, serverSideApply} from '../../patch/index.ts'
import type {Answer} from '../answer.ts'
import {mediaTypeOf, readBody, textOf} from '../body.ts'
import type {ResourceRequest, ServerContext} from '../context.ts'
import {fieldValidationOf, flag, writeOptionsOf} from '../query.ts'
import {showObject} from './read.ts'
import {placed, warningsOnCreate} from './write.ts'

/** Server-side apply: makes the object where there is none. @throws ApiError */
const apply = async (request: ResourceRequest, context: ServerContext, body: Buffer): Promise<Answer> => {
  const {type, path, query, raw} = request
  const {registry, clock} = context
  const manager = query.get('fieldManager')
  if (!manager)
    throw new StatusError(
      422,
      'Invalid',
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      {
        group: 'meta.k8s.io',
        kind: 'PatchOptions',
        causes: [
          {reason: 'FieldValueRequired', message: 'Required value: is required for apply patch', field: 'fieldManager'},
        ],
      },
    )
  const {object, warnings} = readApplied(type, textOf(body), fieldValidationOf(query))
  const applied = placed(request, object)
  const {fieldManager: _own, ...options} = writeOptionsOf(query, raw.headers['user-agent'])
  const {subresource} = path
  const merged = (current: KubeObject | undefined): KubeObject =>
    serverSideApply({
      type,
      current,
      applied,
      manager,
      force: flag(query, 'force'),
      time: clock.now(),
      ...(subresource && {subresource}),
    })
  if (registry.find(type, path.namespace, path.name ?? '')) {
    const updated = registry.update(type, path.namespace, path.name ?? '', merged, {
      ...options,
      ...(subresource && {subresource}),
    })
    return {...showObject(request, context, updated), warnings}
  }
  const made = registry.create(type, merged(undefined), options)
  return {
    ...showObject(request, context, made, 201),
    warnings: [...warnings, ...warningsOnCreate(request, context, made)],
  }
}

/** @throws ApiError */
export const patch = async (request: ResourceRequest, context: ServerContext): Promise<Answer> => {
  const {type, path, query, raw} = request
  const mediaType = mediaTypeOf(raw)
  const body = await readBody(raw)
  if (mediaType === APPLY_PATCH) return apply(request, context, body)
  const text = textOf(body)
  const mode = fieldValidationOf(query)
  let warnings: string[] = []
  const patched = (current: KubeObject): KubeObject => {
    const decoded = patchObject(type, current, mediaType, text, mode)
    warnings = decoded.warnings
    return placed(request, decoded.object)
  }
  const {subresource} = path
  const options = {...writeOptionsOf(query, raw.headers['user-agent']), ...(subresource && {subresource})}
  const updated = context.registry.update(type, path.namespace, path.name ?? '', patched, options)
  return {...showObject(request, context, updated), warnings}
}
