import type {KubeObject} from '../api/object.ts'
import {readSpeed} from '../description/speed.ts'
import type {Node} from '../kinds/node/types.ts'
import type {Pod} from '../kinds/pod/types.ts'

/**
 * What can be made to go wrong: annotations that `kubectl annotate` sets and takes away on a pod (or in a template) on
 * a claim and on a node, while the cluster runs. docs/simulated.md lists them for users.
 */
export const KNOBS = {
  /** On a pod: `1`, `OOMKilled`, `137 after 5s`. Its containers end so, each time they are started. */
  crash: 'sim.kubia.dev/crash',
  /** On a pod: `not found`, `unauthorized`, or any text. Its images cannot be pulled. */
  pullError: 'sim.kubia.dev/pull-error',
  /** On a pod: `readiness`, `liveness`, `startup`, separated by commas. */
  failProbe: 'sim.kubia.dev/fail-probe',
  /** On a claim, or in the template of one: `true`, or what the event says. No volume is made for it. */
  failProvisioning: 'sim.kubia.dev/fail-provisioning',
  /** On a node: `true`, or the message of the condition. The kubelet says that the node is not ready. */
  notReady: 'sim.kubia.dev/not-ready',
  /** On a node: `true`. The kubelet says nothing any more. */
  unreachable: 'sim.kubia.dev/unreachable',
  /** On a node: `true`. It is switched off, as by `kubectl kubia stop node/NAME`, until the annotation or the process goes. */
  stopped: 'sim.kubia.dev/stopped',
  /** On the namespace kube-system: `0.2`. How fast the whole cluster is, as `kubectl kubia up NAME --speed 0.2` sets it. */
  speed: 'sim.kubia.dev/speed',
} as const

const settingOf = ({metadata}: KubeObject, name: string): string | undefined => {
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
const CRASH = /^(?:(?<code>\d{1,3})|oom(?:killed)?)(?:\s+after\s+(?<seconds>\d+(?:\.\d+)?)s?)?$/i

const readCrash = (value: string): Crash | undefined => {
  const groups = CRASH.exec(value)?.groups
  if (!groups) return undefined
  const {code, seconds} = groups
  const after = seconds === undefined ? CRASH_AFTER : Number(seconds) * 1000
  if (code === undefined) return {exitCode: OUT_OF_MEMORY, reason: 'OOMKilled', after}
  const exitCode = Number(code)
  return exitCode > 255 ? undefined : {exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', after}
}

/** What cannot be read has no effect, and is complained of. */
export const crashOf = (pod: Pod): Crash | undefined => readCrash(settingOf(pod, KNOBS.crash) ?? '')

/** What is wrong with the annotations of a pod; undefined where nothing is. */
export const complaintOf = (pod: Pod): string | undefined => {
  const value = settingOf(pod, KNOBS.crash)
  return value === undefined || readCrash(value)
    ? undefined
    : `${KNOBS.crash}: "${value}" is no exit code up to 255 and not OOMKilled, which may be followed by "after 5s"`
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

/** Why no volume can be made for a claim, or undefined where one can. */
export const provisioningErrorOf = (claim: KubeObject): string | undefined => {
  const value = settingOf(claim, KNOBS.failProvisioning)
  return value === 'true' ? 'no space left on device' : value
}

/** How fast the cluster is that has this namespace kube-system; 1 where it does not say, or says what cannot be read. */
export const speedOf = (system: KubeObject | undefined): number =>
  readSpeed((system && settingOf(system, KNOBS.speed)) ?? '') ?? 1

/** Whether a node is switched off. */
export const isSwitchedOff = (node: Node): boolean => settingOf(node, KNOBS.stopped) !== undefined

/** Whether nothing is heard of a node. */
export const isUnreachable = (node: Node): boolean =>
  isSwitchedOff(node) || settingOf(node, KNOBS.unreachable) !== undefined
