import {isTrue} from '../../kubernetes/conditions.ts'
import {nodeRoles} from '../../kubernetes/node-roles.ts'
import type {Node, NodeInfo} from '../../kubernetes/types.ts'
import {ageColumn, type KindColumn} from './column.ts'

/** `kubectl get nodes`: printNode in Kubernetes' pkg/printers, the same from 1.20 to 1.37. */
export const nodeColumns: readonly KindColumn<Node>[] = [
  {name: 'STATUS', value: nodeStatus},
  {name: 'ROLES', value: nodeRoles},
  ageColumn,
  {name: 'VERSION', value: ({status}) => status?.nodeInfo?.kubeletVersion ?? ''},
  {name: 'INTERNAL-IP', wide: true, value: node => address(node, 'InternalIP')},
  {name: 'EXTERNAL-IP', wide: true, value: node => address(node, 'ExternalIP')},
  {name: 'OS-IMAGE', wide: true, value: node => info(node, 'osImage')},
  {name: 'KERNEL-VERSION', wide: true, value: node => info(node, 'kernelVersion')},
  {name: 'CONTAINER-RUNTIME', wide: true, value: node => info(node, 'containerRuntimeVersion')},
]

/** `Ready`, `NotReady` or, before the kubelet has said anything, `Unknown`; with `,SchedulingDisabled` when cordoned. */
export function nodeStatus({spec, status}: Node): string {
  const ready = status?.conditions?.some(({type}) => type === 'Ready')
  const health = ready ? (isTrue(status?.conditions, 'Ready') ? 'Ready' : 'NotReady') : 'Unknown'
  return spec?.unschedulable ? `${health},SchedulingDisabled` : health
}

function address({status}: Node, wanted: string): string {
  return status?.addresses?.find(({type}) => type === wanted)?.address ?? '<none>'
}

function info({status}: Node, field: keyof NodeInfo): string {
  return status?.nodeInfo?.[field] || '<unknown>'
}
