import type {Command} from '../../src/process/command.ts'
import {CommandFailed, type Exec, type ExecOptions, ProgramMissing} from '../../src/process/exec.ts'

/** What a program answers in a test: its output, or its failure. */
export interface Answer {
  stdout?: string
  stderr?: string
  exitCode?: number
  /** True: the program is not there. */
  missing?: boolean
}

/**
 * An Exec that answers from recorded text, and keeps what was asked. The first key that begins the command line counts;
 * several answers for one key are given one after the other, the last one again and again.
 */
export const recordedExec = (
  answers: Readonly<Record<string, Answer | readonly Answer[] | Error>>,
): {exec: Exec; asked: string[]} => {
  const asked: string[] = []
  const given = new Map<string, number>()
  const exec: Exec = async (command: Command, options: ExecOptions = {}) => {
    const line = [command.program, ...command.args].join(' ')
    asked.push(line)
    const key = Object.keys(answers).find(start => line.startsWith(start))
    if (key === undefined) throw new Error(`nobody said what "${line}" answers`)
    const found = answers[key] as Answer | readonly Answer[] | Error
    if (found instanceof Error) throw found
    const list = [found].flat() as Answer[]
    const turn = given.get(key) ?? 0
    given.set(key, turn + 1)
    const {stdout = '', stderr = '', exitCode = 0, missing} = list[Math.min(turn, list.length - 1)] as Answer
    if (missing) throw new ProgramMissing(command.program, undefined)
    for (const text of `${stdout}${stderr}`.split('\n')) if (text) options.onLine?.(text)
    if (stdout) options.reader?.push(Buffer.from(stdout))
    const result = {stdout: options.reader ? '' : stdout, stderr, exitCode, elapsedMs: 1}
    if (exitCode !== 0 && !options.allowFailure) throw new CommandFailed(command, result)
    return result
  }
  return {exec, asked}
}
