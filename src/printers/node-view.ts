import {nodeRoles} from '../kubernetes/node-roles.ts'
import {formatQuantity, parseQuantity} from '../kubernetes/quantity.ts'
import type {Node, NodeSystemInfo, Pod, ResourceList} from '../kubernetes/types.ts'
import {wrapLine} from '../text/wrap.ts'
import {allocationRows, nonTerminatedPods, podRows} from './node-allocation.ts'
import {alignColumns, type Layout} from './table.ts'

export interface PrintNodeOptions {
  /** Milliseconds since the epoch. */
  now: number
  /** Columns that a line may take: longer ones go on below, broken between cells and at blanks. Any number, if not given. */
  width?: number
}

/**
 * One node, as `kubectl describe node` shows it but shorter: the same sections and values, without annotations, lease,
 * heartbeats, ids and events.
 *
 * @param pods pods of any node and phase; `undefined` when the user may not list pods, which is then said.
 */
export const printNode = (
  node: Node,
  pods: readonly Pod[] | undefined,
  {now, width = Number.POSITIVE_INFINITY}: PrintNodeOptions,
): string => {
  const {status} = node
  const text = [
    facts(summary(node), 0),
    table('Conditions:', conditionHeadings, conditionRows(node), width),
    section('Addresses:', facts(status?.addresses?.map(({type, address}) => [type, address]) ?? [])),
    section('Capacity:', facts(quantities(status?.capacity))),
    section('Allocatable:', facts(quantities(status?.allocatable))),
    section('System Info:', facts(systemInfo(status?.nodeInfo ?? {}))),
    pods ? podSections(node, nonTerminatedPods(node, pods), now, width) : 'Pods:  not authorized\n',
  ].join('')
  return text
    .split('\n')
    .flatMap(line => wrapLine(line, width, HANG))
    .join('\n')
}

/** What a line that goes on below itself is indented by. */
const HANG = ' '.repeat(4)

/** kubectl describe's spacing. */
const layout: Layout = {padding: 2, minWidth: 0, indent: 2}

const summary = (node: Node): string[][] => {
  const labels = Object.entries(node.metadata.labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return [
    ['Name', node.metadata.name],
    ['Roles', nodeRoles(node)],
    ...lines('Labels', labels.sort()),
    ['CreationTimestamp', dateOf(node.metadata.creationTimestamp)],
    ...lines('Taints', taints(node)),
    ['Unschedulable', String(node.spec?.unschedulable ?? false)],
  ]
}

/** `key=value:Effect`, ordered by effect, then by key. */
const taints = ({spec}: Node): string[] => {
  const all = (spec?.taints ?? []).map(({key, value, effect = ''}) => ({
    order: `${effect},${key}`,
    text: `${key}${value ? `=${value}` : ''}${effect && `:${effect}`}`,
  }))
  return all.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({text}) => text)
}

const conditionHeadings = ['Type', 'Status', 'LastTransitionTime', 'Reason', 'Message']

const conditionRows = ({status}: Node): string[][] =>
  (status?.conditions ?? []).map(({type, status, lastTransitionTime, reason = '', message = ''}) => [
    type,
    status,
    dateOf(lastTransitionTime),
    reason,
    message,
  ])

const quantities = (list: ResourceList = {}): string[][] => {
  const names = Object.keys(list).sort()
  return names.map(name => [name, formatQuantity(parseQuantity(list[name] ?? '0'))])
}

const systemInfo = (info: NodeSystemInfo): string[][] => [
  ['Kernel Version', info.kernelVersion ?? ''],
  ['OS Image', info.osImage ?? ''],
  ['Operating System', info.operatingSystem ?? ''],
  ['Architecture', info.architecture ?? ''],
  ['Container Runtime Version', info.containerRuntimeVersion ?? ''],
  ['Kubelet Version', info.kubeletVersion ?? ''],
]

const podHeadings = ['Namespace', 'Name', 'CPU Requests', 'CPU Limits', 'Memory Requests', 'Memory Limits', 'Age']

const podSections = (node: Node, pods: readonly Pod[], now: number, width: number): string =>
  [
    table(`Non-terminated Pods:  (${pods.length} in total)`, podHeadings, podRows(node, pods, now), width),
    table(
      'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)',
      ['Resource', 'Requests', 'Limits'],
      allocationRows(node, pods),
      width,
    ),
  ].join('')

const section = (title: string, body: string): string => body && `${title}\n${body}`

/** A table with its headings underlined. */
const table = (title: string, headings: readonly string[], rows: readonly string[][], width: number): string => {
  const underline = headings.map(heading => '-'.repeat(heading.length))
  return `${title}\n${alignColumns([headings, underline, ...rows], layout, {width})}`
}

/** `Name:  value` lines; a line that goes on with another value of the same name has none. */
const facts = (pairs: readonly string[][], indent = 2): string => {
  const rows = pairs.map(([name, value = '']) => [name ? `${name}:` : '', value])
  return alignColumns(rows, {...layout, indent})
}

const lines = (name: string, values: readonly string[]): string[][] =>
  values.length === 0 ? [[name, '<none>']] : values.map((value, index) => [index === 0 ? name : '', value])

/** Go's RFC1123Z, in local time as kubectl prints it: `Mon, 23 Nov 2026 11:53:10 +0000`. */
const dateOf = (timestamp: string | null | undefined): string => {
  if (!timestamp) return '<unknown>'
  const date = new Date(timestamp)
  const [weekday, month, day, year, time, zone] = date.toString().split(' ')
  return `${weekday}, ${day} ${month} ${year} ${time} ${zone?.replace('GMT', '')}`
}
