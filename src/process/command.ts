import type {CommandAdvice} from '../errors/advice.ts'
import {quoteWord} from '../text/quote-word.ts'

export {quoteWord}

/** A program with its argument vector. It never passes through a shell; `input` goes to its standard input. */
export interface Command {
  program: string
  args: readonly string[]
  /** Text for standard input; without it standard input is empty. */
  input?: string
  /** Variables set for this command in addition to the environment of kubia itself. */
  env?: Readonly<Record<string, string>>
}

/** What a command came to. */
export interface ExecResult {
  exitCode: number
  stdout: string
  stderr: string
  elapsedMs: number
}

/** The command on one line, ready to paste into a POSIX shell; its input is left out. */
export const formatCommand = ({program, args, env = {}}: Command): string =>
  [
    ...Object.entries(env).map(([name, value]) => `${name}=${quoteWord(value)}`),
    ...[program, ...args].map(quoteWord),
  ].join(' ')

/** The command as advice to run it by hand; its input is left out. */
export const commandAdvice = (command: Command, comment?: string): CommandAdvice => ({
  command: command.env ? formatCommand(command) : [command.program, ...command.args],
  ...(comment !== undefined && {comment}),
})

/** The command with its input as a here-document, ready to paste into a POSIX shell. Ends without a newline. */
export const formatScript = (command: Command): string => {
  if (command.input === undefined) return formatCommand(command)
  const lines = command.input.replace(/\n$/, '').split('\n')
  let end = 'EOF'
  while (lines.includes(end)) end += '_'
  return [`${formatCommand(command)} <<'${end}'`, ...lines, end].join('\n')
}
