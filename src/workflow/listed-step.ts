import {done} from './step.ts'
import type {Workflow} from './workflow.ts'

/** One step of a workflow that is a list of steps. */
export interface ListedStep {
  /** Unique within its list. */
  title: string
  /** Asked when the step is reached: why there is nothing to do, or true to leave it out without a line. */
  skip?: () => string | true | undefined | Promise<string | true | undefined>
  /** Does the work, reports what it waits for, and returns the few words that stand in the finished line. */
  task: (report: (detail: string) => void) => Promise<string>
}

const runListed = async (flow: Workflow, {title, skip, task}: ListedStep): Promise<void> => {
  let why: string | true | undefined
  try {
    why = await skip?.()
  } catch (error) {
    await flow.step(title, () => Promise.reject(error))
  }
  if (typeof why === 'string') flow.skip(title, why)
  else if (why === undefined) await flow.step(title, async report => done(await task(report)))
}

/**
 * Runs the steps of a list one after the other.
 * @param keepGoing true: a failing step does not keep the following ones from running, and the last failure is thrown
 */
export const runSteps = async (flow: Workflow, steps: readonly ListedStep[], keepGoing = false): Promise<void> => {
  const failures: unknown[] = []
  for (const step of steps)
    try {
      await runListed(flow, step)
    } catch (error) {
      if (!keepGoing) throw error
      failures.push(error)
    }
  if (failures.length > 0) throw failures.at(-1)
}
