import {orMeant} from '../errors/did-you-mean.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {nearKind} from './targets.ts'
import type {ApiWay} from './transport/proxy.ts'
import {ApiError, callApi} from './transport/request.ts'

/** A resource as the API server lists it (APIResource of meta/v1), and where it is served. */
export interface ApiResource {
  /** `v1`, `networking.k8s.io/v1` */
  apiVersion: string
  kind: string
  /** In a path: `configmaps`. */
  name: string
  namespaced: boolean
}

interface ResourceList {
  resources?: ({shortNames?: string[]; singularName?: string} & Omit<ApiResource, 'apiVersion'>)[]
}
interface GroupList {
  groups?: {name: string; versions: {groupVersion: string}[]; preferredVersion?: {groupVersion: string}}[]
}
type Listed = ApiResource & {shortNames: readonly string[]; singularName: string}

const rootOf = (apiVersion: string): string => `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}`

/** The resources of a version; none where the server that stands behind it does not answer just now. */
const resourcesOf = async (proxy: ApiWay, apiVersion: string, signal: AbortSignal): Promise<Listed[]> => {
  try {
    const {resources = []} = await callApi<ResourceList>(proxy, {path: rootOf(apiVersion), signal})
    return resources
      .filter(({name}) => !name.includes('/'))
      .map(({kind, name, namespaced, shortNames = [], singularName = ''}) => {
        const singular = singularName || kind.toLowerCase()
        return {apiVersion, kind, name, namespaced, shortNames, singularName: singular}
      })
  } catch (error) {
    if (error instanceof ApiError) return []
    throw error
  }
}

/** All versions of all groups, each group's preferred one first. */
const versions = async (proxy: ApiWay, signal: AbortSignal): Promise<string[]> => {
  const {groups = []} = await callApi<GroupList>(proxy, {path: '/apis', signal})
  return groups.flatMap(({versions, preferredVersion}) => {
    const names = versions.map(({groupVersion}) => groupVersion)
    return [...new Set([...(preferredVersion ? [preferredVersion.groupVersion] : []), ...names])]
  })
}

/** The resource of a kind; undefined where the server does not have it. @throws as `callApi` */
export const resourceOfKind = async (
  proxy: ApiWay,
  {apiVersion, kind}: Pick<ApiResource, 'apiVersion' | 'kind'>,
  signal: AbortSignal,
): Promise<ApiResource | undefined> =>
  (await resourcesOf(proxy, apiVersion, signal)).find(resource => resource.kind === kind)

const isMeant = (word: string, {name, singularName, shortNames, apiVersion, kind}: Listed): boolean => {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  const [plain = '', ...rest] = word.toLowerCase().split('.')
  const isNamed = [name, singularName, kind.toLowerCase(), ...shortNames].includes(plain)
  return isNamed && (rest.length === 0 || rest.join('.') === group)
}

/** The resource that kubectl takes a word for. @throws KubiaError NOT_FOUND, and as `callApi` */
export type FindResource = (word: string) => Promise<ApiResource>

const remembered = <T>(ask: (key: string) => Promise<T>): ((key: string) => Promise<T>) => {
  const answers = new Map<string, Promise<T>>()
  return key => {
    const answer = answers.get(key) ?? ask(key)
    answers.set(key, answer)
    return answer
  }
}

/**
 * Finds resources by words as `po`, `endpoints`, `ingresses.networking.k8s.io`: the core group's first, then the first
 * group's that has it. What a server has is asked for once.
 */
export const resourceFinder = (proxy: ApiWay, signal: AbortSignal): FindResource => {
  const listed = remembered(version => resourcesOf(proxy, version, signal))
  const all = remembered(() => versions(proxy, signal))
  return async word => {
    const group = word.toLowerCase().split('.').slice(1).join('.')
    const core = group === '' ? (await listed('v1')).find(resource => isMeant(word, resource)) : undefined
    if (core) return core
    const some = (await all('/apis')).filter(version => group === '' || version.startsWith(`${group}/`))
    const resources = (await Promise.all(some.map(listed))).flat()
    const found = resources.find(resource => isMeant(word, resource))
    if (!found)
      throw new KubiaError('NOT_FOUND', `the server doesn't have a resource type "${word}"${orMeant(nearKind(word))}`)
    return found
  }
}

/** Where a resource is listed. @param namespace undefined for all namespaces */
export const resourcePath = ({apiVersion, name, namespaced}: ApiResource, namespace: string | undefined): string =>
  `${rootOf(apiVersion)}/${namespaced && namespace !== undefined ? `namespaces/${encodeURIComponent(namespace)}/` : ''}${name}`
