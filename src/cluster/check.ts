import {KubiaError} from '../errors/kubia-error.ts'
import type {Exec} from '../process/exec.ts'
import type {ClusterSpec} from './cluster-spec.ts'
import type {LocalCluster, ProviderName} from './local-cluster.ts'
import type {Question} from './question.ts'

/** Commands with a preflight. `doctor` asks every check. */
export type CheckedCommand = 'up' | 'down' | 'load'

/** What the checks are asked for. */
export interface Wish {
  provider: ProviderName
  /** The kubeconfig that was named. */
  kubeconfig: string | undefined
  /** The cluster that is to be there; doctor has none in mind. */
  spec?: ClusterSpec | undefined
  /** Ends what a check waits for. */
  signal?: AbortSignal
}

/**
 * The machine as the checks of a provider see it, beside what the provider itself asks. Whatever several of them need is
 * a question that is asked once, when the first check wants it; checks run side by side, so questions do too.
 */
export interface Ground {
  readonly wish: Wish
  /** Runs a program with the checks' time limit: none of them may hang. */
  readonly exec: Exec
  readonly kubectlVersion: Question<string>
  /** All local clusters. */
  readonly clusters: Question<LocalCluster[]>
  /** How many nodes there are, of all clusters. */
  readonly nodeCount: Question<number>
}

/** Something that is not as it should be, but does not keep anything from being tried. */
export interface Warning {
  /** What was found, in a few words. */
  found: string
  warning: KubiaError
}
/** Why a check says nothing: it rests on another one that failed, or has no place here. */
export interface Silence {
  silent: string
}
/** What a check says: what was found, a warning, or nothing. */
export type Finding = string | Warning | Silence

/** One thing that must be in order before anything is changed. A check is data: doctor and the preflights share it. */
export interface Check<G extends Ground = Ground> {
  /** Stable: scripts read it from `doctor -o json`. */
  id: string
  /** What is checked, in a few words. */
  title: string
  /** The commands whose preflight asks it. */
  commands: readonly CheckedCommand[]
  /** True: matters only where nodes are about to be made, so a cluster that exists is not held up by it. */
  forNewNodes?: boolean
  /** True: another provider is a way out of a problem of this check. */
  hasWayOut?: boolean
  /** @throws KubiaError saying what is wrong and how to mend it: a problem, which stops the command. */
  run(ground: G): Promise<Finding>
}

/** What came of a check. */
export interface CheckResult {
  id: string
  title: string
  status: 'ok' | 'warning' | 'problem' | 'silent'
  /** What was found, or why nothing is said; empty where the check found a problem. */
  found: string
  /** The title of the check that tells why this one could not be made. */
  restsOn?: string
  /** What is wrong, of a warning or a problem. */
  trouble?: KubiaError
}

/** A finding that warns. @param found what there is; @param message what that means */
export const warn = (
  found: string,
  code: ConstructorParameters<typeof KubiaError>[0],
  message: string,
  fix: string[] = [],
): Warning => ({found, warning: new KubiaError(code, message, {fix})})

/** A check that has no place here. */
export const notHere = (why: string): Silence => ({silent: why})
