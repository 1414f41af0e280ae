import {posix} from 'node:path'
import type {Plugin} from 'esbuild'

/** Modules of oclif that the bundle leaves out, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  help: 'help is our own (src/cli/help); a flag of oclif that shows help is all that asks for it',
  'errors/handle': 'failures are reported by src/cli/report.ts',
  'parser/help': 'the usage of flags is printed by our own help',
}

/** Where a file of oclif lies, below its `lib`. */
const OCLIF = /\/node_modules\/@oclif\/core\/lib\/(.+)$/

/** A module that throws where something of it is used. Its exports are getters in whoever imports it, so loading uses none. */
const absent = (name: string): string =>
  `module.exports = new Proxy({}, {get: () => {throw new Error('scripts/left-out.ts leaves oclif\\'s ${name} out')}})`

/**
 * Leaves out what oclif imports and kubia never uses, and with it what that imports: ejs, cli-spinners, ansi-escapes, a
 * part of typescript and the loader of modules: 165 KB of oclif for 335. CPU of `version` in pairs, least and median of 11:
 * 94 and 120 ms, for 109 and 137 without it. Leaving `debug` and `wrap-ansi` out as well makes no difference.
 */
export const leftOut: Plugin = {
  name: 'left-out',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^\.{1,2}\//}, ({path, importer}) => {
      const [, file] = OCLIF.exec(importer.replaceAll('\\', '/')) ?? []
      if (file === undefined) return undefined
      const name = posix.join(posix.dirname(file), path).replace(/\/index$/, '')
      return Object.hasOwn(LEFT_OUT, name) ? {path: name, namespace: 'left-out'} : undefined
    })
    onLoad({filter: /.*/, namespace: 'left-out'}, ({path}) => ({contents: absent(path)}))
  },
}
