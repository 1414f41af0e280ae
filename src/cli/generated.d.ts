/** Written by scripts/build.ts: what is known of all commands, as data. */
declare module 'kubia:manifest' {
  import type {Command as Oclif} from '@oclif/core'

  export const pjson: {name: string; version: string; oclif: {topics: Record<string, {description: string}>}}
  export const manifest: {version: string; commands: Record<string, Oclif.Cached>}
}

/** Written by scripts/build.ts: all commands, without importing any of them. */
declare module 'kubia:loaders' {
  import type {CommandClass} from './command.ts'

  export const loaders: Record<string, () => Promise<{default: CommandClass}>>
}
