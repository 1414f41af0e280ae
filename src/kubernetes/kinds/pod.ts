import {isTrue} from '../conditions.ts'
import {isPodReady, podReadiness, podRestarts, podStatus} from '../pod-status.ts'
import type {Pod} from '../types.ts'
import {ageColumn} from './columns.ts'
import type {Kind, Progress, Workload} from './kind.ts'
import {exposedPods} from './replicated.ts'

const progress = (pod: Pod): Progress => {
  const done = (isPodReady(pod) || pod.status?.phase === 'Succeeded') && !pod.metadata.deletionTimestamp
  return {ready: done ? 1 : 0, desired: 1, updated: 1, done}
}

const readinessGates = ({spec, status}: Pod): string => {
  const gates = spec.readinessGates ?? []
  const passed = gates.filter(({conditionType}) => isTrue(status?.conditions, conditionType))
  return gates.length === 0 ? '<none>' : `${passed.length}/${gates.length}`
}

const workload: Workload<Pod> = {
  progress,
  doneWord: 'ready',
  ends: true,
  waits: true,
  waitArgs: ['wait', '--for=condition=Ready'],
  revisions: undefined,
  makers: 'is-pod',
  podTemplate: ({metadata: {labels}, spec}) => ({metadata: {...(labels ? {labels} : {})}, spec}),
  podSelector: ({metadata: {labels}}) => labels && {matchLabels: labels},
  scale: undefined,
}

/** Columns: printPod in Kubernetes' pkg/printers. */
export const pod: Kind<Pod> = {
  apiVersion: 'v1',
  kind: 'Pod',
  names: ['pod', 'pods', 'po'],
  namespaced: true,
  listed: 'always',
  columns: [
    {name: 'Ready', value: podReadiness},
    {name: 'Status', value: (object, {serverVersion}) => podStatus(object, serverVersion)},
    {name: 'Restarts', value: podRestarts},
    ageColumn,
    {name: 'IP', wide: true, value: ({status}) => status?.podIPs?.[0]?.ip || status?.podIP || '<none>'},
    {name: 'Node', wide: true, value: ({spec}) => spec.nodeName || '<none>'},
    {name: 'Nominated Node', wide: true, value: ({status}) => status?.nominatedNodeName || '<none>'},
    {name: 'Readiness Gates', wide: true, value: readinessGates},
  ],
  workload,
  expose: exposedPods(workload),
}
