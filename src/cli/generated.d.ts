/** Written by scripts/build.ts: all commands, without importing any of them. */
declare module 'kubia:commands' {
  import type {Command, Interfaces} from '@oclif/core'

  export const pjson: Interfaces.PJSON & {oclif: {topics: Record<string, {description: string}>}}
  export const manifest: {version: string; commands: Record<string, Command.Cached>}
  export const loaders: Record<string, () => Promise<{default: Command.Class}>>
}
