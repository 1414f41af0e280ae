import type {Plugin} from 'esbuild'

/** Node's modules whose import is dear, with the getters of theirs that sources ask for by name. */
const DEAR: Readonly<Record<string, readonly string[]>> = {
  'node:fs': [],
  'node:http': [],
  'node:https': [],
  'node:util': ['aborted'],
}
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

/** A module that exports what a module of Node has, but for what its getters load. */
const moduleOf = (name: string): string => {
  const names = Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(name)))
    .filter(([key, {get}]) => IDENTIFIER.test(key) && (get === undefined || DEAR[name]?.includes(key)))
    .map(([key]) => key)
  return [
    `const builtin = process.getBuiltinModule(${JSON.stringify(name)})`,
    'export {builtin as default}',
    ...names.map((key, index) => `const _${index} = builtin.${key}; export {_${index} as ${key}}`),
  ].join('\n')
}

/**
 * Takes some of Node's modules by `process.getBuiltinModule` in place of an import: an import reads every export, and so
 * loads what is behind their getters, such as the web sockets of `node:http`. In ms of CPU (Node 24): http 59 and 6,
 * https 31 and 17, util 8 and 0, fs 5 and 0. A source that names a getter which DEAR has not fails the build.
 */
export const builtins: Plugin = {
  name: 'builtins',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^(?:node:)?(?:fs|https?|util)$/}, ({path, kind}) =>
      kind === 'import-statement'
        ? {path: path.replace(/^(?:node:)?/, 'node:'), namespace: 'builtin', sideEffects: false}
        : undefined,
    )
    onLoad({filter: /.*/, namespace: 'builtin'}, ({path}) => ({contents: moduleOf(path)}))
  },
}
