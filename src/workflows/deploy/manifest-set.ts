import {isDeepStrictEqual} from 'node:util'
import {adviceForKinds, getManifests, type Manifests, manifestOf} from '../../api-server/apply.ts'
import type {KubeAccess} from '../../api-server/kubectl.ts'
import {locateObject} from '../../api-server/locate.ts'
import {spoken} from '../../api-server/objects.ts'
import {readManifestObjects} from '../../api-server/read-objects.ts'
import {type ServedKind, servedKinds} from '../../api-server/served-kinds.ts'
import {serverVersion} from '../../api-server/server-version.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {asMember, setOf} from '../../kubernetes/apply-set.ts'
import {withDistinctItems} from '../../kubernetes/distinct-items.ts'
import {fillIn} from '../../kubernetes/fill-in.ts'
import {inInstallOrder} from '../../kubernetes/install-order.ts'
import {workloadOf} from '../../kubernetes/kinds/index.ts'
import {withLastApplied} from '../../kubernetes/last-applied.ts'
import {isAtLeast} from '../../kubernetes/server-version.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import {printYaml} from '../../printers/yaml.ts'
import type {Exec} from '../../process/exec.ts'

/** Live objects, by what names them. */
export type LiveObjects = ReadonlyMap<string, KubeObject>

/** The objects of manifests, and what is there of them. */
export interface ManifestSet {
  /** As they are sent, in an order in which each comes after what it needs. */
  objects: readonly KubeObject[]
  live: LiveObjects
  /** Those whose kind is defined by a CustomResourceDefinition of the set that the server does not serve yet. */
  undefinedYet: readonly KubeObject[]
  /** Those that the server would refuse as long as others of the set are not there. */
  dependent: readonly KubeObject[]
  /** The kinds that the server has. */
  served: readonly ServedKind[]
  /** What stands several times in a list where it counts once: `deployment web: env LEVEL`. */
  repeated: readonly string[]
}

/** A CustomResourceDefinition, as far as it says what it defines. */
interface Definition extends KubeObject {
  spec?: {group?: string; scope?: string; names?: {kind?: string}}
}

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '')

const kindKey = ({apiVersion, kind}: Pick<KubeObject, 'apiVersion' | 'kind'>): string =>
  `${groupOf(apiVersion)} ${kind}`

export const keyOf = ({apiVersion, kind, metadata}: KubeObject): string =>
  [groupOf(apiVersion), kind, metadata.namespace ?? '', metadata.name].join(' ')

export const isDefinition = ({kind, apiVersion}: KubeObject): boolean =>
  kind === 'CustomResourceDefinition' && groupOf(apiVersion) === 'apiextensions.k8s.io'

/** Whether objects of a kind live in namespaces, by the group and name of each kind. */
type Scopes = ReadonlyMap<string, boolean>

const scopesOf = (served: readonly ServedKind[]): Scopes =>
  new Map(served.map(kind => [kindKey(kind), kind.namespaced]))

const definedIn = (objects: readonly KubeObject[]): Scopes =>
  new Map(
    objects.filter(isDefinition).map(object => {
      const {group = '', scope, names} = (object as Definition).spec ?? {}
      return [`${group} ${names?.kind}`, scope !== 'Cluster']
    }),
  )

/** @throws KubiaError NOT_FOUND: which objects are of kinds that nothing serves, where they are, and what to write */
const refuseUnknown = (unknown: readonly KubeObject[], served: readonly ServedKind[], manifests: Manifests): void => {
  if (unknown.length === 0) return
  const line = (object: KubeObject): string => {
    const place = locateObject(object, manifests)
    const where = place === undefined ? '' : ` in ${place}`
    return `the API server has no kind ${object.kind} in ${object.apiVersion} (${object.metadata.name}${where})`
  }
  throw new KubiaError('NOT_FOUND', unknown.map(line).join('\n'), {
    fix: adviceForKinds([...new Set(unknown.map(({kind}) => kind))], served),
  })
}

const inNamespace = (object: KubeObject, namespace: string | undefined): KubeObject => {
  const {namespace: own, ...metadata} = object.metadata
  return {...object, metadata: namespace === undefined ? metadata : {...metadata, namespace: own ?? namespace}}
}

/** What the API server looks for when it is sent an object, and refuses it without, by what `keyOf` calls it. */
const needsOf = (object: KubeObject): string[] => {
  const {namespace} = object.metadata
  const needs = namespace === undefined ? [] : [` Namespace  ${namespace}`]
  if (workloadOf(object)?.makers !== 'is-pod') return needs
  const {spec = {}} = object as {spec?: Record<string, unknown>}
  return [
    ...needs,
    ` ServiceAccount ${namespace} ${spec['serviceAccountName'] ?? spec['serviceAccount'] ?? 'default'}`,
    `scheduling.k8s.io PriorityClass  ${spec['priorityClassName']}`,
    `node.k8s.io RuntimeClass  ${spec['runtimeClassName']}`,
  ]
}

/** Servers before 1.21 need what others take for granted; a server is asked only where that makes a difference. */
const asServerTakes = async (
  exec: Exec,
  access: KubeAccess,
  objects: readonly KubeObject[],
): Promise<readonly KubeObject[]> => {
  const filled = objects.map(fillIn)
  if (isDeepStrictEqual(filled, objects)) return objects
  return isAtLeast(await serverVersion(exec, {...access, namespace: undefined}), 21) ? objects : filled
}

/** Objects as one manifest: JSON, which is sent, and YAML, which is printed in a plan. */
export const sentAs = (objects: readonly KubeObject[]): Manifests =>
  manifestOf(JSON.stringify({apiVersion: 'v1', kind: 'List', items: objects}))

export const printedAs = (objects: readonly KubeObject[]): Manifests =>
  manifestOf(objects.map(object => printYaml(object)).join('---\n'))

/** What is read, and what the server is asked about it. */
export interface ReadOptions {
  manifests: Manifests
  /** The namespace of objects that name none. */
  namespace: string
  /** The id of the set that the objects become members of; without it, each stays in the one that it is in. */
  memberOf?: string | undefined
}

/**
 * Reads manifests, and looks what is there of their objects.
 * @param access as of `apply`
 * @throws KubiaError NOT_FOUND for kinds that nothing serves; as `readManifestObjects` and `getManifests`
 */
export const readManifestSet = async (
  exec: Exec,
  access: KubeAccess,
  {manifests, namespace, memberOf}: ReadOptions,
): Promise<ManifestSet> => {
  const written = inInstallOrder(await readManifestObjects(exec, manifests))
  const served = await servedKinds(exec, access)
  const [scopes, defined] = [scopesOf(served), definedIn(written)]
  const scopeOf = (object: KubeObject): boolean | undefined =>
    scopes.get(kindKey(object)) ?? defined.get(kindKey(object))
  refuseUnknown(
    written.filter(object => scopeOf(object) === undefined),
    served,
    manifests,
  )
  const originals = written.map(object => inNamespace(object, scopeOf(object) ? namespace : undefined))
  const distinct = originals.map(withDistinctItems)
  const filled = await asServerTakes(
    exec,
    access,
    distinct.map(({object}) => object),
  )
  const isServed = (object: KubeObject): boolean => scopes.has(kindKey(object))
  const found = await getManifests(exec, access, sentAs(filled.filter(isServed)))
  const live = new Map(found.map(object => [keyOf(object), object]))
  const objects = filled.map((object, index) => {
    const there = live.get(keyOf(object))
    const id = memberOf ?? (there && setOf(there))
    const sent = withLastApplied(object, originals[index])
    return id === undefined ? sent : asMember(sent, id)
  })
  const brought = new Set(objects.map(keyOf).filter(key => !live.has(key)))
  const repeated = distinct.flatMap(one => one.repeated.map(item => `${spoken(one.object)}: ${item}`))
  const undefinedYet = objects.filter(object => !isServed(object))
  const isDependent = (object: KubeObject): boolean =>
    undefinedYet.includes(object) || needsOf(object).some(need => brought.has(need))
  return {objects, live, undefinedYet, dependent: objects.filter(isDependent), served, repeated}
}
