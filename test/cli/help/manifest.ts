import {globSync} from 'node:fs'
import {join} from 'node:path'
import type {HelpArgument, HelpCommand, HelpCommands, HelpContext, HelpFlag} from '../../../src/cli/help/manifest.ts'

const root = join(import.meta.dirname, '../../../commands')

interface CommandClass extends Omit<HelpCommand, 'id' | 'args' | 'flags'> {
  baseFlags?: Readonly<Record<string, HelpFlag>>
  flags?: Readonly<Record<string, HelpFlag>>
  args?: Readonly<Record<string, HelpArgument>>
}

const named = <T extends object>(entries: Readonly<Record<string, T>> = {}) =>
  Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, {...entry, name}]))

const asCommand = (id: string, command: CommandClass): HelpCommand => ({
  ...{summary: command.summary, description: command.description, usage: command.usage, examples: command.examples},
  id,
  args: named(command.args),
  // oclif's manifest has no default of a flag that is true or false.
  flags: Object.fromEntries(
    Object.entries(named({...command.flags, ...command.baseFlags})).map(([name, flag]) => [
      name,
      flag.type === 'boolean' ? {...flag, default: undefined} : flag,
    ]),
  ),
})

/** All commands as the manifest has them, from their classes. */
export const readCommands = async (): Promise<HelpCommands> => {
  const files = globSync('**/*.ts', {cwd: root}).sort()
  const commands = files.map(async (file): Promise<[string, HelpCommand]> => {
    const id = file.replace(/\.ts$/, '').replaceAll('/', ':')
    const {default: command} = (await import(join(root, file))) as {default: CommandClass}
    return [id, asCommand(id, command)]
  })
  return Object.fromEntries(await Promise.all(commands))
}

/** What help is printed for, at a width. */
export const helpContext = (commands: HelpCommands, width: number): HelpContext => ({
  commands,
  groups: {
    alias: {description: 'let `k` stand for kubectl'},
    completion: {description: 'completion for zsh, bash and fish'},
    config: {description: 'print and check the kind config that up would use'},
  },
  bin: 'kubectl kubia',
  width,
})
