import {findKind, KINDS} from '../../kubernetes/kinds/index.ts'
import type {Kind} from '../../kubernetes/kinds/kind.ts'

/** A resource whose path is known without asking the server what it has. */
export interface Resource {
  apiVersion: string
  /** In which servers have it that do not have that version, with the same fields. */
  earlierVersion?: string | undefined
  kind: string
  plural: string
  namespaced: boolean
}

/** One request of what `kubectl get` asks for. */
export interface ObjectRequest extends Pick<Resource, 'apiVersion' | 'kind'> {
  /** From the root: `/api/v1/namespaces/default/pods`, `/apis/apps/v1/namespaces/default/deployments/web`. */
  path: string
  /** The object's name; undefined for a list. */
  name: string | undefined
  /** What a list selects by, as parameters of the query. */
  selection: Readonly<Record<string, string>>
  /** The same of a server that does not have this version. */
  earlier?: ObjectRequest
}

const other = (apiVersion: string, kind: string, plural: string, namespaced = true): Resource => ({
  apiVersion,
  kind,
  plural,
  namespaced,
})

/** Kinds without a module that kubia asks for, by its words for them; all servers since 1.20 have these versions. */
const OTHERS: ReadonlyMap<string, Resource> = new Map([
  ['endpoints', other('v1', 'Endpoints', 'endpoints')],
  ['events', other('v1', 'Event', 'events')],
  ['controllerrevisions.apps', other('apps/v1', 'ControllerRevision', 'controllerrevisions')],
  ['storageclasses.storage.k8s.io', other('storage.k8s.io/v1', 'StorageClass', 'storageclasses', false)],
  ['ingressclasses.networking.k8s.io', other('networking.k8s.io/v1', 'IngressClass', 'ingressclasses', false)],
])

const ofKind = ({apiVersion, earlierVersion, kind, names: [, plural], namespaced}: Kind): Resource => ({
  apiVersion,
  earlierVersion,
  kind,
  plural,
  namespaced,
})

/** The resource that kubectl takes a word for: Kubernetes' own groups come before all others. */
export const resourceOf = (word: string): Resource | undefined => {
  const kind = findKind(word)
  return kind ? ofKind(kind) : OTHERS.get(word)
}

/** The resource of an object that says what it is. */
export const resourceOfType = (apiVersion: unknown, kind: unknown): Resource | undefined =>
  KINDS.map(ofKind).find(one => one.apiVersion === apiVersion && one.kind === kind)

/** Names that can stand in a path as they are; kubectl has its own words for others. */
export const isPlain = (name: string): boolean => /^[A-Za-z\d][A-Za-z\d.:_-]*$/.test(name)

/** The request for an object, or for the list of a resource. */
export const requestOf = (
  {earlierVersion, ...resource}: Resource,
  asked: {namespace: string | undefined; name?: string; selection?: Record<string, string>},
): ObjectRequest => {
  const {apiVersion, kind, plural, namespaced} = resource
  const {namespace, name, selection = {}} = asked
  const root = `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}`
  const scope = namespaced && namespace !== undefined ? `/namespaces/${namespace}` : ''
  return {
    apiVersion,
    kind,
    path: `${root}${scope}/${plural}${name === undefined ? '' : `/${name}`}`,
    name,
    selection,
    ...(earlierVersion !== undefined && {earlier: requestOf({...resource, apiVersion: earlierVersion}, asked)}),
  }
}
