import type {ErrorCode} from '../errors/catalogue.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {type Command, commandAdvice} from '../process/command.ts'
import {CommandFailed, type Exec, type ExecOptions} from '../process/exec.ts'

/** What it means that a command which starts, stops or mends nodes fails. */
export interface NodeFailure {
  code: ErrorCode
  message: string
  /** What is there now; the cluster as it was if not said. */
  left?: string
}

/** The failure of such a command: the last words of the program, and the command that says them again. */
export const nodeFailure = (
  {command, result}: CommandFailed,
  {code, message, left = 'the cluster is as it was'}: NodeFailure,
): KubiaError =>
  new KubiaError(code, message, {
    evidence: result.stderr.trim().split('\n').slice(-3),
    fix: [commandAdvice(command, 'says what is wrong')],
    left,
    keep: true,
  })

/** Runs a command that starts, stops or mends nodes. @throws KubiaError of that failure */
export const runOnNodes = async (
  exec: Exec,
  command: Command,
  failure: NodeFailure,
  options?: ExecOptions,
): Promise<void> => {
  try {
    await exec(command, options)
  } catch (error) {
    throw error instanceof CommandFailed ? nodeFailure(error, failure) : error
  }
}
