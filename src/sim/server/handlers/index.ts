// Which handler serves which request for an object, a collection or a part of an object.

import {isReal} from '../../api/real-resources.ts'
import type {Verb} from '../../api/resource.ts'
import {ON_KIND, StatusError} from '../../api/status.ts'
import type {Handler, ResourceRequest, ServerContext} from '../context.ts'
import {flag} from '../query.ts'
import {remove, removeCollection} from './delete.ts'
import {patch} from './patch.ts'
import {get, list} from './read.ts'
import {watch} from './watch.ts'
import {create, update} from './write.ts'

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

/** The subresource that is the same for all kinds. */
const STATUS: Partial<Record<Verb, Handler>> = {get, patch, update}

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

export const methodNotAllowed = (): StatusError =>
  new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

/** @throws ApiError for what is not served */
export const handlerOf = (
  verb: Verb,
  {type, path}: Pick<ResourceRequest, 'path' | 'type'>,
  {kinds}: Pick<ServerContext, 'kinds'>,
): Handler => {
  const {subresource} = path
  const own = kinds.handlersOf(type)
  if (subresource !== undefined) {
    const served = type.subresources.find(({name}) => name === subresource)
    if (!served)
      throw new StatusError(
        404,
        'NotFound',
        `the simulated cluster does not serve ${type.plural}/${subresource}${isReal(type, subresource) ? ON_KIND : ''}`,
        {},
      )
    const handlers = subresource === 'status' ? STATUS : own.subresources?.[subresource]
    const handler = served.verbs.includes(verb) ? handlers?.[verb] : undefined
    if (!handler) throw methodNotAllowed()
    return handler
  }
  if (!type.verbs.includes(verb)) throw methodNotAllowed()
  return (verb === 'create' && own.create) || OF_OBJECTS[verb]
}
