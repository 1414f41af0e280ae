import {type ApiResource, resourceFinder, resourcePath} from '../api-server/resources.ts'
import {briefly} from '../api-server/shapes.ts'
import {isShown} from '../api-server/status.ts'
import {openWay} from '../api-server/transport/open-way.ts'
import type {ApiWay} from '../api-server/transport/proxy.ts'
import {ApiError} from '../api-server/transport/request.ts'
import {follow, outage} from '../api-server/transport/watch.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {KINDS, kindOf, listName} from '../kubernetes/kinds/index.ts'
import {objectKey, resourceName} from '../kubernetes/object-name.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'
import type {StatusData, StatusRequest} from './load-status.ts'
import type {RowChange, WatchedObject, WatchedRows} from './watched-rows.ts'

/** A list that is followed; of some objects alone where names are given. */
interface Followed {
  resource: ApiResource
  names: readonly string[]
}

const LISTED = KINDS.filter(({listed}) => listed !== 'never').map(listName)

/** The kinds and names of a target: `pods,services`, `pod web-1`, `pod/web-1 service/web`. */
export const wordsOf = (target: readonly string[]): {word: string; names: string[]}[] => {
  const [first = '', ...names] = target
  if (!first.includes('/')) return first.split(',').map(word => ({word, names}))
  const pairs = target.map(one => one.split('/'))
  const byKind = Map.groupBy(pairs, ([word = '']) => word)
  return [...byKind].map(([word, some]) => ({word, names: some.map(([, name = '']) => name)}))
}

const followedBy = async (
  proxy: ApiWay,
  {target, tree}: StatusRequest,
  {named}: StatusData,
  signal: AbortSignal,
): Promise<Followed[]> => {
  const find = resourceFinder(proxy, signal)
  if (target.length > 0 && !tree && !named)
    return Promise.all(wordsOf(target).map(async ({word, names}) => ({resource: await find(word), names})))
  const all = LISTED.map(async word => {
    try {
      return [{resource: await find(word), names: []}]
    } catch (error) {
      if (error instanceof KubiaError && error.code === 'NOT_FOUND') return []
      throw error
    }
  })
  return (await Promise.all(all)).flat()
}

/**
 * The followed objects that belong to a bare name: those that were listed with it, and those that they own. An object
 * may arrive before its owner, since each kind has a connection of its own.
 */
export class Belonging {
  readonly #uids: Set<string>
  readonly #waiting: WatchedObject[] = []

  constructor(items: readonly KubeObject[]) {
    this.#uids = new Set(items.flatMap(({metadata: {uid}}) => uid ?? []))
  }

  /** @returns the objects that are known to belong now: this one, and those that waited for it */
  take(object: WatchedObject): WatchedObject[] {
    const {uid = '', ownerReferences = []} = object.metadata
    if (!this.#uids.has(uid) && !ownerReferences.some(owner => this.#uids.has(owner.uid))) {
      if (ownerReferences.length > 0) this.#waiting.push(object)
      return []
    }
    if (this.#uids.has(uid)) return [object]
    this.#uids.add(uid)
    const owned = this.#waiting.filter(({metadata}) => metadata.ownerReferences?.some(owner => owner.uid === uid))
    for (const one of owned) this.#waiting.splice(this.#waiting.indexOf(one), 1)
    return [object, ...owned.flatMap(one => this.take(one))]
  }
}

/** The objects of a resource that were listed at first: those that have gone since are shown as deleted. */
const listedOf = (resource: ApiResource, {items}: StatusData): [string, WatchedObject][] =>
  items.filter(item => resourceName(item) === resourceName(resource)).map(item => [objectKey(item), item])

export interface WatchStatusOptions {
  request: StatusRequest
  /** What was listed at first. */
  data: StatusData
  rows: WatchedRows
  signal: AbortSignal
  onChange: (changes: readonly RowChange[]) => void
  onAway: (why: string | undefined) => void
}

/**
 * Follows what a status shows until the signal aborts, each list by a watch of its own, so that no state is missed
 * that `kubectl get -w` shows.
 * @throws KubiaError as `openWay`, `follow`
 */
export const followStatus = async (exec: Exec, options: WatchStatusOptions): Promise<void> => {
  const {request, data, rows, signal, onChange, onAway} = options
  const {access, scope, context, target} = request
  const namespace = scope.allNamespaces ? undefined : (scope.namespace ?? context.namespace)
  const isOfKinds = target.length > 0 && !data.named
  const belonging = data.named && new Belonging(data.items)
  const proxy = await openWay(exec, access)
  const away = new Set<string>()

  const followOne = async ({resource, names}: Followed): Promise<void> => {
    const isOurs = (object: WatchedObject): boolean =>
      (names.length === 0 || names.includes(object.metadata.name)) && (isOfKinds || isShown(object))
    const known = new Map<string, WatchedObject>(listedOf(resource, data))
    const changeOf = (object: WatchedObject): RowChange[] => {
      const some = belonging ? belonging.take(object) : [object]
      return some.filter(isOurs).flatMap(one => rows.take(one, Date.now()) ?? [])
    }
    const path = resourcePath(resource, namespace)
    const [only, ...others] = names
    const hasModule = kindOf(resource) !== undefined
    await follow<WatchedObject>({
      proxy,
      kind: resource.kind,
      path,
      fieldSelector: only !== undefined && others.length === 0 ? `metadata.name=${only}` : undefined,
      labelSelector: scope.selector,
      ...(hasModule
        ? {keep: object => briefly({...object, apiVersion: resource.apiVersion})}
        : {
            onColumns: columns => rows.setColumns(resourceName(resource), columns),
            keep: object => ({...object, apiVersion: resource.apiVersion}),
          }),
      signal,
      onEvent: (type, object) => {
        const isGone = type === 'DELETED'
        if (isGone) known.delete(objectKey(object))
        else known.set(objectKey(object), object)
        onChange(isGone ? rows.drop(object, Date.now()) : changeOf(object))
      },
      onList: objects => {
        const listed = new Map([...objects.values()].map(object => [objectKey(object), object]))
        const gone = [...known].filter(([key]) => !listed.has(key)).map(([, object]) => object)
        for (const object of gone) known.delete(objectKey(object))
        for (const [key, object] of listed) known.set(key, object)
        onChange([...[...listed.values()].flatMap(changeOf), ...gone.flatMap(object => rows.forget(object))])
      },
      onChange: () => {},
      onAway: why => {
        if (why === undefined) away.delete(path)
        else away.add(path)
        if (why !== undefined ? away.size === 1 : away.size === 0) onAway(why)
      },
    }).catch(error => {
      // A kind that may not be listed was reported before; one that this server does not serve is not shown.
      const isRefused = error instanceof KubiaError && error.code === 'FORBIDDEN'
      if (!isRefused && !(error instanceof ApiError && error.status === 404)) throw error
    })
  }
  try {
    const followed = await followedBy(proxy, request, data, signal).catch(error => {
      throw signal.aborted ? error : outage(proxy, error)
    })
    await Promise.all(followed.map(followOne))
    signal.throwIfAborted()
  } finally {
    await proxy.close()
  }
}
