// The paths of the API: /api/v1/… for the core group, /apis/GROUP/VERSION/… for all others, and behind that
// [namespaces/NAMESPACE/]RESOURCE[/NAME[/SUBRESOURCE[/…]]].
import {badRequest} from '../api/status.ts'

export interface ResourcePath {
  group: string
  version: string
  /** Empty where all namespaces are meant, or none. */
  namespace: string
  plural: string
  name?: string
  subresource?: string
  /** What follows a subresource, as it was sent: the path behind `proxy`, with its first slash, or nothing. */
  rest: string
}

/** `namespaces/NAME/X` is the subresource X of a namespace for these, and the resource X in it for all others. */
const OF_NAMESPACES = new Set(['status', 'finalize'])

/** A request's target in its parts, as they were sent: nothing in it is resolved, and nothing decoded yet. */
export interface RequestUrl {
  /** Encoded: `/api/v1/namespaces/default/pods/a%20b`. */
  path: string
  /** What follows the first `?`, encoded; empty where nothing does. */
  query: string
  parameters: URLSearchParams
}

/** @throws ApiError BadRequest where the target is not a path */
export const requestUrl = (target: string): RequestUrl => {
  if (!target.startsWith('/')) throw badRequest('the request target must be a path')
  const mark = target.indexOf('?')
  const [path, query] = mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)]
  return {path, query, parameters: new URLSearchParams(query)}
}

/**
 * The parts between slashes, each decoded by itself, so that an encoded slash parts nothing.
 * @throws ApiError BadRequest where an escape is none
 */
export const segmentsOf = (path: string): string[] => {
  try {
    return path.split('/').slice(1).map(decodeURIComponent)
  } catch {
    throw badRequest(`invalid URL escape in ${JSON.stringify(path)}`)
  }
}

/** What a name must not be to be a part of a path: k8s.io/apimachinery, pkg/api/validation/path, IsValidPathSegmentName. */
const pathSegmentProblems = (name: string): string[] =>
  name === '.' || name === '..'
    ? [`may not be '${name}'`]
    : ['/', '%'].filter(character => name.includes(character)).map(character => `may not contain '${character}'`)

/** @throws ApiError BadRequest, with the message of the API server's storage */
const checkSegment = (what: 'Name' | 'Namespace', name: string): void => {
  const problems = pathSegmentProblems(name)
  if (problems.length > 0) throw badRequest(`${what} parameter invalid: ${JSON.stringify(name)}: ${problems.join(';')}`)
}

/**
 * @param path as it was sent
 * @returns undefined for what is no path of a resource. @throws ApiError BadRequest for a name that no object can have
 */
export const parseResourcePath = (path: string): ResourcePath | undefined => {
  const encoded = path.split('/')
  const segments = segmentsOf(path)
  const core = segments[0] === 'api'
  if (!core && segments[0] !== 'apis') return undefined
  const start = core ? 1 : 2
  const [group = '', version, first] = [core ? '' : segments[1], segments[start], segments[start + 1]]
  if (!version || !first || (!core && !group)) return undefined
  const [, second, third] = segments.slice(start + 1)
  const inNamespace = first === 'namespaces' && second !== undefined && third !== undefined && !OF_NAMESPACES.has(third)
  const at = start + (inNamespace ? 3 : 1)
  const [plural = '', name, subresource] = segments.slice(at, at + 3)
  const namespace = inNamespace ? second : ''
  // Empty parts are not left out: without them the path would be another object's.
  if ([plural, name, subresource].includes('') || (inNamespace && namespace === '')) return undefined
  checkSegment('Namespace', namespace)
  if (name !== undefined) checkSegment('Name', name)
  return {
    group,
    version,
    namespace,
    plural,
    ...(name !== undefined && {name}),
    ...(subresource !== undefined && {subresource}),
    // One further on: what stands before the first slash is a part too.
    rest: encoded
      .slice(at + 4)
      .map(part => `/${part}`)
      .join(''),
  }
}
