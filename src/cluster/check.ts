import type {Advice} from '../errors/advice.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Exec} from '../process/exec.ts'
import type {ClusterSpec} from './cluster-spec.ts'
import type {Fact} from './fact.ts'
import type {LocalCluster, ProviderName} from './local-cluster.ts'

/** Commands with a preflight. `doctor` asks every check. */
export type CheckedCommand = 'up' | 'down' | 'load'

/** What the checks are run for. */
export interface CheckRequest {
  provider: ProviderName
  /** The kubeconfig that was named. */
  kubeconfig: string | undefined
  /** The cluster that is to be there; doctor has none in mind. */
  spec?: ClusterSpec | undefined
  /** Ends what a check waits for. */
  signal?: AbortSignal
}

/**
 * The machine as the checks of a provider see it, beside the provider's own facts. What several checks need is a fact that
 * is looked up once, when the first check asks for it; checks run side by side, and so do the look-ups.
 */
export interface Facts {
  readonly request: CheckRequest
  /** Runs a program with the checks' time limit: none of them may hang. */
  readonly exec: Exec
  readonly kubectlVersion: Fact<string>
  /** All local clusters. */
  readonly clusters: Fact<LocalCluster[]>
  /** How many nodes there are, of all clusters. */
  readonly nodeCount: Fact<number>
}

/** Something that is not as it should be, but does not keep anything from being tried. */
export interface Warning {
  /** What was found, in a few words. */
  found: string
  warning: KubiaError
}
/** Why a check says nothing: it rests on another one that failed, or has no place here. */
export interface Skipped {
  skipped: string
}
/** What a check says: what was found, a warning, or nothing. */
export type Finding = string | Warning | Skipped

/** One thing that must be in order before anything is changed. A check is data: doctor and the preflights share it. */
export interface Check<F extends Facts = Facts> {
  /** Stable: scripts read it from `doctor -o json`. */
  id: string
  /** What is checked, in a few words. */
  title: string
  /** The commands whose preflight asks it. */
  commands: readonly CheckedCommand[]
  /** True: matters only where nodes are about to be made, so a cluster that exists is not held up by it. */
  forNewNodes?: boolean
  /** True: matters only where something is to change, so a cluster that runs as asked for is not held up by it. */
  forChanges?: boolean
  /** True: another provider is a way out of a problem of this check. */
  hasWayOut?: boolean
  /** @throws KubiaError saying what is wrong and how to mend it: a problem, which stops the command. */
  run(facts: F): Promise<Finding>
}

/** What came of a check. */
export interface CheckResult {
  id: string
  title: string
  status: 'ok' | 'warning' | 'problem' | 'skipped'
  /** What was found, or why nothing is said; empty where the check found a problem. */
  found: string
  /** The title of the check that reports why this one was skipped. */
  restsOn?: string
  /** What is wrong, of a warning or a problem. */
  trouble?: KubiaError
}

/** A finding that warns. @param found what there is; @param message what that means */
export const warn = (
  found: string,
  code: ConstructorParameters<typeof KubiaError>[0],
  message: string,
  fix: Advice[] = [],
): Warning => ({found, warning: new KubiaError(code, message, {fix})})

/** A check that has no place here. */
export const notHere = (why: string): Skipped => ({skipped: why})
