import type {Failure} from '../../printers/failure.ts'

/** One thing that happened to a step. `undo` starts a step that takes something back; it too ends with ok or fail. */
export interface StepEvent {
  event: 'start' | 'progress' | 'ok' | 'skip' | 'fail' | 'undo'
  /** The step's title. */
  task: string
  /** What is being waited for, how many of how many; for ok and skip the result. One line. */
  detail: string
  elapsedMs: number
  /** True for the events of a step that takes something back. */
  undoing: boolean
}

/** What a run looks like on standard error. There are four: a terminal, a pipe, JSON events, and silence. */
export interface Reporter {
  show(event: StepEvent): void
  /** A line that narrates: a headline, a hint, or, with a mark, the end. Left out where nobody reads along. */
  say(line: string, mark?: 'ok'): void
  /** A line that must be seen: a warning, a command echoed by -v. */
  note(line: string, mark?: 'warn'): void
  /** The end of a run that failed. */
  fail(failure: Failure): void
  /** Stops timers and leaves the screen as a shell expects it. */
  close(): void
}
