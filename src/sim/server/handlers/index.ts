// Which handler serves which request for an object, a collection or a part of an object.
import type {Verb} from '../../api/resources.ts'
import {ApiError, notSimulated} from '../../api/status.ts'
import type {Answer} from '../answer.ts'
import type {ResourceRequest, ServerContext} from '../context.ts'
import {flag} from '../query.ts'
import {remove, removeCollection} from './delete.ts'
import {patch} from './patch.ts'
import {bind, evict, forwardWithoutUpgrade, insideOfContainer, log} from './pods.ts'
import {proxy} from './proxy.ts'
import {get, list} from './read.ts'
import {review} from './reviews.ts'
import {getScale, patchScale, putScale} from './scale.ts'
import {watch} from './watch.ts'
import {create, update} from './write.ts'

/** @returns undefined where the handler has written, or goes on writing, the answer itself */
export type Handler = (
  request: ResourceRequest,
  context: ServerContext,
) => Answer | undefined | Promise<Answer | undefined>

const watching: Handler = (request, context) => {
  watch(request, context)
  return undefined
}

const OF_OBJECTS: Readonly<Record<Verb, Handler>> = {
  create,
  delete: remove,
  deletecollection: removeCollection,
  get,
  list,
  patch,
  update,
  watch: watching,
}

const OF_SUBRESOURCES: Readonly<Record<string, Partial<Record<Verb, Handler>>>> = {
  attach: {create: insideOfContainer, get: insideOfContainer},
  binding: {create: bind},
  eviction: {create: evict},
  exec: {create: insideOfContainer, get: insideOfContainer},
  finalize: {update},
  log: {get: log},
  portforward: {create: forwardWithoutUpgrade, get: forwardWithoutUpgrade},
  proxy: {create: proxy, delete: proxy, get: proxy, patch: proxy, update: proxy},
  scale: {get: getScale, patch: patchScale, update: putScale},
  status: {get, patch, update},
}

/** Kinds that are questions, not objects: they are answered and not kept. */
const REVIEWS = new Set(['SelfSubjectAccessReview', 'SelfSubjectReview', 'SelfSubjectRulesReview'])

/** @throws ApiError MethodNotAllowed */
export const verbOf = (method: string, {path, query}: Pick<ResourceRequest, 'path' | 'query'>): Verb => {
  const named = path.name !== undefined
  if (method === 'GET' || method === 'HEAD') {
    if (path.subresource !== undefined) return 'get'
    if (flag(query, 'watch')) return 'watch'
    return named ? 'get' : 'list'
  }
  if (method === 'POST' && (!named || path.subresource !== undefined)) return 'create'
  if (method === 'PUT' && named) return 'update'
  if (method === 'PATCH' && named) return 'patch'
  if (method === 'DELETE') return named ? 'delete' : 'deletecollection'
  throw methodNotAllowed()
}

export const methodNotAllowed = (): ApiError =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

/** @throws ApiError for what is not served */
export const handlerOf = (verb: Verb, {type, path}: Pick<ResourceRequest, 'path' | 'type'>): Handler => {
  const {subresource} = path
  if (subresource !== undefined) {
    const served = type.subresources.find(({name}) => name === subresource)
    if (!served)
      throw new ApiError(404, 'NotFound', `the simulated cluster does not serve ${type.plural}/${subresource}`, {})
    const handler = served.verbs.includes(verb) ? OF_SUBRESOURCES[subresource]?.[verb] : undefined
    if (!handler) throw methodNotAllowed()
    return handler
  }
  if (!type.verbs.includes(verb)) {
    // Kinds that are there to be empty: what would make one says so.
    if (!type.verbs.includes('create')) throw notSimulated(`${verb} ${type.plural}`)
    throw methodNotAllowed()
  }
  return REVIEWS.has(type.kind) ? review : OF_OBJECTS[verb]
}
