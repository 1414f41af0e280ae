import type {ProviderName} from '../cluster/provider.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Ground} from './ground.ts'

/** Commands with a preflight. `doctor` asks every check of its provider. */
export type CheckedCommand = 'up' | 'down' | 'load'

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
export interface Check {
  /** Stable: scripts read it from `doctor -o json`. */
  id: string
  /** What is checked, in a few words. */
  title: string
  /** The providers that it matters to. */
  providers: readonly ProviderName[]
  /** The commands whose preflight asks it. */
  commands: readonly CheckedCommand[]
  /** True: matters only where nodes are about to be made, so a cluster that exists is not held up by it. */
  forNewNodes?: boolean
  /** True: a simulated cluster is a way out of a problem of this check. */
  simIsWayOut?: boolean
  /** @throws KubiaError saying what is wrong and how to mend it: a problem, which stops the command. */
  run(ground: Ground): Promise<Finding>
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
