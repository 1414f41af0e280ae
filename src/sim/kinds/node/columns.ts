import type {KubeObject} from '../../api/object.ts'
import {ageColumn, type Column, NONE, nameColumn, text, UNKNOWN} from '../../server/column.ts'

interface NodeStatus {
  conditions?: {type: string; status: string}[]
  addresses?: {type: string; address: string}[]
  nodeInfo?: Record<string, string>
}

const statusOf = (node: KubeObject): NodeStatus => (node['status'] ?? {}) as NodeStatus

const conditionText = (node: KubeObject): string => {
  const ready = statusOf(node).conditions?.find(({type}) => type === 'Ready')
  const {unschedulable} = (node['spec'] ?? {}) as {unschedulable?: boolean}
  const words = [ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown']
  if (unschedulable) words.push('SchedulingDisabled')
  return words.join(',')
}

const ROLE_PREFIX = 'node-role.kubernetes.io/'

const rolesOf = ({metadata}: KubeObject): string => {
  const roles = new Set<string>()
  for (const [label, value] of Object.entries(metadata.labels ?? {})) {
    if (label.startsWith(ROLE_PREFIX) && label.length > ROLE_PREFIX.length) roles.add(label.slice(ROLE_PREFIX.length))
    else if (label === 'kubernetes.io/role' && value !== '') roles.add(value)
  }
  return [...roles].sort().join(',') || NONE
}

const address = (node: KubeObject, of: string): string =>
  statusOf(node).addresses?.find(({type}) => type === of)?.address ?? NONE

const info = (field: string) => (node: KubeObject) => statusOf(node).nodeInfo?.[field] || UNKNOWN

export const nodeColumns: readonly Column[] = [
  nameColumn,
  text('Status', conditionText),
  text('Roles', rolesOf),
  ageColumn,
  text('Version', node => statusOf(node).nodeInfo?.['kubeletVersion'] ?? ''),
  text('Internal-IP', node => address(node, 'InternalIP'), 1),
  text('External-IP', node => address(node, 'ExternalIP'), 1),
  text('OS-Image', info('osImage'), 1),
  text('Kernel-Version', info('kernelVersion'), 1),
  text('Container-Runtime', info('containerRuntimeVersion'), 1),
]
