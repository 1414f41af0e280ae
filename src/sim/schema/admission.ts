// What admission plugins add to a new Pod: Priority, DefaultTolerationSeconds, and of ServiceAccount the name (there are no
// tokens to mount here).
import type {KubeObject} from '../api/object.ts'
import type {GroupVersionKind} from './types.ts'

interface Toleration {
  key?: string
  operator?: string
  effect?: string
  tolerationSeconds?: number
}

/** How long a Pod stays on a node that is gone. */
const SECONDS = 300

const tolerates = (tolerations: readonly Toleration[], key: string): boolean =>
  tolerations.some(
    given =>
      (given.key === key || (!given.key && given.operator === 'Exists')) &&
      (!given.effect || given.effect === 'NoExecute'),
  )

const evictions = (given: readonly Toleration[]): Toleration[] => [
  ...given,
  ...['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
    .filter(key => !tolerates(given, key))
    .map(key => ({key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS})),
]

/** System pods that must run come before all others; these two classes are in every cluster. */
const CLASSES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
}

/** @returns the object as admission lets it pass; any other kind than Pod comes back as it is */
export const admit = ({group, kind}: GroupVersionKind, object: KubeObject): KubeObject => {
  if (group !== '' || kind !== 'Pod') return object
  const spec = object['spec'] as Record<string, unknown>
  const account = spec['serviceAccountName'] ?? 'default'
  return {
    ...object,
    spec: {
      ...spec,
      serviceAccountName: account,
      serviceAccount: account,
      priority: CLASSES[spec['priorityClassName'] as string] ?? 0,
      preemptionPolicy: spec['preemptionPolicy'] ?? 'PreemptLowerPriority',
      tolerations: evictions((spec['tolerations'] as Toleration[] | undefined) ?? []),
    },
  }
}
