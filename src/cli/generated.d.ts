/** Written by scripts/build.ts: all commands, without importing any of them. */
declare module 'kubia:commands' {
  import type {Command as Oclif} from '@oclif/core'
  import type {CommandClass} from './command.ts'

  export const pjson: {name: string; version: string; oclif: {topics: Record<string, {description: string}>}}
  export const manifest: {version: string; commands: Record<string, Oclif.Cached>}
  export const loaders: Record<string, () => Promise<{default: CommandClass}>>
}
