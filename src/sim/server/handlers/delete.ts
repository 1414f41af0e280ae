// delete and deletecollection.
import type {DeleteOptions} from '../../api/registry.ts'
import {badRequest, StatusError} from '../../api/status.ts'
import {type Answer, success} from '../answer.ts'
import {checkMediaType, fieldsOf, mediaTypeOf, readBody} from '../body.ts'
import type {ResourceRequest, ServerContext} from '../context.ts'
import {dryRunOf, wholeNumber} from '../query.ts'
import {select, showList, showObject} from './read.ts'

const POLICIES = ['Background', 'Foreground', 'Orphan'] as const

interface WireOptions {
  kind?: unknown
  gracePeriodSeconds?: unknown
  propagationPolicy?: unknown
  orphanDependents?: unknown
  preconditions?: {uid?: unknown; resourceVersion?: unknown} | null
  dryRun?: unknown
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const policyOf = (value: string | undefined): DeleteOptions['propagationPolicy'] => {
  if (value === undefined) return undefined
  const policy = POLICIES.find(known => known === value)
  if (policy) return policy
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: "Foreground", "Background", "Orphan", "nil"`
  throw new StatusError(422, 'Invalid', `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: ${message}`, {
    group: 'meta.k8s.io',
    kind: 'DeleteOptions',
    causes: [{reason: 'FieldValueNotSupported', message, field: 'propagationPolicy'}],
  })
}

const graceOf = (value: unknown): number | undefined => {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isInteger(value)) return value
  throw badRequest('gracePeriodSeconds must be a whole number')
}

/** What a body says, without it the query. @throws ApiError */
export const deleteOptionsOf = (wire: WireOptions, query: URLSearchParams): DeleteOptions => {
  const policy = policyOf(text(wire.propagationPolicy) ?? text(query.get('propagationPolicy')))
  const grace = graceOf(wire.gracePeriodSeconds ?? wholeNumber(query, 'gracePeriodSeconds'))
  const uid = text(wire.preconditions?.uid)
  const resourceVersion = text(wire.preconditions?.resourceVersion)
  const dryRun = Array.isArray(wire.dryRun) ? wire.dryRun.map(String) : []
  return {
    ...(policy && {propagationPolicy: policy}),
    ...(grace !== undefined && {gracePeriodSeconds: grace}),
    preconditions: {...(uid && {uid}), ...(resourceVersion && {resourceVersion})},
    ...dryRunOf([...dryRun, ...query.getAll('dryRun')]),
  }
}

const readOptions = async ({raw, query}: ResourceRequest): Promise<DeleteOptions> => {
  const mediaType = mediaTypeOf(raw)
  const body = await readBody(raw)
  if (body.length === 0) return deleteOptionsOf({}, query)
  checkMediaType(mediaType)
  return deleteOptionsOf(await fieldsOf(mediaType, body), query)
}

/** @throws ApiError */
export const remove = async (request: ResourceRequest, context: ServerContext): Promise<Answer> => {
  const {type, path} = request
  const options = await readOptions(request)
  const {object, gone} = context.registry.delete(type, path.namespace, path.name ?? '', options)
  if (!gone || type.returnsDeleted) return showObject(request, context, object)
  const {name, uid} = object.metadata
  return success({name, ...(type.group !== '' && {group: type.group}), kind: type.plural, uid})
}

/** Each object by itself, as the real server does it: what another client has deleted meanwhile is no failure. */
export const removeCollection = async (request: ResourceRequest, context: ServerContext): Promise<Answer> => {
  const {type} = request
  const options = await readOptions(request)
  const {objects, metadata} = select(request, context)
  for (const {metadata: own} of objects) context.registry.delete(type, own.namespace ?? '', own.name, options)
  return showList(type, objects, metadata)
}
