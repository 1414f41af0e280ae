import type {Readable, Writable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import type {ResultPromise} from 'execa'
import {ENGINE_FAILURES, HOST_FAILURES, recognise} from '../errors/known/index.ts'
import {isLimit, KubiaError, limitReached} from '../errors/kubia-error.ts'
import {shortened} from '../text/shortened.ts'
import {type OutputOptions, readOutput} from './child-output.ts'
import {type Command, commandAdvice, type ExecResult, formatCommand} from './command.ts'
import {ENGINE_PROGRAMS} from './engine-program.ts'
import {HeldBytes} from './held-bytes.ts'
import {endHeldOutput, SILENCE_MS} from './held-output.ts'
import {createAnswer, createFollow} from './in-process.ts'
import {lastWords} from './last-words.ts'
import {outlasts} from './outlasts.ts'
import {stopGroup} from './process-group.ts'

export type {ExecResult} from './command.ts'

export interface ExecOptions extends OutputOptions {
  /** Ends the command with TIMEOUT after this many ms; without it there is no limit of its own. */
  timeoutMs?: number
  /** What goes to standard input, in place of the command's own `input`; destroyed where the command stops reading. */
  stdin?: Readable
  /** Where the bytes of standard output go; nothing of them is kept. The command ends once they have all arrived. */
  stdout?: Writable
  /** True: a failing exit code is part of the result instead of a CommandFailed. */
  allowFailure?: boolean
  /** A command that still runs after this many ms is left to itself, and counts as done; its output goes nowhere. */
  leaveAfterMs?: number
  /** What is waited for until the command prints or ends: reported to the user where that takes long. */
  waitsFor?: string | undefined
  /** Ends the command: it calls `end` once that is safe, within a second or so. Without it the command is ended at once. */
  ending?: (end: () => Promise<void>) => Promise<void>
  /** How long the command may take to end after SIGTERM, in ms: kubia itself has something to end then. */
  graceMs?: number
  /** Ends the command when it aborts, as the run's own signal does: for a program that serves until it is not needed. */
  signal?: AbortSignal
}

/** Runs a command to its end. See `createExec`. */
export interface Exec {
  (command: Command, options?: ExecOptions): Promise<ExecResult>
  /** The run's signal, for what waits in this process. */
  signal?: () => AbortSignal
  /** Shows a command in whose place something was done in this process, as those that are run are shown. */
  showCommand?: (command: Command) => void
  /** Answers a command in this process, in place of running it. */
  answer?: ReturnType<typeof createAnswer>
  /** Reads the lines of a command's output from a stream of this process, in place of running it. */
  follow?: ReturnType<typeof createFollow>
}

/** As much of a line of another program as a message quotes, in characters. */
const MAX_QUOTED = 2000

/** A command that ran and failed. Callers who can say more turn it into another failure. */
export class CommandFailed extends KubiaError {
  readonly command: Command
  readonly result: ExecResult

  constructor(command: Command, result: ExecResult) {
    const lines = result.stderr.trim().split('\n')
    const last = shortened(lastWords(result.stderr), MAX_QUOTED)
    const known = recognise(result.stderr, [...ENGINE_FAILURES, ...HOST_FAILURES], {
      cluster: '',
      engine: command.program,
      dockerHost: process.env['DOCKER_HOST'],
    })
    const failure = ENGINE_PROGRAMS.some(program => program === command.program) ? known : undefined
    super(
      failure?.code ?? 'COMMAND_FAILED',
      failure?.message ?? `${formatCommand(command)} exited with ${result.exitCode}${last ? `: ${last}` : ''}`,
      failure?.details ?? {evidence: lines.slice(-4, -1)},
    )
    this.command = command
    this.result = result
  }
}

/** A command that was ended since it did not end in time. */
export class CommandTimeout extends KubiaError {
  constructor(command: Command, ms: number) {
    super('TIMEOUT', `${formatCommand(command)} did not answer within ${ms / 1000}s`, {
      fix: command.input === undefined ? [commandAdvice(command, 'what does it wait for?')] : [],
    })
  }
}

/** A program that is not on PATH or may not be executed. */
export class ProgramMissing extends KubiaError {
  readonly program: string

  constructor(program: string, cause: unknown) {
    super('PROGRAM_MISSING', `${program} is not on PATH or cannot be executed`, {cause})
    this.program = program
  }
}

/** Why a program was not started: it is not there, unless the system says that one of its limits is reached. */
const notStarted = (program: string, cause: {code?: string | undefined}): KubiaError =>
  isLimit(cause.code)
    ? limitReached(`${program} cannot be started`, cause.code, cause)
    : new ProgramMissing(program, cause)

/** Keeps an eye on one child, for the journal. */
export interface ChildWatch {
  /** Variables by which the child can be known. */
  env: Readonly<Record<string, string>>
  started(pid: number): void
  /** Called when the child is gone, or was never started. */
  ended(): void
}

/** What every command of a run shares. */
export interface ExecContext {
  /** The signal that ends commands under way; read for each command, since a run's undo has another one. */
  signal: () => AbortSignal
  /** Called with each command when it starts and when it ends, for the log and for `-v`. */
  onStart?: (command: Command) => void
  /** Asked before each child starts: who keeps an eye on it. */
  watch?: (program: string) => ChildWatch
  onEnd?: (command: Command, result: ExecResult) => void
  /** Called with a command that was answered in this process, and with what it would have printed. */
  onAnswer?: (command: Command, result: ExecResult) => void
  /**
   * Called with what is waited for. @returns a function to call when the wait is over, maybe several times, with true
   * where there was an answer
   */
  onWait?: (what: string) => (answered?: boolean) => void
  /** What is held at once of the output of all commands, in bytes. */
  maxHeld?: number
  /** After how much silence an output that outlives its program counts as ended, in ms. */
  silenceMs?: number
}

const inputOf = ({input}: Command, {stdin}: ExecOptions): {stdin: 'pipe' | 'ignore'} | {input: string} => {
  if (stdin) return {stdin: 'pipe'}
  return input === undefined ? {stdin: 'ignore'} : {input}
}

/** Copies a stream to its end. A side that goes away early shows in the exit code of its program. */
const copy = async (from: Readable, to: Writable): Promise<void> => {
  await pipeline(from, to).catch(() => {})
}

/**
 * The only door to other programs. Each child gets an argument vector, never a shell, and leads a process group of
 * its own: a terminal's Ctrl-C reaches kubia alone, which then decides when children end. When the run's signal
 * aborts, the group is ended, waited for, and the abort's reason is thrown.
 * @throws CommandFailed for an exit code other than 0 (unless `allowFailure`), ProgramMissing where the program cannot
 * be started, KubiaError LIMIT_REACHED where the system starts none, TIMEOUT after `timeoutMs`, OUTPUT_TOO_LARGE for
 * more than can be held, or the abort's reason.
 */
export const createExec = (context: ExecContext): Exec => {
  const held = new HeldBytes(context.maxHeld)
  const exec: Exec = async (command, options = {}) => {
    const {execa} = await import('execa')
    const signal = options.signal ? AbortSignal.any([context.signal(), options.signal]) : context.signal()
    signal.throwIfAborted()
    context.onStart?.(command)
    const startedAt = performance.now()
    const watch = context.watch?.(command.program)
    const child = execa(command.program, command.args, {
      detached: true,
      cleanup: false,
      reject: false,
      stripFinalNewline: false,
      buffer: false,
      ...inputOf(command, options),
      ...(options.leaveAfterMs !== undefined && {stdout: 'ignore', stderr: 'ignore'}),
      env: {...command.env, ...watch?.env},
    }) as ResultPromise
    if (child.pid !== undefined) watch?.started(child.pid)
    let stopReason: unknown
    let stopped: Promise<void> | undefined
    let isGroupGone = false
    endHeldOutput(child.nodeChildProcess, () => isGroupGone, context.silenceMs ?? SILENCE_MS)
    const stop = (reason: unknown): void => {
      stopReason ??= reason
      const {pid} = child
      if (pid === undefined) return
      const end = (): Promise<void> => stopGroup(pid, options.graceMs)
      stopped ??= (options.ending?.(end) ?? end()).then(() => {
        isGroupGone = true
      })
    }
    const {stdout, stderr} = child.nodeChildProcess
    const endWait = options.waitsFor === undefined ? undefined : context.onWait?.(options.waitsFor)
    stdout?.once('data', () => endWait?.(true))
    const output = readOutput({stdout: options.stdout ? null : stdout, stderr}, command, options, held, stop)
    const onAbort = (): void => stop(signal.reason)
    signal.addEventListener('abort', onAbort, {once: true})
    const {timeoutMs} = options
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => stop(new CommandTimeout(command, timeoutMs)), timeoutMs)
    try {
      if (options.leaveAfterMs !== undefined && (await outlasts(child, options.leaveAfterMs)))
        return {exitCode: 0, stdout: '', stderr: '', elapsedMs: performance.now() - startedAt}
      const [outcome] = await Promise.all([
        child,
        options.stdin && child.stdin && copy(options.stdin, child.stdin),
        options.stdout && child.stdout && copy(child.stdout, options.stdout),
      ])
      await stopped
      const result: ExecResult = {
        exitCode: outcome.exitCode ?? 1,
        ...output.take(),
        elapsedMs: performance.now() - startedAt,
      }
      endWait?.(result.exitCode === 0)
      context.onEnd?.(command, result)
      if (stopReason !== undefined) throw stopReason
      if (child.pid === undefined) throw notStarted(command.program, outcome)
      if (result.exitCode !== 0 && !options.allowFailure) throw new CommandFailed(command, result)
      return result
    } finally {
      signal.removeEventListener('abort', onAbort)
      clearTimeout(timer)
      endWait?.()
      watch?.ended()
      output.release()
    }
  }
  return Object.assign(exec, {
    signal: context.signal,
    answer: createAnswer(context, held),
    follow: createFollow(context, held),
    showCommand: (command: Command) => context.onStart?.(command),
  })
}

/** The same door, whose commands a signal ends too. */
export const endedBy =
  (exec: Exec, signal: AbortSignal): Exec =>
  (command, options) =>
    exec(command, {...options, signal})
