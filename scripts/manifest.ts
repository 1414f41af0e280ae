import {readdir} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {dirname, join, sep} from 'node:path'
import type {Command as Oclif} from '@oclif/core'
import type {CommandClass} from '../src/cli/command.ts'

const folder = join(import.meta.dirname, '../commands')

/** Every file below commands/ is a command; its path is its id: commands/config/print.ts is `config:print`. */
export const commandFiles = async (): Promise<Map<string, string>> => {
  const files = await readdir(folder, {recursive: true})
  const sources = files.filter(file => file.endsWith('.ts')).sort()
  return new Map(sources.map(file => [file.replace(/\.ts$/, '').split(sep).join(':'), join(folder, file)]))
}

/** All commands by id as plain data, made by oclif itself from their classes. */
export const readCommands = async (): Promise<Record<string, Oclif.Cached>> => {
  const require = createRequire(import.meta.url)
  // oclif does not export it, and its own command line for it wants a package on disk in the shape of a release.
  const oclif = dirname(require.resolve('@oclif/core/package.json'))
  const {cacheCommand} = require(join(oclif, 'lib/util/cache-command.js')) as {
    cacheCommand: (command: CommandClass & {id: string}) => Promise<Oclif.Cached>
  }
  const commands: Record<string, Oclif.Cached> = {}
  for (const [id, file] of await commandFiles()) {
    const {default: command} = (await import(file)) as {default: CommandClass}
    const {aliases, hiddenAliases, flags, ...cached} = await cacheCommand(Object.assign(command, {id}))
    // A command's own flags before those of all: help lists them in this order.
    const isShared = (name: string): boolean => name in (command.baseFlags ?? {})
    const ordered = Object.entries(flags).sort(([a], [b]) => Number(isShared(a)) - Number(isShared(b)))
    commands[id] = {...cached, aliases, hiddenAliases, flags: Object.fromEntries(ordered)}
  }
  return commands
}
