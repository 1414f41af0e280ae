import type {KubiaError} from '../errors/kubia-error.ts'
import type {FailedStep} from './step.ts'

/** A failure of a workflow: the error, and the step at which it happened, where it was in one. */
export class WorkflowFailed extends Error {
  readonly error: KubiaError
  readonly step: FailedStep | undefined

  constructor(error: KubiaError, step: FailedStep | undefined) {
    super(error.message, {cause: error})
    this.error = error
    this.step = step
  }
}
