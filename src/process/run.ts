import {KubiaError} from '../errors/kubia-error.ts'
import {formatCommand, formatScript} from './command.ts'
import {type ChildWatch, createExec, type Exec} from './exec.ts'
import {type Journal, openJournal} from './journal.ts'
import {signalGroup} from './process-group.ts'
import {openRunLog, type RunLog} from './run-log.ts'
import {type Wait, Waits} from './waits.ts'

/** One thing to undo. */
interface UndoEntry {
  title: string
  /** Undoes it and says in a few words what was done. Must be safe to call where nothing was made. */
  undo: () => Promise<string>
}

export interface RunOptions {
  /** 0: quiet; 1 and more: each command and its time on standard error. */
  verbosity: number
  /** The limit of the whole command in ms; 0 means none. */
  timeoutMs: number
  /** Takes single lines for the user: warnings, and the commands that are echoed. Without it they go to standard error. */
  note?: (line: string) => void
  /** Called with a wait that takes long, and with undefined when it is over. */
  onWait?: (wait: Wait | undefined) => void
}

/**
 * One invocation of kubia: the abort signal that everything under way listens to, the stack of what is to be undone,
 * the door to other programs and the log. Only what the run itself makes goes on the stack.
 */
export class Run {
  readonly exec: Exec
  readonly startedAt = performance.now()
  readonly timeoutMs: number
  /** Shows a single line to the user. */
  readonly note: (line: string) => void
  #controller = new AbortController()
  #undoStack: UndoEntry[] = []
  readonly #retained: string[] = []
  readonly #atClose: (() => void)[] = []
  /** What is still to be undone, by title: reported when the run is quit before that is done. */
  readonly pending = new Set<string>()
  /** When what is undone must be over, in ms of `performance.now()`; undefined where it may take its time. */
  undoUntil: number | undefined
  #timer: NodeJS.Timeout | undefined
  #log: RunLog | undefined
  #journal: Journal | undefined
  #evidence: ((folder: string) => Promise<string>) | undefined
  readonly #children = new Set<number>()

  constructor(options: RunOptions) {
    this.timeoutMs = options.timeoutMs
    this.note = options.note ?? (line => void process.stderr.write(`${line}\n`))
    if (options.timeoutMs > 0)
      this.#timer = setTimeout(() => this.abort(timeLimit(options.timeoutMs)), options.timeoutMs)
    this.#timer?.unref()
    const waits = new Waits(options.onWait ?? (() => {}))
    this.exec = createExec({
      onWait: what => waits.begin(what),
      signal: () => this.signal,
      watch: program => this.#watch(program),
      onStart: command => {
        this.#log?.write(`$ ${formatScript(command)}`)
        // An argument may have line breaks; a note is a line.
        if (options.verbosity > 0) for (const line of `$ ${formatCommand(command)}`.split('\n')) this.note(line)
      },
      onEnd: (command, result) => {
        const end = `${command.program} exited with ${result.exitCode} after ${(result.elapsedMs / 1000).toFixed(2)}s`
        this.#log?.write(`# ${end}\n${result.stdout}${result.stderr}`)
        if (options.verbosity > 0) this.note(`# ${end}`)
      },
    })
  }

  /** The record of the run's commands, from `keepLog` on. */
  get log(): RunLog | undefined {
    return this.#log
  }

  /** Begins the log: called by a run that is about to change something. @throws KubiaError STATE_UNWRITABLE */
  keepLog(): void {
    this.#log = openRunLog()
  }

  /**
   * Writes down on disk what the run has under way, from now on. @returns a function that ends the journal
   * @throws the file system's error where the file can't be made
   */
  keepJournal(file: string): () => void {
    const journal = openJournal(file)
    this.#journal = journal
    return () => {
      if (this.#journal === journal) this.#journal = undefined
      journal.close()
    }
  }

  #watch(program: string): ChildWatch {
    const entry = this.#journal?.starting(program)
    let known: number | undefined
    return {
      env: entry?.env ?? {},
      started: pid => {
        known = pid
        this.#children.add(pid)
        entry?.started(pid)
      },
      ended: () => {
        if (known !== undefined) this.#children.delete(known)
        entry?.ended()
      },
    }
  }

  /** Ends every child at once, with all it started: what a run does that has no time left to wait for them. */
  killChildren(): void {
    for (const pid of this.#children) signalGroup(pid, 'SIGKILL')
  }

  /** Aborts when the run is interrupted or out of time. While undo runs, it is a fresh one. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Milliseconds since the run began. */
  get elapsedMs(): number {
    return performance.now() - this.startedAt
  }

  /** Ends everything under way; the first reason counts. */
  abort(reason: KubiaError): void {
    this.#controller.abort(reason)
  }

  /** Registers how to take back what the run is about to make. Called before it is made. */
  undo(title: string, undo: () => Promise<string>): void {
    this.pending.add(title)
    this.#undoStack.push({
      title,
      undo: async () => {
        const result = await undo()
        this.pending.delete(title)
        return result
      },
    })
  }

  /** Whether there is anything to collect when the run fails. */
  get hasEvidence(): boolean {
    return this.#evidence !== undefined && this.#log !== undefined
  }

  /** Says what stays when the run fails, because it was asked for. */
  retain(what: string): void {
    this.#retained.push(what)
  }

  /** Says that an object stays as it was sent when the run fails, unless the whole cluster is taken back. */
  retainSent(what: string): void {
    if (this.pending.size === 0) this.#retained.push(`${what}, as it was sent`)
  }

  /** What stays when the run fails. */
  get retained(): readonly string[] {
    return this.#retained
  }

  /** A fresh signal after an abort, for what must still be asked before the run ends. */
  renewSignal(): void {
    clearTimeout(this.#timer)
    this.#controller = new AbortController()
  }

  /** What is to be undone, last made first. Taking the list empties it and makes the run's signal a fresh one. */
  takeUndo(): UndoEntry[] {
    this.renewSignal()
    return this.#undoStack.splice(0).reverse()
  }

  /** Registers how to collect what shows why the run failed, into the folder given. Asked before anything is undone. */
  onFailure(collect: (folder: string) => Promise<string>): void {
    this.#evidence = collect
  }

  /** Collects what was registered. @returns how much there is, in a few words; undefined where nothing was registered */
  async collectEvidence(): Promise<string | undefined> {
    const collect = this.#evidence
    this.#evidence = undefined
    return this.#log && collect?.(this.#log.directory)
  }

  /** Registers what must be given back when the run is over, however it ends. */
  onClose(giveBack: () => void): void {
    this.#atClose.push(giveBack)
  }

  /** Gives back what the run holds, last taken first, ends the time limit and closes the log. */
  close(): void {
    clearTimeout(this.#timer)
    for (const giveBack of this.#atClose.splice(0).reverse()) giveBack()
    this.#log?.close()
  }
}

const timeLimit = (ms: number): KubiaError =>
  new KubiaError('TIMEOUT', `not done within the limit of ${ms / 1000}s (--timeout)`)
