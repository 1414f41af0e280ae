import {digestOf} from '../description/images.ts'
import type {Container, ContainerState, Pod, Probe} from '../kinds/pod/types.ts'
import type {KeysOf} from './container-config.ts'
import type {ProbeKind} from './knobs.ts'

/** Where a container stands, as the kubelet and the container runtime see it. */
export type ContainerStep =
  | 'idle'
  | 'pulling'
  | 'unpulled'
  | 'pullBackOff'
  | 'creating'
  | 'running'
  | 'ended'
  | 'crashBackOff'

export const FOREVER = Number.POSITIVE_INFINITY

/** A probe of a running container. It runs while it fails or waits; one that succeeds is asked again when the pod changes. */
export interface ProbeRun {
  readonly kind: ProbeKind
  readonly probe: Probe
  /** What the kubelet makes of it: a container is taken for alive, and not for ready, until it is known better. */
  ok: boolean
  failures: number
  successes: number
  /** When it runs next; undefined before the first time. */
  due: number | undefined
}

/** One container on a node. Times are milliseconds of the cluster's own time. */
export interface ContainerRun {
  /** What it is to be: a pod's image may change. */
  spec: Container
  readonly isInit: boolean
  step: ContainerStep
  /** When the next step is due. */
  due: number
  /** What `kubectl get pod -o yaml` shows; it may lag behind the step, as an old failure is shown while a pull runs. */
  state: ContainerState
  lastState: ContainerState
  restarts: number
  startedAt: number
  /** How long the pull under way takes. */
  pullTakes: number
  /** Pulls that failed one after the other. */
  pullFailures: number
  /** Ends that were followed by a restart, without a long run between them. */
  crashes: number
  /** What it was last started with: empty until then. */
  image: string
  imageId: string
  probes: ProbeRun[]
}

export interface KubeletEvent {
  type: 'Normal' | 'Warning'
  reason: string
  message: string
}

/** What a container needs of its surroundings. */
export interface ContainerEnvironment {
  pod: Pod
  /** In ms of the cluster's own time. */
  now: number
  /** The time of day at such a time. */
  dateAt: (time: number) => Date
  podIP: string
  /** The images that the node has. */
  images: Set<string>
  /** What a ConfigMap or a Secret has. */
  keysOf: KeysOf
  say: (event: KubeletEvent) => void
}

export const go = (run: ContainerRun, step: ContainerStep, due: number): void => {
  run.step = step
  run.due = due
}

export const containerId = ({metadata}: Pod, {spec, restarts}: ContainerRun): string =>
  `simulated://${digestOf(`${metadata.uid} ${spec.name} ${restarts}`)}`
