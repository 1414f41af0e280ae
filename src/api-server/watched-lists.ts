import {workloadOf} from '../kubernetes/kinds/index.ts'
import {pod} from '../kubernetes/kinds/pod.ts'
import {selectorText} from '../kubernetes/kinds/workloads.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {requestOf, resourceOf} from './direct/resource-paths.ts'
import type {WatchedList} from './next-look.ts'

/** An app by its name: `deployment.apps/kubia`. */
interface Named {
  name: string
  namespace: string
}

/** What of a list is watched. */
interface Selection {
  name?: string | undefined
  labelSelector?: string | undefined
}

/**
 * A list of a kind as it is watched. @param word kubectl's word for it: `pods`, `deployment.apps`
 * @returns undefined where its path is not known without asking the server
 */
export const watchedList = (
  word: string,
  namespace: string | undefined,
  {name, labelSelector}: Selection = {},
): WatchedList | undefined => {
  const resource = resourceOf(word)
  if (!resource) return undefined
  return {
    kind: resource.kind,
    path: requestOf(resource, {namespace}).path,
    ...(name === undefined ? {} : {fieldSelector: `metadata.name=${name}`}),
    ...(labelSelector === undefined ? {} : {labelSelector}),
  }
}

/** Those of one namespace, of which `apps` were found. */
const listsOfNamespace = (
  namespace: string,
  refs: readonly Named[],
  apps: readonly KubeObject[],
): (WatchedList | undefined)[] => {
  const byWord = Map.groupBy(refs, ({name}) => name.slice(0, name.indexOf('/')))
  const own = [...byWord].map(([word, some]) =>
    watchedList(word, namespace, some.length === 1 ? {name: some[0]?.name.slice(word.length + 1)} : {}),
  )
  const makers = apps.filter(app => app.kind !== pod.kind && workloadOf(app))
  const [only] = makers
  if (!only) return own
  const selector = makers.length === 1 ? selectorText(workloadOf(only)?.podSelector(only)) : undefined
  return [...own, watchedList(pod.names[1], namespace, {labelSelector: selector})]
}

/**
 * The lists that apps and their pods are in; none where one of them cannot be known, or an app is not there yet.
 * @param apps those of `refs` that were found
 */
export const listsOfApps = (refs: readonly Named[], apps: readonly KubeObject[]): WatchedList[] => {
  if (apps.length < refs.length) return []
  const byNamespace = [...Map.groupBy(refs, ({namespace}) => namespace)]
  const lists = byNamespace.flatMap(([namespace, some]) => {
    const isHere = ({metadata}: KubeObject): boolean => (metadata.namespace ?? namespace) === namespace
    return listsOfNamespace(namespace, some, apps.filter(isHere))
  })
  return lists.every(list => list !== undefined) ? lists : []
}
