/** One step of a workflow. A workflow is a list of these: what the user reads on the screen, in the same order and words. */
export interface Step {
  /** Unique within its list. */
  title: string
  /** Asked when the step is reached: why there is nothing to do, or true to leave it out without a line. */
  skip?: () => string | true | undefined | Promise<string | true | undefined>
  /** Does the work, reports what it waits for, and returns the few words that stand in the finished line. */
  task: (report: (detail: string) => void) => Promise<string>
}

/** A step that failed, and how long it had been at work. */
export interface FailedStep {
  title: string
  elapsedMs: number
}
