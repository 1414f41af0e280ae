import {isTrue} from '../conditions.ts'
import {nodeRoles} from '../node-roles.ts'
import type {Node, NodeSystemInfo} from '../types.ts'
import {ageColumn} from './columns.ts'
import type {Kind} from './kind.ts'

/** `Ready`, `NotReady` or, before the kubelet has said anything, `Unknown`; with `,SchedulingDisabled` when cordoned. */
const nodeStatus = ({spec, status}: Node): string => {
  const ready = status?.conditions?.some(({type}) => type === 'Ready')
  const health = ready ? (isTrue(status?.conditions, 'Ready') ? 'Ready' : 'NotReady') : 'Unknown'
  return spec?.unschedulable ? `${health},SchedulingDisabled` : health
}

const address = ({status}: Node, wanted: string): string =>
  status?.addresses?.find(({type}) => type === wanted)?.address ?? '<none>'

const info = ({status}: Node, field: keyof NodeSystemInfo): string => status?.nodeInfo?.[field] || '<unknown>'

/** Columns: printNode in Kubernetes' pkg/printers, the same from 1.20 to 1.37. */
export const node: Kind<Node> = {
  apiVersion: 'v1',
  kind: 'Node',
  names: ['node', 'nodes', 'no'],
  namespaced: false,
  listed: 'always',
  columns: [
    {name: 'Status', value: nodeStatus},
    {name: 'Roles', value: nodeRoles},
    ageColumn,
    {name: 'Version', value: ({status}) => status?.nodeInfo?.kubeletVersion ?? ''},
    {name: 'Internal-IP', wide: true, value: one => address(one, 'InternalIP')},
    {name: 'External-IP', wide: true, value: one => address(one, 'ExternalIP')},
    {name: 'OS-Image', wide: true, value: one => info(one, 'osImage')},
    {name: 'Kernel-Version', wide: true, value: one => info(one, 'kernelVersion')},
    {name: 'Container-Runtime', wide: true, value: one => info(one, 'containerRuntimeVersion')},
  ],
  workload: undefined,
  expose: undefined,
}
