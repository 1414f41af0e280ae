import {loaders, manifest, pjson} from 'kubia:commands'
import {KubiaError} from '../errors/kubia-error.ts'
import {findHome} from '../process/home.ts'
import {quoteWord} from '../text/quote-word.ts'
import {locateCommand, readArgv} from './argv.ts'
import type {CommandShapes} from './flag-reader.ts'
import {help} from './help/help.ts'
import type {HelpCommands} from './help/manifest.ts'
import {startHelp} from './help/root-help.ts'

export const BIN = 'kubectl kubia'

/** Prints a failure outside a command. What draws it is loaded here, since most runs have none. */
const report = async (failure: unknown, command: string, debug: boolean): Promise<void> => {
  const [{reportFailure}, {createReporter}] = await Promise.all([
    import('./report.ts'),
    import('../workflow/reporters/index.ts'),
  ])
  reportFailure(failure, {reporter: createReporter('quiet'), command, debug})
}

/** The narrowest and the widest that help is written for, in columns. */
const WIDTH = {min: 40, max: 120, unknown: 80}

/** How wide help may be on standard output. */
const helpWidth = ({columns = 0}: {columns?: number | undefined} = process.stdout): number =>
  columns === 0 ? WIDTH.unknown : Math.min(WIDTH.max, Math.max(WIDTH.min, columns))

/**
 * A closed pipe (`| head`) is no failure: the command continues without output. Any other failure to write standard
 * output is one; a failure to write standard error is ignored, since there is nowhere to report it.
 */
const watchOutput = (): void => {
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error')
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    void report(new KubiaError('OUTPUT_UNWRITABLE', `standard output cannot be written: ${error.message}`), BIN, false)
  })
}

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

/** Loads a command and runs it. @param args its arguments in oclif's spelling; @param root the folder of the package */
const runCommand = async (id: string, args: string[], root: string): Promise<void> => {
  const load = loaders[id]
  if (!load) throw new Error(`there is no command ${id}`)
  const {default: CommandClass} = await load()
  await new CommandClass(id, args, {bin: BIN, name: pjson.name, version: pjson.version, root}).execute()
}

/**
 * The program: reads the command line, runs the command, and leaves the exit code in `process.exitCode`.
 * @param argv the words behind the program's name; @param root the folder of the package
 */
export const main = async (argv: readonly string[], root: string): Promise<void> => {
  watchOutput()
  let command = BIN
  try {
    const commands = manifest.commands as CommandShapes
    const located = locateCommand(argv, commands)
    if (located.id !== undefined && commands[located.id]) command = `${BIN} ${located.id.replaceAll(':', ' ')}`
    const {id, args, help: wantsHelp} = readArgv(located, commands, BIN)
    if (wantsHelp) {
      const context = {
        commands: manifest.commands as HelpCommands,
        groups: pjson.oclif.topics,
        bin: BIN,
        width: helpWidth(),
      }
      return void process.stdout.write(argv.length === 0 ? startHelp(context) : help(id, context))
    }
    if (id === undefined) return void process.stdout.write(`${pjson.name} v${pjson.version}\n`)
    checkDirectory()
    settleHome()
    await runCommand(id, args, root)
  } catch (error) {
    await report(error, command, argv.includes('--debug'))
  }
}
