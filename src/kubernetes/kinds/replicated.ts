import {formatSelector} from '../selectors.ts'
import type {DaemonSet, KubeObject, PodTemplate, ReplicationController, ReplicaWorkload} from '../types.ts'
import {ageColumn, containerColumns} from './columns.ts'
import type {Exposable, ExposedPort, KindColumn, Progress, Workload} from './kind.ts'

/** What the kinds that keep a number of pods running have in common. */

type Replicated = ReplicaWorkload | ReplicationController

/** The API server fills in 1; an object from a file may leave it out. */
export const replicasOf = ({spec}: {spec: {replicas?: number}}): number => spec.replicas ?? 1

/** Whether the controller has seen the newest spec. */
export const isObserved = ({metadata, status}: KubeObject & {status?: {observedGeneration?: number}}): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0)

/** Of a kind that does not roll out versions. */
const replicatedProgress = (object: Replicated): Progress => {
  const desired = replicasOf(object)
  const {replicas = 0, readyReplicas = 0} = object.status ?? {}
  const done = isObserved(object) && replicas === desired && readyReplicas === desired
  return {ready: readyReplicas, desired, updated: replicas, done}
}

/** What runs pods of one template for as long as it is there. */
export const servingWorkload = {
  doneWord: 'ready',
  ends: false,
  waits: true,
  makers: 'itself',
  podTemplate: ({spec}: {spec: {template?: PodTemplate}}) => spec.template,
} as const

/** Of a kind that only keeps a number of pods: kubectl has no command that waits for it. */
export const replicatedWorkload = <T extends Replicated>(podSelector: Workload<T>['podSelector']): Workload<T> => ({
  ...servingWorkload,
  progress: replicatedProgress,
  waitArgs: undefined,
  revisions: undefined,
  podSelector,
  scale: {replicas: replicasOf},
})

/** READY of a Deployment or StatefulSet: `ready/desired`. */
export const readyColumn: KindColumn<ReplicaWorkload> = {
  name: 'Ready',
  value: object => `${object.status?.readyReplicas ?? 0}/${replicasOf(object)}`,
}

export const selectorColumn: KindColumn<ReplicaWorkload | DaemonSet> = {
  name: 'Selector',
  wide: true,
  value: ({spec}) => formatSelector(spec.selector),
}

export const countColumns: readonly KindColumn<Replicated>[] = [
  {name: 'Desired', type: 'integer', value: replicasOf},
  {name: 'Current', type: 'integer', value: ({status}) => status?.replicas ?? 0},
  {name: 'Ready', type: 'integer', value: ({status}) => status?.readyReplicas ?? 0},
  ageColumn,
  ...containerColumns<Replicated>(({spec}) => spec.template?.spec.containers ?? []),
]

const declaredPorts = (template: PodTemplate | undefined): ExposedPort[] =>
  (template?.spec.containers ?? []).flatMap(({ports = []}) =>
    ports.map(({containerPort, protocol = 'TCP'}) => ({port: containerPort, protocol})),
  )

/** The pods of a workload as `expose` takes them: by its own selector, with the ports that its containers declare. */
export const exposedPods = <T extends KubeObject>({
  podSelector,
  podTemplate,
}: {
  podSelector: Exposable<T>['selector']
  podTemplate: (object: T) => PodTemplate | undefined
}): Exposable<T> => ({selector: podSelector, ports: object => declaredPorts(podTemplate(object))})
