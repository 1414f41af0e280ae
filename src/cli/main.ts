import {manifest, pjson} from 'kubia:commands'
import {run as runOclif} from '@oclif/core'
import {KubiaError} from '../errors/kubia-error.ts'
import {findHome, isUserKnown} from '../process/home.ts'
import {createReporter} from '../workflow/reporters/index.ts'
import {locateCommand, readArgv} from './argv.ts'
import type {CommandShapes} from './flag-reader.ts'
import {reportFailure} from './report.ts'
import {StaticPlugin} from './static-plugin.ts'

export const BIN = 'kubectl kubia'

/**
 * A reader that went away (`| head`) is no failure: what is under way goes on, silently. An answer that can't be
 * written otherwise is one; what can't be said on standard error can't be said at all.
 */
const watchOutput = (): void => {
  process.stderr.on('error', () => {})
  // oclif's own listener throws, which ends in a stack trace.
  process.stdout.removeAllListeners('error')
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    const failure = new KubiaError('OUTPUT_UNWRITABLE', `standard output can't be written: ${error.message}`)
    reportFailure(failure, {reporter: createReporter('quiet'), command: BIN, debug: false})
  })
}

/**
 * Puts the user's home folder into HOME, where kubectl and kind look for it and for nothing else: without it they make
 * `.kube` in the working directory.
 * @param needed false: help is given all the same, and oclif, which asks for a home folder, gets one
 * @throws KubiaError HOME_UNUSABLE
 */
const settleHome = (needed: boolean): void => {
  const home = findHome()
  if ('problem' in home && needed)
    throw new KubiaError('HOME_UNUSABLE', home.problem, {fix: ['export HOME=/your/home/folder']})
  process.env['HOME'] = 'problem' in home ? '/' : home.folder
  // oclif asks the system for the user's shell where SHELL is not set, and that throws for a user it does not know.
  if (!isUserKnown()) process.env['SHELL'] ??= ''
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
    const {id, args, help} = readArgv(located, commands, BIN)
    if (id === undefined && !help) return void process.stdout.write(`${pjson.name} v${pjson.version}\n`)
    settleHome(!help)
    const words = [...(id === undefined ? [] : [id]), ...(help ? ['--help'] : args)]
    const plugin = new StaticPlugin({root, name: pjson.name})
    await plugin.load()
    await runOclif(words, {root, pjson, plugins: new Map([[pjson.name, plugin]])})
  } catch (error) {
    reportFailure(error, {reporter: createReporter('quiet'), command, debug: argv.includes('--debug')})
  }
}
