import {type Ask, apiClient} from './sim/api-client.ts'

/** What differs between two clusters that were made in the same way: identities, times, and what the server counts. */
const ASIDE = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'observedGeneration',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'clusterIP',
  'clusterIPs',
  'healthCheckNodePort',
  'ca.crt',
])

type Json = null | boolean | number | string | Json[] | {[key: string]: Json}

const isRecord = (value: Json | undefined): value is {[key: string]: Json} =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @param published the node ports that a cluster publishes; any other one is the server's choice */
const comparable = (value: Json, published: readonly number[]): Json => {
  if (Array.isArray(value)) return value.map(one => comparable(one, published))
  if (typeof value === 'string') return value.replace(/^(kube-api-access|default-token)-[a-z0-9]{5}$/, '$1')
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !ASIDE.has(key))
      .map(([key, one]) => {
        if (key === 'nodePort') return [key, published.includes(Number(one)) ? one : 'any']
        return [key, comparable(one, published)]
      }),
  )
}

/** An object without its status, and a pod by the name that its controller begins it with. */
const readObject = (object: Json, published: readonly number[]): Json => {
  if (!isRecord(object) || !isRecord(object['metadata'])) return object
  const {status: _, metadata, ...rest} = object
  const {generateName} = metadata
  const named = generateName === undefined ? metadata : {...metadata, name: generateName}
  return comparable({...rest, metadata: named}, published)
}

const sortedByText = (values: readonly Json[]): Json[] =>
  values.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** A kubeconfig file as it is written. */
export interface Kubeconfig {
  'current-context'?: string
  contexts?: {name: string; context: {cluster: string; user: string}}[] | null
  clusters?: {name: string; cluster: object}[] | null
  users?: {name: string; user: object}[] | null
}

/** The contexts of a kubeconfig, without their servers' ports. */
export const readContextsToCompare = ({
  'current-context': current = '',
  contexts,
}: Kubeconfig): {current: string; contexts: string[]} => ({
  current,
  contexts: (contexts ?? []).map(({name, context}) => `${name}: ${context.user}@${context.cluster}`).sort(),
})

/** A client of the API server behind a context. */
const clientOf = ({contexts, clusters, users}: Kubeconfig, context: string): Ask => {
  const named = <T extends {name: string}>(list: T[] | null | undefined, name: string | undefined): T | undefined =>
    list?.find(entry => entry.name === name)
  const place = named(contexts, context)?.context
  return apiClient(JSON.stringify({clusters: [named(clusters, place?.cluster)], users: [named(users, place?.user)]}))
}

/**
 * The objects behind a context, to be compared with those of another cluster: names that controllers choose, uids, times
 * and ports of the server's choice aside.
 * @param paths of the lists that are read, such as `/api/v1/pods`
 */
export const readObjectsToCompare = async (
  kubeconfig: Kubeconfig,
  context: string,
  paths: readonly string[],
  published: readonly number[] = [],
): Promise<Json[]> => {
  const ask = clientOf(kubeconfig, context)
  const lists = await Promise.all(
    paths.map(async path => {
      const {code, body} = await ask('GET', path)
      if (code !== 200) throw new Error(`GET ${path} of ${context}: ${code}`)
      const {apiVersion, kind, items} = body as {apiVersion: string; kind: string; items: object[]}
      return items.map(item => ({apiVersion, kind: kind.replace(/List$/, ''), ...item}) as Json)
    }),
  )
  return sortedByText(lists.flat().map(object => readObject(object, published)))
}
