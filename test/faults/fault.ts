import type {Ended, Place} from './place.ts'
import type {Random} from './random.ts'

/** When a fault comes: while a cluster is made, while it runs and `up` has nothing to do, while it is deleted. */
export type Phase = 'up' | 'running' | 'down'

/** What a fault has to work with. */
export interface Scene {
  place: Place
  cluster: string
  /** How many workers it has beside its control plane. */
  workers: number
  random: Random
  /** How long the command of each phase has taken of late, in seconds. */
  typical: Readonly<Record<Phase, number>>
  /** Says what is done, for the record of a failing try. */
  say: (line: string) => void
}

/** One way in which things go wrong. */
export interface Fault {
  title: string
  phases: readonly Phase[]
  /** How much more often than others it is tried. */
  weight: number
  /** Why it cannot be tried on this machine; undefined where it can. */
  missing?: () => string | undefined
  /** What the place needs to have on a small disk of its own: the kubeconfig alone, or also kubia's state. */
  disk?: 'kubeconfig' | 'all'
  /**
   * Runs `kubia up|down` while things go wrong, or breaks what runs.
   * @throws where kubia did not do what it must under this fault
   */
  strike: (scene: Scene, phase: Phase) => Promise<void>
}

/** The command of a phase, for the scene's cluster or another one. */
export const commandOf = (scene: Scene, phase: Phase, cluster = scene.cluster): string[] =>
  phase === 'down' ? ['down', cluster] : ['up', cluster, `--workers=${scene.workers}`, '--timeout=4m']

/** The names of a cluster's nodes, as kind gives them. */
export const nodesOf = ({cluster, workers}: Scene): string[] => [
  `${cluster}-control-plane`,
  ...Array.from({length: workers}, (_, index) => `${cluster}-worker${index === 0 ? '' : index + 1}`),
]

/** How long a command of a phase takes, in ms. */
export const typicalMs = ({typical}: Scene, phase: Phase): number =>
  (phase === 'down' ? typical.down : typical.up) * 1000

/** A short account of how a run ended. */
export const account = ({code, signal, seconds, stderr}: Ended): string =>
  `ended with ${code ?? signal} after ${seconds.toFixed(1)}s: ${stderr.trim().split('\n').slice(-6).join(' | ')}`
