import type {KubeObject} from '../../../api/object.ts'
import {controlledBy, draft} from '../../../controllers/draft.ts'
import type {Pod, PodSpec, Toleration} from '../../pod/types.ts'
import {TEMPLATE_GENERATION} from '../strategy.ts'
import type {DaemonSet} from '../types.ts'

/** The label that says of which revision a pod is. */
export const REVISION_HASH = 'controller-revision-hash'

const borne = (condition: string, effect: string): Toleration => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect,
})

/** What every daemon pod bears: it is to run where others may not. As pkg/controller/daemon/util adds it. */
const TOLERATIONS: readonly Toleration[] = [
  borne('not-ready', 'NoExecute'),
  borne('unreachable', 'NoExecute'),
  borne('disk-pressure', 'NoSchedule'),
  borne('memory-pressure', 'NoSchedule'),
  borne('pid-pressure', 'NoSchedule'),
  borne('unschedulable', 'NoSchedule'),
]
const HOST_NETWORK = borne('network-unavailable', 'NoSchedule')

const isSame = (a: Toleration, b: Toleration): boolean =>
  a.key === b.key && a.effect === b.effect && a.operator === b.operator && (a.value ?? '') === (b.value ?? '')

const withTolerations = (spec: PodSpec): PodSpec => {
  const added = spec.hostNetwork ? [...TOLERATIONS, HOST_NETWORK] : TOLERATIONS
  const own = spec.tolerations ?? []
  const replaced = own.map(toleration => added.find(one => isSame(one, toleration)) ?? toleration)
  return {...spec, tolerations: [...replaced, ...added.filter(one => !own.some(toleration => isSame(one, toleration)))]}
}

/** The spec of a set's pods, but for the node that each is for. */
export const daemonSpec = ({spec}: DaemonSet): PodSpec => withTolerations(spec.template.spec)

/** The node that a pod is on, or is meant for. */
export const targetOf = ({spec}: Pod): string | undefined => {
  const [term] = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  return spec.nodeName ?? term?.matchFields?.find(({key}) => key === 'metadata.name')?.values?.[0]
}

/** A pod is led to its node by an affinity, which takes the place of the template's own: the scheduler binds it. */
const boundFor = (spec: PodSpec, node: string): PodSpec => ({
  ...spec,
  affinity: {
    ...spec.affinity,
    nodeAffinity: {
      ...spec.affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{matchFields: [{key: 'metadata.name', operator: 'In', values: [node]}]}],
      },
    },
  },
})

/** @param hash of the revision */
export const daemonPod = (set: DaemonSet, hash: string, node: string): KubeObject => {
  const {metadata} = set.spec.template
  return draft({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace ?? '',
      labels: {
        ...metadata?.labels,
        [REVISION_HASH]: hash,
        'pod-template-generation': set.metadata.annotations?.[TEMPLATE_GENERATION] ?? '1',
      },
      ...(metadata?.annotations && {annotations: metadata.annotations}),
      ownerReferences: [controlledBy(set)],
    },
    spec: boundFor(daemonSpec(set), node),
  })
}
