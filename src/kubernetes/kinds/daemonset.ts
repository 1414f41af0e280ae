import {formatLabels} from '../selectors.ts'
import type {DaemonSet} from '../types.ts'
import {ageColumn, containerColumns} from './columns.ts'
import type {Kind, Progress} from './kind.ts'
import {isObserved, selectorColumn, servingWorkload} from './replicated.ts'

const progress = (object: DaemonSet): Progress => {
  const {
    desiredNumberScheduled: desired = 0,
    numberReady = 0,
    numberAvailable = 0,
    updatedNumberScheduled = 0,
  } = object.status ?? {}
  const done = isObserved(object) && updatedNumberScheduled === desired && numberAvailable === desired
  return {ready: numberReady, desired, updated: updatedNumberScheduled, done}
}

/** Columns: printDaemonSet in Kubernetes' pkg/printers, the same from 1.20 to 1.37. */
export const daemonSet: Kind<DaemonSet> = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  names: ['daemonset', 'daemonsets', 'ds'],
  namespaced: true,
  listed: 'always',
  columns: [
    {name: 'Desired', type: 'integer', value: ({status}) => status?.desiredNumberScheduled ?? 0},
    {name: 'Current', type: 'integer', value: ({status}) => status?.currentNumberScheduled ?? 0},
    {name: 'Ready', type: 'integer', value: ({status}) => status?.numberReady ?? 0},
    {name: 'Up-to-date', type: 'integer', value: ({status}) => status?.updatedNumberScheduled ?? 0},
    {name: 'Available', type: 'integer', value: ({status}) => status?.numberAvailable ?? 0},
    {name: 'Node Selector', value: ({spec}) => formatLabels(spec.template.spec.nodeSelector)},
    ageColumn,
    ...containerColumns<DaemonSet>(({spec}) => spec.template.spec.containers),
    selectorColumn,
  ],
  workload: {
    ...servingWorkload,
    progress,
    waitArgs: ['rollout', 'status'],
    revisions: 'controller-revisions',
    podSelector: ({spec}) => spec.selector,
    scale: undefined,
  },
  expose: undefined,
}
