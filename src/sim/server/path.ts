// The paths of the API: /api/v1/… for the core group, /apis/GROUP/VERSION/… for all others, and behind that
// [namespaces/NAMESPACE/]RESOURCE[/NAME[/SUBRESOURCE[/…]]].
import {type ResourceType, resourceTypes} from '../api/resources.ts'
import {badRequest} from '../api/status.ts'

export interface ResourcePath {
  group: string
  version: string
  /** Empty where all namespaces are meant, or none. */
  namespace: string
  plural: string
  name?: string
  subresource?: string
  /** What follows a subresource: the path behind `proxy`. */
  rest: readonly string[]
}

const types = new Map(resourceTypes.map(type => [`${type.group}/${type.version}/${type.plural}`, type]))

export const typeAt = ({group, version, plural}: ResourcePath): ResourceType | undefined =>
  types.get(`${group}/${version}/${plural}`)

/** `namespaces/NAME/X` is the subresource X of a namespace for these, and the resource X in it for all others. */
const OF_NAMESPACES = new Set(['status', 'finalize'])

/** @throws ApiError BadRequest */
export const urlOf = (target: string): URL => {
  if (!target.startsWith('/')) throw badRequest('the request target must be a path')
  // Not a base to resolve against: `//host/path` would name another host.
  if (!URL.canParse(`https://127.0.0.1${target}`)) throw badRequest('the request target can not be parsed')
  return new URL(`https://127.0.0.1${target}`)
}

/** The parts between slashes, decoded. @throws ApiError BadRequest where an escape is none */
export const segmentsOf = (pathname: string): string[] => {
  try {
    return pathname
      .split('/')
      .filter(part => part !== '')
      .map(decodeURIComponent)
  } catch {
    throw badRequest(`invalid URL escape in ${JSON.stringify(pathname)}`)
  }
}

/** @returns undefined for what is no path of a resource */
export const parseResourcePath = (segments: readonly string[]): ResourcePath | undefined => {
  const core = segments[0] === 'api'
  if (!core && segments[0] !== 'apis') return undefined
  const [group = '', version, ...parts] = core ? ['', ...segments.slice(1)] : segments.slice(1)
  const [first, second, third] = parts
  if (version === undefined || first === undefined) return undefined
  const inNamespace = first === 'namespaces' && second !== undefined && third !== undefined && !OF_NAMESPACES.has(third)
  const [plural = '', name, subresource, ...rest] = inNamespace ? parts.slice(2) : parts
  return {
    group,
    version,
    namespace: inNamespace ? second : '',
    plural,
    ...(name !== undefined && {name}),
    ...(subresource !== undefined && {subresource}),
    rest,
  }
}
