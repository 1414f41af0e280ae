import type {Node} from '../api/kinds/node.ts'
import type {Pod} from '../api/kinds/pod.ts'

/**
 * What can be made to go wrong: annotations that `kubectl annotate` sets and takes away on a pod (or in a template) and
 * on a node, while the cluster runs. docs/simulated.md lists them for users.
 */
export const KNOBS = {
  /** On a pod: `1`, `OOMKilled`, `137 after 5s`. Its containers end so, each time they are started. */
  crash: 'sim.kubia.dev/crash',
  /** On a pod: `not found`, `unauthorized`, or any text. Its images can't be pulled. */
  pullError: 'sim.kubia.dev/pull-error',
  /** On a pod: `readiness`, `liveness`, `startup`, separated by commas. */
  failProbe: 'sim.kubia.dev/fail-probe',
  /** On a node: `true`, or the message of the condition. The kubelet says that the node is not ready. */
  notReady: 'sim.kubia.dev/not-ready',
  /** On a node: `true`. The kubelet says nothing any more. */
  unreachable: 'sim.kubia.dev/unreachable',
} as const

const settingOf = ({metadata}: Pod | Node, name: string): string | undefined => {
  const value = metadata.annotations?.[name]?.trim()
  return value === undefined || value === '' || value === 'false' ? undefined : value
}

export interface Crash {
  exitCode: number
  reason: 'Error' | 'OOMKilled' | 'Completed'
  /** Milliseconds after the start. */
  after: number
}

/** Long enough for a container to be seen running. */
const CRASH_AFTER = 300
const OUT_OF_MEMORY = 137

export const crashOf = (pod: Pod): Crash | undefined => {
  const value = settingOf(pod, KNOBS.crash)
  if (value === undefined) return undefined
  const [what = '', delay] = value.split(/\s+after\s+/)
  const after = delay === undefined ? CRASH_AFTER : Number.parseFloat(delay) * 1000
  const milliseconds = Number.isFinite(after) ? after : CRASH_AFTER
  if (/^oom/i.test(what)) return {exitCode: OUT_OF_MEMORY, reason: 'OOMKilled', after: milliseconds}
  const exitCode = /^\d+$/.test(what) ? Math.min(Number(what), 255) : 1
  return {exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', after: milliseconds}
}

export const pullErrorOf = (pod: Pod): string | undefined => settingOf(pod, KNOBS.pullError)

export type ProbeKind = 'readiness' | 'liveness' | 'startup'

export const isProbeToFail = (pod: Pod, probe: ProbeKind): boolean =>
  (settingOf(pod, KNOBS.failProbe) ?? '').split(/[\s,]+/).includes(probe)

/** The message of the node's condition, or undefined while the node is well. */
export const notReadyOf = (node: Node): string | undefined => {
  const value = settingOf(node, KNOBS.notReady)
  return value === 'true' ? 'container runtime is down' : value
}

export const isUnreachable = (node: Node): boolean => settingOf(node, KNOBS.unreachable) !== undefined
