import {manifest, pjson} from 'kubia:manifest'
import {fstatSync, writeSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {KubiaError} from '../errors/kubia-error.ts'
import {locateCommand, readArgv} from './argv.ts'
import type {CommandShapes} from './flag-reader.ts'
import {help, startHelp} from './help/help.ts'
import type {HelpCommands} from './help/manifest.ts'
import {ignoreUnwritable, reportOutside} from './report-outside.ts'

export const BIN = 'kubectl kubia'

const STDOUT = 1
/** The narrowest and the widest that help is written for, in columns. */
const WIDTH = {min: 40, max: 120, unknown: 80}

/** How wide help may be on standard output, which is a character device where it is a terminal. */
const helpWidth = (): number => {
  const columns = fstatSync(STDOUT).isCharacterDevice() ? (process.stdout.columns ?? 0) : 0
  return columns === 0 ? WIDTH.unknown : Math.min(WIDTH.max, Math.max(WIDTH.min, columns))
}

/** Says that standard output cannot be written, where its reader has not just gone (`| head`), which is no failure. */
const reportUnwritable = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') return
  reportOutside(new KubiaError('OUTPUT_UNWRITABLE', `standard output cannot be written: ${error.message}`), BIN, false)
}

/** Standard output, whose failures are reported. Making it takes Node some ms, which not every run needs. */
const standardOutput = (): NodeJS.WriteStream =>
  process.stdout.removeAllListeners('error').on('error', reportUnwritable)

/** Prints at once, without the streams that Node would make first; what has no room yet goes through them. */
const print = (text: string): void => {
  let bytes = Buffer.from(text)
  try {
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(STDOUT, bytes))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') standardOutput().write(bytes)
    else reportUnwritable(error as NodeJS.ErrnoException)
  }
}

/** The part of the program that runs commands, which version, help and usage errors do without. */
const loadRunner = (root: string): Promise<typeof import('./run-command.ts')> =>
  import(pathToFileURL(join(root, 'dist/run-command.js')).href)

/**
 * The program: reads the command line, runs the command, and leaves the exit code in `process.exitCode`.
 * @param argv the words behind the program's name; @param root the folder of the package
 */
export const main = async (argv: readonly string[], root: string): Promise<void> => {
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
      return print(argv.length === 0 ? startHelp(context) : help(id, context))
    }
    if (id === undefined) return print(`${pjson.name} v${pjson.version}\n`)
    standardOutput()
    ignoreUnwritable(process.stderr)
    const {runCommand} = await loadRunner(root)
    const program = {bin: BIN, name: pjson.name, version: pjson.version, root}
    await runCommand(id, args, {program, command, debug: argv.includes('--debug')})
  } catch (error) {
    reportOutside(error, command, argv.includes('--debug'))
  }
}
