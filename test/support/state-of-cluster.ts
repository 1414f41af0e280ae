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
  if (typeof value === 'string') return value.replace(/^(kube-api-access)-[a-z0-9]{5}$/, '$1')
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

/**
 * The objects of a List, to be compared with those of another cluster: names that controllers choose, uids, times and
 * ports of the server's choice aside.
 * @param json what `kubectl get -o json` answers
 */
export const readObjectsToCompare = (json: string, published: readonly number[] = []): Json[] => {
  const {items} = JSON.parse(json) as {items: Json[]}
  return sortedByText(items.map(object => readObject(object, published)))
}

/** The contexts of a kubeconfig, without their servers' ports. @param json what `kubectl config view -o json` answers */
export const readContextsToCompare = (json: string): {current: string; contexts: string[]} => {
  const {'current-context': current = '', contexts} = JSON.parse(json) as {
    'current-context'?: string
    contexts: {name: string; context: {cluster: string; user: string}}[] | null
  }
  return {
    current,
    contexts: (contexts ?? []).map(({name, context}) => `${name}: ${context.user}@${context.cluster}`).sort(),
  }
}
