import {isTrue} from '../../kubernetes/conditions.ts'
import {podReadiness, podRestarts, podStatus} from '../../kubernetes/pod-status.ts'
import type {Pod} from '../../kubernetes/types.ts'
import {ageColumn, type KindColumn} from './column.ts'

/** `kubectl get pods`: printPod in Kubernetes' pkg/printers. */
export const podColumns: readonly KindColumn<Pod>[] = [
  {name: 'READY', value: podReadiness},
  {name: 'STATUS', value: (pod, {serverVersion}) => podStatus(pod, serverVersion)},
  {name: 'RESTARTS', value: podRestarts},
  ageColumn,
  {name: 'IP', wide: true, value: ({status}) => status?.podIPs?.[0]?.ip || status?.podIP || '<none>'},
  {name: 'NODE', wide: true, value: ({spec}) => spec.nodeName || '<none>'},
  {name: 'NOMINATED NODE', wide: true, value: ({status}) => status?.nominatedNodeName || '<none>'},
  {name: 'READINESS GATES', wide: true, value: readinessGates},
]

function readinessGates({spec, status}: Pod): string {
  const gates = spec.readinessGates ?? []
  const passed = gates.filter(({conditionType}) => isTrue(status?.conditions, conditionType))
  return gates.length === 0 ? '<none>' : `${passed.length}/${gates.length}`
}
