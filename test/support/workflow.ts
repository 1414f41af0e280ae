import {Run} from '../../src/process/run.ts'
import type {Verbatim} from '../../src/text/verbatim.ts'
import {type Plan, planWorkflow} from '../../src/workflow/plan-workflow.ts'
import {runWorkflow} from '../../src/workflow/run-workflow.ts'
import type {Workflow} from '../../src/workflow/workflow.ts'
import {type Answer, recordedExec} from './exec.ts'
import {recordReporter} from './reporter.ts'

/** A run whose programs answer from recorded text. */
class RecordedRun extends Run {
  override readonly exec: Run['exec']

  constructor(exec: Run['exec'], timeoutMs = 0, note: (line: string | Verbatim) => void = () => {}) {
    super({verbosity: 0, timeoutMs, note})
    this.exec = exec
  }
}

type Answers = Readonly<Record<string, Answer | readonly Answer[] | Error>>

/**
 * Runs a workflow whose programs answer from recorded text.
 * @param note takes the lines that the run notes
 * @returns what was asked, what was shown, and what the workflow ends with
 */
export const runRecorded = <T>(
  workflow: (flow: Workflow) => Promise<T>,
  answers: Answers,
  note?: (line: string | Verbatim) => void,
) => {
  const {exec, asked} = recordedExec(answers)
  const {reporter, shown} = recordReporter()
  const run = new RecordedRun(exec, 0, note)
  return {asked, shown, run, result: runWorkflow(workflow, run, reporter)}
}

/** Plans a workflow whose programs answer from recorded text. @param timeoutMs the limit that waits are printed with */
export const planRecorded = <T>(
  workflow: (flow: Workflow) => Promise<T>,
  answers: Answers,
  timeoutMs = 0,
): {asked: string[]; shown: string[]; plan: Promise<Plan<T>>} => {
  const {exec, asked} = recordedExec(answers)
  const {reporter, shown} = recordReporter()
  const run = new RecordedRun(exec, timeoutMs)
  return {asked, shown, plan: planWorkflow(workflow, run, reporter).finally(() => run.close())}
}
