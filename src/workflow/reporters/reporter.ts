import type {Line} from '../../printers/advice.ts'
import type {Failure} from '../../printers/failure.ts'
import type {Wait} from '../../process/waits.ts'
import type {Report} from '../step.ts'

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

/** A step that is to run and to be shown. */
export interface Task {
  /** Unique among those that run side by side. */
  title: string
  /** True for a step that takes something back. */
  undoing: boolean
  /** Does the work; resolves to the words of the finished line, rejects where the step fails. */
  work: (report: Report) => Promise<string>
}

/** What a run looks like on standard error. There are four: a terminal, a pipe, JSON events, and silence. */
export interface Reporter {
  /**
   * Runs steps side by side, each shown from its start to its end; over when all have ended. What a step ends with is
   * the business of who gave its work: a step that fails is shown, and rejects nothing here.
   */
  run(tasks: readonly Task[]): Promise<void>
  show(event: StepEvent): void
  /** A line that narrates: a headline, a hint, or, with a mark, the end. Left out where nobody reads along. */
  say(line: Line, mark?: 'ok'): void
  /** What must be seen, a warning or a command echoed by -v: a line, or several. */
  note(text: Line | readonly Line[], mark?: 'warn'): void
  /** What is waited for outside of kubia, once that takes long; with nothing when it is over. */
  wait(wait: Wait | undefined): void
  /** The end of a run that failed. */
  fail(failure: Failure): void
  /** Stops timers and leaves the screen as a shell expects it. */
  close(): void
}
