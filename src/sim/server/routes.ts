// From a request to what answers it: health, version, discovery, OpenAPI, objects.
import type {IncomingMessage, ServerResponse} from 'node:http'
import {isReal} from '../api/real-resources.ts'
import {ON_KIND, StatusError} from '../api/status.ts'
import {type Answer, json, pageNotFound, plainText, warningHeader} from './answer.ts'
import type {User} from './authorizer.ts'
import {attributesOf, checkAccess, impersonated} from './authorizer.ts'
import type {ResourceTarget, ServerContext} from './context.ts'
import {aggregatedDiscovery} from './discovery/aggregated.ts'
import {apiGroup, apiGroupList, apiResourceList, apiVersions} from './discovery/legacy.ts'
import {versionInfo} from './discovery/version.ts'
import {handlerOf, methodNotAllowed, verbOf} from './handlers/index.ts'
import {checkAccept} from './negotiation.ts'
import {parseResourcePath, type RequestUrl, segmentsOf} from './path.ts'

/** What anybody may see, as on a real cluster. */
const PUBLIC = new Set(['/healthz', '/livez', '/readyz', '/version'])

const unauthorized = (): StatusError => new StatusError(401, 'Unauthorized', 'Unauthorized')

const HEALTH = /^\/(healthz|livez|readyz)(\/ping)?$/

const health = ({path, parameters}: RequestUrl): Answer =>
  plainText(parameters.has('verbose') ? `[+]ping ok\n${path.slice(1)} check passed\n` : 'ok')

/** Parts of objects that are answered with objects; the others speak for themselves. */
const OF_OBJECTS = new Set(['scale', 'status'])

const document = (value: object | undefined): Answer => (value ? json(value) : pageNotFound())

/** What is read and never changes. @returns undefined for other paths */
const readOnly = async (
  url: RequestUrl,
  raw: IncomingMessage,
  {kinds: {resources}, kubernetesVersion, openApi}: ServerContext,
): Promise<Answer | undefined> => {
  const path = url.path.replace(/\/$/, '')
  if (HEALTH.test(path)) return health(url)
  if (path === '/version') return json(versionInfo(kubernetesVersion))
  const {accept} = raw.headers
  if (path === '/api') return aggregatedDiscovery(resources, accept, true) ?? json(apiVersions(raw.headers.host ?? ''))
  if (path === '/apis') return aggregatedDiscovery(resources, accept, false) ?? json(apiGroupList(resources))
  if (path === '') return json({paths: ['/api', '/apis', '/healthz', '/livez', '/openapi/v3', '/readyz', '/version']})
  // kubectl 1.27 and 1.28 want it, and are content with nothing: they leave the checks to the server then.
  if (path === '/openapi/v2') return {code: 200, body: '', contentType: 'application/octet-stream'}
  if (path === '/openapi/v3' || path.startsWith('/openapi/v3/')) {
    const found = await openApi.at(path.slice('/openapi/v3'.length).replace(/^\//, ''))
    if (!found) return pageNotFound()
    const headers = {
      Etag: `"${found.etag}"`,
      ...(url.parameters.has('hash') && {'Cache-Control': 'public, immutable'}),
    }
    return raw.headers['if-none-match'] === headers.Etag
      ? {code: 304, body: '', contentType: 'application/json', headers}
      : {code: 200, body: found.body, contentType: 'application/json', headers}
  }
  const segments = segmentsOf(path)
  if (segments.includes('')) return undefined
  if (segments[0] === 'api' && segments.length === 2) return document(apiResourceList(resources, '', segments[1] ?? ''))
  if (segments[0] === 'apis' && segments.length === 2) return document(apiGroup(resources, segments[1] ?? ''))
  if (segments[0] === 'apis' && segments.length === 3)
    return document(apiResourceList(resources, segments[1] ?? '', segments[2] ?? ''))
  return undefined
}

const notServed = (plural: string, group: string): StatusError =>
  new StatusError(
    404,
    'NotFound',
    `the simulated cluster does not serve ${plural}${group && `.${group}`}${isReal({group, plural}) ? ON_KIND : ''}`,
    {...(group !== '' && {group}), kind: plural},
  )

/** @throws ApiError NotFound for resources that are not served. @returns undefined for what is no path of a resource */
export const targetOf = (
  url: RequestUrl,
  raw: IncomingMessage,
  user: User,
  {kinds}: ServerContext,
): ResourceTarget | undefined => {
  const path = parseResourcePath(url.path)
  if (!path) return undefined
  const type = kinds.resourceAt(path)
  if (!type || (path.namespace !== '' && !type.namespaced)) throw notServed(path.plural, path.group)
  return {type, path, query: url.parameters, user, raw}
}

/** @throws ApiError Unauthorized, BadRequest */
export const checkUser = (path: string, user: User | undefined, raw: IncomingMessage): User => {
  if (!user) {
    if (PUBLIC.has(path)) return {name: 'system:anonymous', groups: ['system:unauthenticated']}
    throw unauthorized()
  }
  return impersonated(raw) ?? user
}

/** @returns undefined where the handler writes the answer itself. @throws ApiError */
export const answer = async (
  url: RequestUrl,
  raw: IncomingMessage,
  response: ServerResponse,
  user: User | undefined,
  context: ServerContext,
): Promise<Answer | undefined> => {
  const known = checkUser(url.path, user, raw)
  const method = raw.method ?? 'GET'
  const fixed = await readOnly(url, raw, context)
  if (fixed) {
    if (known.impersonated) checkAccess(context.authorizer, known, {verb: method.toLowerCase(), path: url.path})
    if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed()
    return fixed
  }
  const target = targetOf(url, raw, known, context)
  if (!target) return pageNotFound()
  // Objects of a namespaced kind are written in one; only reading goes across all.
  const verb = verbOf(method, target)
  const {type, path} = target
  if (known.impersonated) checkAccess(context.authorizer, known, attributesOf(verb, path))
  if (
    type.namespaced &&
    path.namespace === '' &&
    (path.name !== undefined || (verb !== 'list' && verb !== 'watch')) &&
    type.verbs.includes('list')
  )
    throw path.name === undefined
      ? methodNotAllowed()
      : new StatusError(404, 'NotFound', 'the server could not find the requested resource', {})
  const handler = handlerOf(verb, target, context)
  if (path.subresource === undefined || OF_OBJECTS.has(path.subresource)) checkAccept(raw.headers.accept)
  if (type.warning) response.appendHeader('Warning', warningHeader(type.warning))
  return handler({...target, response}, context)
}
