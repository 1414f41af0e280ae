import type {Verbatim} from '../text/verbatim.ts'
import {Cancellation} from './cancellation.ts'
import {Children} from './children.ts'
import {formatCommand, formatScript} from './command.ts'
import {createExec, type Exec} from './exec.ts'
import {Log} from './log.ts'
import {Undo} from './undo.ts'
import {type Wait, Waits} from './waits.ts'

export interface RunOptions {
  /** 0: quiet; 1 and more: each command and its time on standard error. */
  verbosity: number
  /** The limit of the whole command in ms; 0 means none. */
  timeoutMs: number
  /** Takes single lines for the user: warnings, and the commands that are echoed. Without it they go to standard error. */
  note?: (line: string | Verbatim) => void
  /** Called with a wait that takes long, and with undefined when it is over. */
  onWait?: (wait: Wait | undefined) => void
}

/**
 * One invocation of kubia, put together of its parts. A function names the parts that it needs:
 * `{exec, undo}: Pick<Run, 'exec' | 'undo'>`.
 */
export class Run {
  readonly exec: Exec
  /** As in RunOptions. */
  readonly verbosity: number
  readonly cancellation: Cancellation
  readonly undo = new Undo()
  readonly log = new Log()
  readonly children = new Children()
  /** Shows a single line to the user. */
  readonly note: (line: string | Verbatim) => void
  readonly #startedAt = performance.now()
  /** How long the user was waited for, in ms. */
  #askedMs = 0
  readonly #atClose: (() => void)[] = []

  constructor({verbosity, timeoutMs, note = writeLine, onWait = () => {}}: RunOptions) {
    this.cancellation = new Cancellation(timeoutMs)
    this.note = note
    this.verbosity = verbosity
    const waits = new Waits(onWait)
    this.exec = createExec({
      onWait: what => waits.begin(what),
      signal: () => this.signal,
      watch: program => this.children.watch(program),
      onStart: command => {
        this.log.write(`$ ${formatScript(command)}`)
        // An argument may have line breaks; a note is a line.
        if (verbosity > 0) for (const line of `$ ${formatCommand(command)}`.split('\n')) note({verbatim: line})
      },
      onEnd: (command, result) => {
        const end = `${command.program} exited with ${result.exitCode} after ${(result.elapsedMs / 1000).toFixed(2)}s`
        this.log.write(`# ${end}\n${result.stdout}${result.stderr}`)
        if (verbosity > 0) note({verbatim: `# ${end}`})
      },
      onAnswer: (command, result) => {
        const end = `answered in the place of ${command.program} after ${(result.elapsedMs / 1000).toFixed(2)}s`
        this.log.write(`# ${end}\n${result.stdout}`)
        if (verbosity > 0) note({verbatim: `# ${end}`})
      },
    })
  }

  /** The cancellation's signal as it is now. */
  get signal(): AbortSignal {
    return this.cancellation.signal
  }

  /** Milliseconds since the run began, without those that the user took to answer. */
  get elapsedMs(): number {
    return performance.now() - this.#startedAt - this.#askedMs
  }

  /** Waits for an answer of the user, which counts neither as the run's time nor against its limit. */
  async askUser<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const since = performance.now()
    try {
      return await this.cancellation.outsideLimit(() => ask(this.signal))
    } finally {
      this.#askedMs += performance.now() - since
    }
  }

  /** Registers what must be given back when the run is over, however it ends. */
  onClose(giveBack: () => void): void {
    this.#atClose.push(giveBack)
  }

  /** Gives back what the run holds, last taken first, ends the time limit and closes the log. */
  close(): void {
    this.cancellation.stopClock()
    for (const giveBack of this.#atClose.splice(0).reverse()) giveBack()
    this.log.close()
  }
}

const writeLine = (line: string | Verbatim): void =>
  void process.stderr.write(`${typeof line === 'string' ? line : line.verbatim}\n`)
