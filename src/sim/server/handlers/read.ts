// get and list.

import type {KubeObject} from '../../api/object.ts'
import {apiVersionOf, type ResourceType} from '../../api/resource.ts'
import {badRequest, expiredPage, StatusError} from '../../api/status.ts'
import {objectsAt, storageKey} from '../../store/snapshot.ts'
import {type Answer, jsonParts, jsonText} from '../answer.ts'
import type {ResourceRequest, ServerContext} from '../context.ts'
import {encodeContinue, NEWEST, type Page, pageOf, revisionOf} from '../list-options.ts'
import {shapeOf} from '../negotiation.ts'
import {itemText, objectText, partialObject} from '../object-text.ts'
import {type Selection, selectionOf} from '../query.ts'
import {includeObjectOf, type ListMeta, tableText} from '../table.ts'

/** An object in the shape that the client asked for. */
export const showObject = (
  {type, query, raw}: ResourceRequest,
  {clock, kinds}: ServerContext,
  object: KubeObject,
  code = 200,
): Answer => {
  const shape = shapeOf(raw.headers.accept)
  if (shape === 'PartialObjectMetadata') return jsonText(JSON.stringify(partialObject(object)), code)
  if (shape === 'Object') return jsonText(objectText(object), code)
  const {resourceVersion} = object.metadata
  return jsonText(
    tableText(kinds.columnsOf(type), [object], {resourceVersion}, {include: includeObjectOf(query), now: clock.now()}),
    code,
  )
}

/** @throws ApiError NotFound */
export const get = (request: ResourceRequest, context: ServerContext): Answer => {
  const {type, path, query} = request
  const asked = query.get('resourceVersion')
  if (asked) revisionOf(asked)
  return showObject(request, context, context.registry.get(type, path.namespace, path.name ?? ''))
}

/** What a selection finds at a page's revision, in order. */
const candidates = (
  {type, path}: ResourceRequest,
  {store}: ServerContext,
  {revision, after}: Page,
  {name}: Selection,
): KubeObject[] => {
  const namespace = type.namespaced && path.namespace !== '' ? path.namespace : undefined
  const past = (): KubeObject[] => {
    try {
      return objectsAt(store, type, revision, namespace)
    } catch (error) {
      const isExpired = error instanceof StatusError && error.status.reason === 'Expired'
      throw isExpired && after !== undefined ? expiredPage(encodeContinue(NEWEST, after)) : error
    }
  }
  // Clients that wait for one object ask for a list of it; there is no need to look at all others.
  if (name !== undefined && revision === store.revision && (!type.namespaced || namespace !== undefined)) {
    const one = store.get(type, namespace ?? '', name)
    return one ? [one] : []
  }
  const objects = revision === store.revision ? store.list(type, namespace) : past()
  return after === undefined ? objects : objects.filter(object => storageKey(object) > after)
}

/** The matching objects of one page, and what a client needs to go on from there. */
export const select = (
  request: ResourceRequest,
  context: ServerContext,
): {objects: KubeObject[]; metadata: ListMeta} => {
  const selection = selectionOf(request.type, request.query)
  const page = pageOf(request.query, context.store.revision)
  const found = candidates(request, context, page, selection)
  const matching = selection.selective ? found.filter(selection.matches) : found
  const resourceVersion = String(page.revision)
  if (matching.length <= page.limit) return {objects: matching, metadata: {resourceVersion}}
  const objects = matching.slice(0, page.limit)
  const last = objects.at(-1)
  if (!last) throw badRequest('limit must not be negative')
  return {
    objects,
    metadata: {
      resourceVersion,
      continue: encodeContinue(page.revision, storageKey(last)),
      ...(!selection.selective && {remainingItemCount: matching.length - objects.length}),
    },
  }
}

/** A list of whole objects. */
export const showList = (type: ResourceType, objects: readonly KubeObject[], metadata: ListMeta): Answer => {
  const head = `{"kind":"${type.kind}List","apiVersion":"${apiVersionOf(type)}","metadata":${JSON.stringify(metadata)}`
  return jsonParts(`${head},"items":[`, objects, itemText, ']}')
}

/** @throws ApiError BadRequest, Expired, Timeout */
export const list = (request: ResourceRequest, context: ServerContext): Answer => {
  const {objects, metadata} = select(request, context)
  const {type, query, raw} = request
  const shape = shapeOf(raw.headers.accept)
  if (shape === 'Object') return showList(type, objects, metadata)
  if (shape === 'PartialObjectMetadata')
    return jsonText(
      JSON.stringify({
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        items: objects.map(({metadata: own}) => ({metadata: own})),
      }),
    )
  const {clock, kinds} = context
  return jsonText(
    tableText(kinds.columnsOf(type), objects, metadata, {include: includeObjectOf(query), now: clock.now()}),
  )
}
