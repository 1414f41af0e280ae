import {once} from 'node:events'
import {inPlace} from '../api-server/hints.ts'
import type {Place} from '../api-server/objects.ts'
import type {ContextAccess} from '../cluster/contexts.ts'
import type {Advice, CommandAdvice} from '../errors/advice.ts'
import {KubiaError, usageError} from '../errors/kubia-error.ts'
import type {Line} from '../printers/advice.ts'
import {readKubeconfig} from '../process/kubeconfig/edit.ts'
import {Run} from '../process/run.ts'
import {ownSignals} from '../process/signals.ts'
import {parseDuration} from '../project/duration.ts'
import {visible} from '../text/visible.ts'
import {type Plan, planWorkflow} from '../workflow/plan-workflow.ts'
import {ciLog} from '../workflow/reporters/ci.ts'
import {createReporter, type ReporterMode} from '../workflow/reporters/index.ts'
import type {Reporter} from '../workflow/reporters/reporter.ts'
import {runWorkflow} from '../workflow/run-workflow.ts'
import type {Workflow} from '../workflow/workflow.ts'
import {WorkflowFailed} from '../workflow/workflow-failed.ts'
import {explainStopped, findStopped} from '../workflows/explain-stopped.ts'
import {asTyped, type TypedCommand} from './as-typed.ts'
import {Command} from './command.ts'
import {commonFlags} from './flags.ts'
import {reportFailure} from './report.ts'

interface RunFlags {
  v?: string | undefined
  debug?: boolean | undefined
  progress?: string | undefined
  timeout?: string | undefined
  kubeconfig?: string | undefined
  context?: string | undefined
}

const readVerbosity = (text: string | undefined): number => {
  if (text === undefined) return 0
  if (/^\d{1,2}$/.test(text)) return Number(text)
  throw usageError(`invalid argument ${JSON.stringify(text)} for "-v" flag: must be a whole number`)
}

/** The base of all commands: they parse, act and print; a failure is printed once and sets the exit code. */
export abstract class KubiaCommand extends Command {
  static override baseFlags = commonFlags
  // Before the flags are read: in a job of CI a failure is annotated all the same.
  protected reporter: Reporter = createReporter(ciLog() ? 'answer' : 'quiet')
  #run: Run | undefined
  /** Puts what the command works at into advice. */
  #placeAdvice: (advice: Advice) => Advice = advice => advice
  /** The context that the command works at. */
  #access: ContextAccess | undefined
  #debug = this.argv.includes('--debug')
  #giveSignalsBack: (() => void) | undefined
  #isLooking = false

  /** Begins the run that everything of this command happens in. */
  protected begin(flags: RunFlags): Run {
    this.reporter = createReporter((flags.progress ?? 'answer') as ReporterMode)
    const timeoutMs = flags.timeout === undefined ? 0 : parseDuration(flags.timeout)
    const note = (line: Line): void => this.reporter.note(line)
    const run = new Run({
      verbosity: readVerbosity(flags.v),
      timeoutMs,
      note,
      onWait: wait => {
        this.reporter.wait(wait)
        if (wait) this.#lookWhyItWaits(run, flags)
      },
    })
    this.#run = run
    this.#giveSignalsBack = ownSignals(run)
    return run
  }

  /** Ends a run that waits for a local cluster which is stopped or paused; each request would wait for its limit. */
  #lookWhyItWaits(run: Run, flags: RunFlags): void {
    const named = flags.context === undefined ? undefined : {kubeconfig: flags.kubeconfig, context: flags.context}
    const known = this.#access ?? named
    // Some commands choose their cluster by more than the context.
    const isCurrent = 'context' in this.ctor.flags && !('name' in this.ctor.flags)
    if (this.#isLooking || (known === undefined && !isCurrent)) return
    this.#isLooking = true
    // A kubectl that first asks the server for its version waits before the context is known.
    const current = async (): Promise<ContextAccess> => {
      const {current: context} = await readKubeconfig(run.exec, flags.kubeconfig)
      return {kubeconfig: flags.kubeconfig, context}
    }
    void (known === undefined ? current() : Promise.resolve(known))
      .then(access => findStopped(run.exec, access))
      .then(stopped => stopped && run.cancellation.abort(stopped))
      // The run has ended meanwhile, and says why.
      .catch(() => undefined)
      .finally(() => {
        this.#isLooking = false
      })
  }

  /** Has advice to run this command again repeat it as the user typed it. @returns what does that to advice */
  protected repeatAsTyped(about: Pick<TypedCommand, 'command' | 'names'>): (advice: Advice) => Advice {
    this.#placeAdvice = advice => asTyped({...about, argv: process.argv.slice(2)}, advice)
    return this.#placeAdvice
  }

  /** Has advice name the place that the command works at. @returns the place */
  protected workAt<T extends Place>(place: T): T {
    this.#placeAdvice = advice => inPlace(place, advice)
    const {kubeconfig, context} = place
    this.#access = context === undefined ? undefined : {kubeconfig, context}
    return place
  }

  /**
   * Runs a workflow, drawn on standard error.
   * @param again the command line that does what an interrupted run did not
   * @returns what it ends with. @throws WorkflowFailed
   */
  protected async runWorkflow<T>(
    workflow: (flow: Workflow) => Promise<T>,
    run: Run,
    options: {again?: CommandAdvice} = {},
  ): Promise<T> {
    return runWorkflow(workflow, run, this.reporter, options)
  }

  /** Goes through a workflow without changing anything. @returns the script that does the same, and its result */
  protected async planWorkflow<T>(workflow: (flow: Workflow) => Promise<T>, run: Run): Promise<Plan<T>> {
    return planWorkflow(workflow, run, this.reporter)
  }

  /** The same for a workflow at a place, which is as on an empty cluster where no context leads to one. */
  protected async planAt<T>(place: Place, workflow: (flow: Workflow) => Promise<T>, run: Run): Promise<Plan<T>> {
    return this.planWorkflow(flow => workflow(place.context === undefined ? flow.onEmptyCluster() : flow), run)
  }

  /** Prints an answer on standard output, on a terminal with control characters as text; nothing for an empty one. */
  protected print(answer: string): void {
    this.printStyled(process.stdout.isTTY ? visible(answer) : answer)
  }

  /** As `print`, for an answer in pieces of whole lines: each waits until its reader has taken what was before it. */
  protected async printPieces(
    pieces: Iterable<string>,
    print: (piece: string) => void = piece => this.print(piece),
  ): Promise<void> {
    for (const piece of pieces) {
      print(piece)
      // Where the reader has gone away, `watchOutput` reports it, where it counts as a failure.
      if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain').catch(() => undefined)
      if (!process.stdout.writable) return
    }
  }

  /** As `printPieces`, for what `printStyled` prints. */
  protected printStyledPieces(pieces: Iterable<string>): Promise<void> {
    return this.printPieces(pieces, piece => this.printStyled(piece))
  }

  /** As `print`, for an answer with styles of our own, in which everything else is `visible` already. */
  protected printStyled(answer: string): void {
    if (answer === '') return
    // A look-up beside the work may still be waited for, whose line stands where the answer goes.
    this.reporter.close()
    process.stdout.write(answer.endsWith('\n') ? answer : `${answer}\n`)
  }

  protected override async catch(thrown: unknown): Promise<void> {
    const command = `${this.config.bin} ${this.id.replaceAll(':', ' ')}`
    const run = this.#run
    reportFailure(run?.cancellation.reason ? asAborted(run, thrown) : await this.#explain(run, thrown), {
      reporter: this.reporter,
      run,
      placeAdvice: this.#placeAdvice,
      command,
      debug: this.#debug,
    })
  }

  /** The same failure, with a local cluster that is stopped as its cause. */
  async #explain(run: Run | undefined, thrown: unknown): Promise<unknown> {
    const error = thrown instanceof WorkflowFailed ? thrown.error : thrown
    if (!run || !(error instanceof KubiaError)) return thrown
    const explained = await explainStopped(run.exec, this.#access, error)
    return thrown instanceof WorkflowFailed ? new WorkflowFailed(explained, thrown.step) : explained
  }

  protected override async finally(): Promise<void> {
    this.reporter.close()
    this.#giveSignalsBack?.()
    this.#run?.close()
  }
}

/** A command outside a workflow that was interrupted fails with the interruption, whatever it threw. */
const asAborted = (run: Run, thrown: unknown): unknown =>
  thrown instanceof WorkflowFailed ? thrown : run.cancellation.reason
