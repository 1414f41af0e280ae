import {Command} from '@oclif/core'
import {usageError} from '../errors/kubia-error.ts'
import {Run} from '../process/run.ts'
import {ownSignals} from '../process/signals.ts'
import {parseDuration} from '../project/duration.ts'
import {createReporter, type ProgressMode} from '../workflow/reporters/index.ts'
import type {Reporter} from '../workflow/reporters/reporter.ts'
import type {Step} from '../workflow/step.ts'
import {commonFlags} from './flags.ts'
import {inOwnWords, type OwnWords} from './own-words.ts'
import {reportFailure} from './report.ts'

interface RunFlags {
  v?: string | undefined
  debug?: boolean | undefined
  progress?: string | undefined
  timeout?: string | undefined
}

const readVerbosity = (text: string | undefined): number => {
  if (text === undefined) return 0
  if (/^\d{1,2}$/.test(text)) return Number(text)
  throw usageError(`invalid argument ${JSON.stringify(text)} for "-v" flag: must be a whole number`)
}

/** What all commands share: they parse, act and print; a failure is printed once and sets the exit code. */
export abstract class KubiaCommand extends Command {
  static override baseFlags = commonFlags
  protected reporter: Reporter = createReporter('quiet')
  #run: Run | undefined
  #debug = this.argv.includes('--debug')
  #giveSignalsBack: (() => void) | undefined

  /** Begins the run that everything of this command happens in. */
  protected begin(flags: RunFlags): Run {
    this.reporter = createReporter((flags.progress ?? 'quiet') as ProgressMode)
    const timeoutMs = flags.timeout === undefined ? 0 : parseDuration(flags.timeout)
    const run = new Run({verbosity: readVerbosity(flags.v), timeoutMs})
    this.#run = run
    run.note = line => this.reporter.note(line)
    this.#giveSignalsBack = ownSignals(run)
    return run
  }

  /** Has advice to run this very command again say it in the words that the user typed. */
  protected repeatOwnWords(run: Run, about: Pick<OwnWords, 'command' | 'names'>): void {
    run.placeAdvice = line => inOwnWords({...about, argv: process.argv.slice(2)}, line)
  }

  /** Runs a task list, drawn on standard error. @throws TasksFailed */
  protected async perform(
    run: Run,
    steps: readonly Step[],
    options: {keepGoing?: boolean; again?: string} = {},
  ): Promise<void> {
    const {runTasks} = await import('../workflow/runner.ts')
    await runTasks(steps, run, this.reporter, options)
  }

  /** Prints an answer on standard output; nothing for an empty one. */
  protected print(answer: string): void {
    if (answer !== '') process.stdout.write(answer.endsWith('\n') ? answer : `${answer}\n`)
  }

  override async catch(thrown: Error): Promise<void> {
    const command = `${this.config.bin} ${(this.id ?? '').replaceAll(':', ' ')}`
    const run = this.#run
    reportFailure(run?.signal.aborted ? asAborted(run, thrown) : thrown, {
      reporter: this.reporter,
      run,
      command,
      debug: this.#debug,
    })
  }

  override async finally(): Promise<void> {
    this.reporter.close()
    this.#giveSignalsBack?.()
    this.#run?.close()
  }
}

/** A command outside a task list that was interrupted fails with the interruption, whatever its last step threw. */
const asAborted = (run: Run, thrown: Error): unknown => ('step' in thrown ? thrown : run.signal.reason)
