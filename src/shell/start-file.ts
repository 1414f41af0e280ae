import {homedir, platform} from 'node:os'
import {isAbsolute, join} from 'node:path'
import {asKubiaError} from '../errors/kubia-error.ts'
import {CommandFailed, type Exec, ProgramMissing} from '../process/exec.ts'
import {readSnapshot} from './edit-file.ts'

/** How long a shell may take to say where its start-up files are, in ms. */
const ASK_TIMEOUT_MS = 5000

/** Finds the file that an interactive shell of the user reads last at its start. */
export type FindStartFile = (exec: Exec) => Promise<string>

/**
 * zsh's `.zshrc`. zsh itself is asked for the folder: a ZDOTDIR that .zshenv sets is not in the environment. Where it
 * does not answer, the environment decides.
 */
export const zshStartFile: FindStartFile = async exec => {
  const fallback = process.env['ZDOTDIR'] || homedir()
  try {
    const {stdout} = await exec(
      {program: 'zsh', args: ['-c', 'print -r -- ${ZDOTDIR:-$HOME}']},
      {timeoutMs: ASK_TIMEOUT_MS},
    )
    // .zshenv may print something of its own first.
    const answer = stdout.trimEnd().split('\n').at(-1) ?? ''
    return join(isAbsolute(answer) ? answer : fallback, '.zshrc')
  } catch (error) {
    const silent =
      error instanceof CommandFailed || error instanceof ProgramMissing || asKubiaError(error).code === 'TIMEOUT'
    if (!silent) throw error
    return join(fallback, '.zshrc')
  }
}

/** A line that makes bash read .bashrc: `. ~/.bashrc`, `[ -f ~/.bashrc ] && source "$HOME/.bashrc"`. */
const READS_BASHRC = /^[^#\n]*(?:^|[\s;&|])(?:\.|source)\s+\S*\.bashrc\b/m

/** The files of which bash, as a login shell, reads the first that exists (bash(1), INVOCATION). */
const LOGIN_FILES = ['.bash_profile', '.bash_login', '.profile']

/**
 * The name of bash's file in the home folder. Terminals on macOS start login shells, which read another file.
 * @param read the text of a file in the home folder; undefined where there is none
 */
export const chooseBashFile = (system: string, read: (name: string) => string | undefined): string => {
  if (system !== 'darwin') return '.bashrc'
  const login = LOGIN_FILES.find(name => read(name) !== undefined) ?? '.bash_profile'
  return READS_BASHRC.test(read(login) ?? '') ? '.bashrc' : login
}

const readHomeFile = (name: string): string | undefined => readSnapshot(join(homedir(), name)).bytes?.toString('latin1')

export const bashStartFile: FindStartFile = async () => join(homedir(), chooseBashFile(platform(), readHomeFile))
