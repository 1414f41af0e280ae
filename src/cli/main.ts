import {manifest, pjson} from 'kubia:commands'
import {run as runOclif} from '@oclif/core'
import {createFace} from '../tasks/faces/index.ts'
import {locateCommand, readArgv} from './argv.ts'
import type {CommandShapes} from './flag-reader.ts'
import {reportFailure} from './report.ts'
import {StaticPlugin} from './static-plugin.ts'

export const BIN = 'kubectl kubia'

/** A reader that went away (`| head`) is no failure: what is under way goes on, silently. */
const endureBrokenPipes = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

/**
 * The program: reads the command line, runs the command, and leaves the exit code in `process.exitCode`.
 * @param argv the words behind the program's name; @param root the folder of the package
 */
export const main = async (argv: readonly string[], root: string): Promise<void> => {
  endureBrokenPipes()
  let command = BIN
  try {
    const commands = manifest.commands as CommandShapes
    const located = locateCommand(argv, commands)
    if (located.id !== undefined && commands[located.id]) command = `${BIN} ${located.id.replaceAll(':', ' ')}`
    const {id, args, help} = readArgv(located, commands, BIN)
    if (id === undefined && !help) return void process.stdout.write(`${pjson.name} v${pjson.version}\n`)
    const words = [...(id === undefined ? [] : [id]), ...(help ? ['--help'] : args)]
    const plugin = new StaticPlugin({root, name: pjson.name})
    await plugin.load()
    await runOclif(words, {root, pjson, plugins: new Map([[pjson.name, plugin]])})
  } catch (error) {
    reportFailure(error, {face: createFace('quiet'), command, debug: argv.includes('--debug')})
  }
}
