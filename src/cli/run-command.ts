import {loaders} from 'kubia:loaders'
import {KubiaError} from '../errors/kubia-error.ts'
import {findHome} from '../process/home.ts'
import {quoteWord} from '../text/quote-word.ts'
import type {Program} from './command.ts'
import {reportOutside} from './report-outside.ts'

/**
 * Puts the user's home folder into HOME, where kubectl and kind look for it and for nothing else: without it they make
 * `.kube` in the working directory.
 * @throws KubiaError HOME_UNUSABLE
 */
const settleHome = (): void => {
  const home = findHome()
  if ('problem' in home)
    throw new KubiaError('HOME_UNUSABLE', home.problem, {
      fix: [{command: `export HOME=${quoteWord(home.known ?? '/your/home/folder')}`}],
    })
  process.env['HOME'] = home.folder
}

/** Programs are started in the working directory, and names of files are taken from there. @throws KubiaError DIRECTORY_GONE */
const checkDirectory = (): void => {
  try {
    process.cwd()
  } catch (cause) {
    throw new KubiaError('DIRECTORY_GONE', 'the working directory is not there any more', {
      fix: [{command: 'cd', comment: 'goes home'}],
      cause,
    })
  }
}

/** How a command is run. */
export interface CommandRun {
  program: Program
  /** The command as it is typed: `kubectl kubia up`. */
  command: string
  debug: boolean
}

/**
 * Loads a command and runs it. A failure is reported here and leaves its exit code in `process.exitCode`: this file and
 * the program's entry are bundles of their own, each with a `KubiaError` of its own.
 * @param args its arguments in the spelling that `parseWords` reads
 */
export const runCommand = async (id: string, args: string[], {program, command, debug}: CommandRun): Promise<void> => {
  try {
    checkDirectory()
    settleHome()
    const load = loaders[id]
    if (!load) throw new Error(`there is no command ${id}`)
    const {default: CommandClass} = await load()
    await new CommandClass(id, args, program).execute()
  } catch (error) {
    reportOutside(error, command, debug)
  }
}
