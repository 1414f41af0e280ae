import type {Command} from '../process/command.ts'

/** Says what a step waits for, in one line; it stands in the step's line while the step is at work. */
export type Report = (detail: string) => void

/** What a step ends with: the few words of its finished line, and its value. */
export interface Done<T> {
  detail: string
  value: T
}

/** The end of a step. @param detail what stands in its finished line: `3/3 Ready`, or nothing */
export function done(detail: string): Done<undefined>
export function done<T>(detail: string, value: T): Done<T>
export function done(detail: string, value?: unknown): Done<unknown> {
  return {detail, value}
}

/** What a step does. @param beside aborts, with the failure, where the step that runs beside it has failed */
export type Work<T> = (report: Report, beside?: AbortSignal) => Promise<Done<T>>

/**
 * A line of a script for a POSIX shell. A command is printed with its input as a here-document. A string is printed as
 * it is: a remark (`# …`, on a line before its command), or shell code such as `server=$(…)` that keeps what only the
 * run can know.
 */
export type ScriptLine = Command | string

/**
 * A step's work that changes something or waits for something. A run calls `run`; a plan prints `script` and goes on
 * with `planned`. Both are made of the same command values, so that a plan cannot differ from a run.
 */
export interface Action<T> {
  /** The commands that do the same, to be pasted into a shell. What they depend on may be looked at. */
  script: () => readonly ScriptLine[] | Promise<readonly ScriptLine[]>
  run: Work<T>
  /** What `run` would end with, as far as it is known before. */
  planned: T
}

/** Work that a plan leaves out, since it changes nothing that a script could: a check, a look at what was changed. */
export const runOnly = <T>(run: Work<T>, planned: T): Action<T> => ({script: () => [], run, planned})

/** A title with its work, for steps that run side by side. */
export interface Step<T> {
  title: string
  work: Work<T> | Action<T>
}

/** A step that failed, and for how long it had been at work. */
export interface FailedStep {
  title: string
  elapsedMs: number
}
