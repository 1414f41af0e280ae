import type {ErrorCode} from '../errors/catalogue.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Line} from '../printers/advice.ts'
import {formatScript} from '../process/command.ts'
import type {Run} from '../process/run.ts'
import type {Reporter} from './reporters/reporter.ts'
import {type Action, type Done, done, type Step, type Work} from './step.ts'
import type {Look, Workflow} from './workflow.ts'

/** A program that would be asked is not there or does not work: a plan can be had without it. */
const NOBODY_TO_ASK: readonly ErrorCode[] = [
  'PROGRAM_MISSING',
  'KUBECTL_MISSING',
  'KIND_MISSING',
  'ENGINE_MISSING',
  'ENGINE_DOWN',
  'ENGINE_PERMISSION',
]

/** A cluster that would be asked does not answer: it is said that the plan is as for an empty one. */
const NO_ANSWER: readonly ErrorCode[] = ['API_UNREACHABLE', 'API_FAILING', 'CONTEXT_MISSING', 'TIMEOUT']

/** The lines of a plan, and what was warned of. */
interface Printed {
  lines: string[]
  warned: Set<string>
}

/** A workflow whose looks are asked and whose actions are printed. Nothing is drawn. */
class PlannedWorkflow implements Workflow {
  readonly run: Run
  readonly #reporter: Reporter
  readonly #printed: Printed
  readonly #isEmpty: boolean

  constructor(run: Run, reporter: Reporter, printed: Printed, isEmpty = false) {
    this.run = run
    this.#reporter = reporter
    this.#printed = printed
    this.#isEmpty = isEmpty
  }

  async step<T>(_title: string, work: Work<T> | Action<T>): Promise<T> {
    return (await (typeof work === 'function' ? work(() => {}) : this.act(work))).value
  }

  readonly act = async <T>({script, planned}: Action<T>): Promise<Done<T>> => {
    const lines = await script()
    this.#printed.lines.push(...lines.map(line => (typeof line === 'string' ? line : formatScript(line))))
    return done('', planned)
  }

  async together<A, B>(first: Step<A>, second: Step<B>): Promise<[A, B]> {
    return [await this.step(first.title, first.work), await this.step(second.title, second.work)]
  }

  readonly skip = (): void => {}

  readonly say = (): void => {}

  readonly note = (text: Line | readonly Line[], mark?: 'warn'): void => {
    const key = JSON.stringify(text)
    if (this.#printed.warned.has(key)) return
    this.#printed.warned.add(key)
    this.#reporter.note(text, mark)
  }

  readonly look: Look = async (ask, unknown) => (this.#isEmpty ? unknown : this.lookHere(ask, unknown))

  readonly lookHere: Look = async (ask, unknown) => {
    try {
      return await ask()
    } catch (error) {
      if (this.run.signal.aborted || !(error instanceof KubiaError)) throw error
      if (NOBODY_TO_ASK.includes(error.code)) return unknown
      if (!NO_ANSWER.includes(error.code)) throw error
      this.note(`warning: ${error.message}; the commands are as for an empty cluster`)
      return unknown
    }
  }

  onEmptyCluster(): PlannedWorkflow {
    return new PlannedWorkflow(this.run, this.#reporter, this.#printed, true)
  }
}

/** What a workflow would do. */
export interface Plan<T> {
  /** A script for a POSIX shell that does the same. */
  script: string
  /** What the workflow would end with, as far as its spec decides that. */
  result: T
}

/** Goes through a workflow without changing anything. @throws what its looks throw */
export const planWorkflow = async <T>(
  workflow: (flow: Workflow) => Promise<T>,
  run: Run,
  reporter: Reporter,
): Promise<Plan<T>> => {
  const printed: Printed = {lines: [], warned: new Set()}
  const result = await workflow(new PlannedWorkflow(run, reporter, printed))
  return {script: printed.lines.join('\n'), result}
}
