import {pjson} from 'kubia:commands'
import {run} from '@oclif/core'
import {fromParser} from './parser-errors.ts'
import {StaticPlugin} from './static-plugin.ts'

/**
 * Runs a command by oclif. It has a file of its own, which is loaded when a command runs: help, the version and what is
 * wrong with a command line need no framework.
 * @param argv the command's id, and its arguments as oclif expects them; @param root the folder of the package
 */
export const runCommand = async (argv: string[], root: string): Promise<void> => {
  const plugin = new StaticPlugin({root, name: pjson.name})
  await plugin.load()
  try {
    await run(argv, {root, pjson, plugins: new Map([[pjson.name, plugin]])})
  } catch (error) {
    throw fromParser(error)
  }
}
