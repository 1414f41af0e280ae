import type {KubiaError} from '../errors/kubia-error.ts'

/** One thing that must be in order before anything is changed. A check is data: doctor and the preflight share it. */
export interface Check {
  /** What is checked, in a few words. */
  title: string
  /** Returns what was found. @throws KubiaError saying what is wrong and how to mend it. */
  run: () => Promise<string>
}

/** What came of a check. */
export interface CheckResult {
  title: string
  /** What was found; empty where the check failed. */
  found: string
  problem?: KubiaError
}
