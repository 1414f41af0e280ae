import {readFileSync, writeSync} from 'node:fs'
import {join} from 'node:path'
import type {CompletionTable} from '../completion-table.ts'
import {complete, formatCompletion, NOTHING} from './complete.ts'
import {readLine} from './line.ts'

/** Prints what may stand at the end of the words. @param argv the words behind `kubectl kubia`, the last one as far as it is typed */
const completionOf = async (argv: readonly string[]): Promise<string> => {
  // Made by the build beside this file; the commands themselves are never loaded.
  const table = JSON.parse(readFileSync(join(__dirname, 'completion.json'), 'utf8')) as CompletionTable
  const line = readLine(argv, table)
  return formatCompletion(
    await complete(line, table, async () => (await import('./live.ts')).createLiveValues(line, table.clusters)),
  )
}

/** Runs the completer. On any trouble it offers nothing: a non-zero exit would make kubectl offer file names. */
export const run = async (argv: readonly string[]): Promise<void> => {
  const text = await completionOf(argv).catch(() => formatCompletion(NOTHING))
  writeSync(1, text)
}
