// The API server's proxy: /api/v1/namespaces/NS/{pods,services}/NAME/proxy/… leads into the cluster's network.
import type {ResourceRequest, ServerContext} from '../context.ts'
import {requestUrl} from '../path.ts'

/** @throws ApiError */
export const proxy = async ({path, raw, response}: ResourceRequest, {streams}: ServerContext): Promise<undefined> => {
  const {query} = requestUrl(raw.url ?? '/')
  const behind = `${path.rest || '/'}${query ? `?${query}` : ''}`
  const kind = path.plural === 'services' ? 'services' : 'pods'
  await streams.proxy(kind, path.namespace, path.name ?? '', behind, raw, response)
}
