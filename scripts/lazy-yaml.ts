import type {Plugin} from 'esbuild'
import * as yaml from 'yaml'

/** What is imported from the package `yaml`, each as something that loads it where it is called, made or asked for more. */
const lazyModule = (): string =>
  [
    "const load = () => require('yaml')",
    'const lazy = name => new Proxy(function () {}, {',
    '  get: (_, key) => load()[name][key],',
    '  apply: (_, self, args) => load()[name](...args),',
    '  construct: (_, args) => new (load()[name])(...args),',
    '})',
    ...Object.keys(yaml)
      .filter(name => /^[a-z]+$/i.test(name) && name !== 'default')
      .map(name => `export const ${name} = /* @__PURE__ */ lazy(${JSON.stringify(name)})`),
  ].join('\n')

/**
 * Has the package `yaml` run at its first use, not where a command that may print YAML is loaded: most runs neither print
 * YAML nor read any but a kubeconfig, which is mostly read without it (src/process/kubeconfig/plain.ts).
 */
export const lazyYaml: Plugin = {
  name: 'lazy-yaml',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^yaml$/}, ({kind}) =>
      kind === 'import-statement' ? {path: 'yaml', namespace: 'lazy-yaml', sideEffects: false} : undefined,
    )
    onLoad({filter: /.*/, namespace: 'lazy-yaml'}, () => ({contents: lazyModule(), resolveDir: import.meta.dirname}))
  },
}
