import {formatLabels} from '../selectors.ts'
import type {ReplicationController} from '../types.ts'
import type {Kind, Workload} from './kind.ts'
import {countColumns, exposedPods, replicasOf, replicatedProgress} from './replicated.ts'

const workload: Workload<ReplicationController> = {
  progress: replicatedProgress,
  doneWord: 'ready',
  ends: false,
  waits: true,
  waitArgs: undefined,
  revisions: undefined,
  makers: 'itself',
  podTemplate: ({spec}) => spec.template,
  podSelector: ({spec}) => spec.selector && {matchLabels: spec.selector},
  scale: {replicas: replicasOf},
}

/** Columns: printReplicationController in Kubernetes' pkg/printers, the same from 1.20 to 1.37. */
export const replicationController: Kind<ReplicationController> = {
  apiVersion: 'v1',
  kind: 'ReplicationController',
  words: ['replicationcontroller', 'replicationcontrollers', 'rc'],
  listed: 'always',
  columns: [...countColumns, {name: 'Selector', wide: true, value: ({spec}) => formatLabels(spec.selector)}],
  workload,
  expose: exposedPods(workload),
}
