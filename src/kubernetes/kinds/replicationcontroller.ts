import {formatLabels} from '../selectors.ts'
import type {ReplicationController} from '../types.ts'
import type {Kind} from './kind.ts'
import {countColumns, exposedPods, replicatedWorkload} from './replicated.ts'

const workload = replicatedWorkload<ReplicationController>(({spec}) => spec.selector && {matchLabels: spec.selector})

/** Columns: printReplicationController in Kubernetes' pkg/printers, the same from 1.20 to 1.37. */
export const replicationController: Kind<ReplicationController> = {
  apiVersion: 'v1',
  kind: 'ReplicationController',
  names: ['replicationcontroller', 'replicationcontrollers', 'rc'],
  namespaced: true,
  listed: 'always',
  columns: [...countColumns, {name: 'Selector', wide: true, value: ({spec}) => formatLabels(spec.selector)}],
  workload,
  expose: exposedPods(workload),
}
