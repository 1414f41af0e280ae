import {vi} from 'vitest'
import {locateCommand, readArgv} from '../../src/cli/argv.ts'
import type {Program} from '../../src/cli/command.ts'
import type {CommandShape, FlagShape} from '../../src/cli/flag-reader.ts'
import {commonFlags} from '../../src/cli/flags.ts'
import type {KubiaCommand} from '../../src/cli/kubia-command.ts'
import {reportOutside} from '../../src/cli/report-outside.ts'
import {setEnv, temporaryFolder} from './temporary.ts'

interface CommandClass {
  new (id: string, argv: string[], program: Program): KubiaCommand
  flags: object
}

const BIN = 'kubectl kubia'

/** A command as the manifest has it, from its class. */
export const shapeOf = (command: {flags: object}): CommandShape => ({
  flags: Object.fromEntries(
    Object.entries({...command.flags, ...commonFlags}).map(([name, flag]) => [name, {...(flag as FlagShape), name}]),
  ),
})

/**
 * Runs a command in this process, as the program does, in an empty home with nothing on PATH. For what ends before it
 * waits for anything: signals and the streams of the process are not the command's own.
 * @param argv the words behind the program's name. @param commands by their ids, such as `config:print`
 * @param home an empty folder
 */
export const runHere = async (
  argv: readonly string[],
  commands: Readonly<Record<string, CommandClass>>,
  home: string = temporaryFolder(),
): Promise<{code: number; stdout: string; stderr: string}> => {
  setEnv({HOME: home, PATH: home, KUBECONFIG: undefined, KUBIA_PROVIDER: undefined, KIND_CLUSTER_NAME: undefined})
  setEnv(Object.fromEntries(['CONFIG', 'STATE', 'DATA', 'CACHE'].map(name => [`XDG_${name}_HOME`, undefined])))
  const written = {stdout: '', stderr: ''}
  const spies = (['stdout', 'stderr'] as const).map(name =>
    vi.spyOn(process[name], 'write').mockImplementation(text => {
      written[name] += String(text)
      return true
    }),
  )
  const before = process.exitCode
  process.exitCode = 0
  const shapes = Object.fromEntries(Object.entries(commands).map(([id, command]) => [id, shapeOf(command)]))
  const located = locateCommand(argv, shapes)
  try {
    const {id, args} = readArgv(located, shapes, BIN)
    const Class = commands[id ?? '']
    if (Class === undefined) throw new Error(`the test has no command ${id}`)
    await new Class(id ?? '', args, {bin: BIN, name: 'kubectl-kubia', version: '0', root: home}).execute()
  } catch (error) {
    reportOutside(error, `${BIN} ${located.id?.replaceAll(':', ' ')}`, false)
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  const code = Number(process.exitCode)
  process.exitCode = before
  return {code, ...written}
}
