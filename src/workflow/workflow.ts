import type {Line} from '../printers/advice.ts'
import type {Run} from '../process/run.ts'
import type {Action, Done, Report, Step, Work} from './step.ts'

/**
 * Asks what changes nothing. A run asks, and fails where that fails. A plan asks too, since what is there decides what
 * would be done; where that is not possible (no program, no context, no answer) it goes on with `unknown`.
 */
export type Look = <T>(ask: () => Promise<T>, unknown: T) => Promise<T>

/**
 * What a workflow is written with. A workflow is one function whose lines are what the user sees on the screen, in this
 * order; what a step ends with is a `const` of the lines below it:
 *
 *     export const scale = async (flow: Workflow, options: ScaleOptions): Promise<Scaled> => {
 *       const found = await flow.step('Look at replicas', report => lookAtReplicas(flow, options, report))
 *       if (found.replicas === options.replicas) flow.skip('Scale', `has ${found.replicas} already`)
 *       else await flow.step('Scale', setReplicas(flow.run, found.object, options))
 *       …
 *     }
 *
 * - A step that only looks is a function of `report`; what it asks goes through `flow.look`.
 * - A step that changes something or waits is an `Action`: the commands that do it, how kubia runs them, and what comes
 *   of it as far as the spec decides that. `runWorkflow` runs it, `planWorkflow` prints it, and the same lines above
 *   and below it are run in both cases.
 * - A step's work is a named function that takes only what it needs, so that a test calls it with a recorded `exec`.
 * - It ends with `done(detail, value)`: the words of its finished line, and its value. It throws where it fails.
 * - What must be taken back when the run fails later is registered by the work itself: `run.undo.add(title, undo)`.
 * - A workflow may call another one: `const deployed = await deploy(flow, options)`.
 */
export interface Workflow {
  readonly run: Run
  /** Runs one step, or in a plan prints its script. @throws what the work throws */
  step<T>(title: string, work: Work<T> | Action<T>): Promise<T>
  /** Does an action inside of a step that had to look first; a plan prints it. @throws what the action throws */
  readonly act: <T>(action: Action<T>, report: Report) => Promise<Done<T>>
  /**
   * Runs two steps side by side, each with its line; a plan prints the first one's script, then the second one's. Where
   * one fails, the signal of the other's work aborts; whether it ends at once is its own.
   * @returns their values. @throws the first one's failure, or the second one's, when both have ended
   */
  together<A, B>(first: Step<A>, second: Step<B>): Promise<[A, B]>
  /** Says why nothing was to be done. */
  readonly skip: (title: string, why: string) => void
  readonly look: Look
  /** As `look`, for what this machine is asked: also where the cluster is not there yet. */
  readonly lookHere: Look
  /**
   * The same workflow for a cluster that is not there yet: in a plan no API server is asked, and each look ends with
   * what it takes for unknown. In a run it is the workflow itself.
   */
  onEmptyCluster(): Workflow
  /** A line that narrates; left out in a plan. */
  readonly say: (line: Line) => void
  /** A line that must be seen, a warning, and those that belong to it. */
  readonly note: (text: Line | readonly Line[], mark?: 'warn') => void
}
