/**
 * Exit codes by class. Scripts may rely on them; docs/errors.md lists what falls into each.
 * 130 and 143 are the shell's convention for a process ended by SIGINT and SIGTERM (128 + signal number).
 */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  environment: 3,
  conflict: 4,
  notReady: 5,
  workload: 6,
  partial: 7,
  sigint: 130,
  sigterm: 143,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** One foreseen failure: its exit class, and what docs/errors.md says of it. */
export interface CatalogueEntry {
  exit: ExitCode
  /** What it means, one or two sentences. */
  meaning: string
  /** What a user does about it. */
  remedy: string
}
