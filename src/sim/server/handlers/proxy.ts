// The API server's proxy: /api/v1/namespaces/NS/{pods,services}/NAME/proxy/… leads into the cluster's network.
import type {Verb} from '../../api/resource.ts'
import type {Handler} from '../context.ts'
import {requestUrl} from '../path.ts'

/** The subresource `proxy`: every method is carried on. @throws ApiError */
export const proxyTo = (kind: 'pods' | 'services'): Partial<Record<Verb, Handler>> => {
  const proxy: Handler = async ({path, raw, response}, {streams}) => {
    const {query} = requestUrl(raw.url ?? '/')
    const behind = `${path.rest || '/'}${query ? `?${query}` : ''}`
    await streams.proxy(kind, path.namespace, path.name ?? '', behind, raw, response)
    return undefined
  }
  return {create: proxy, delete: proxy, get: proxy, patch: proxy, update: proxy}
}
