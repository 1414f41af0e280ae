import {join} from 'node:path'
import {build} from 'esbuild'
import {describe, expect, test} from 'vitest'
import {findStrayImports, type Imports, readImports, specifiersOf} from '../../scripts/check-layers.ts'

const root = join(import.meta.dirname, '..', '..')
const imports = readImports(root)

/** The sources as if one file had one more import. */
const withImport = (file: string, target: string): Imports => {
  const known = imports.get(file)
  if (!known) throw new Error(`there is no ${file}`)
  return new Map([...imports, [file, [...known, target]]])
}

describe('the check of the layers', () => {
  test('finds nothing in the sources as they are', () => expect(findStrayImports(imports)).toEqual([]))

  test.each([
    ['src/process/paths.ts', 'src/cluster/registry.ts'],
    ['src/errors/catalogue.ts', 'src/process/paths.ts'],
    ['src/kubernetes/age.ts', 'src/text/counted.ts'],
    ['src/printers/up.ts', 'src/cluster/provider.ts'],
    ['src/cluster/state.ts', 'src/workflows/up/up.ts'],
    ['src/api-server/nodes.ts', 'src/cluster/registry.ts'],
    ['src/cluster/registry.ts', 'src/sim/clock.ts'],
    ['src/sim/clock.ts', 'src/errors/kubia-error.ts'],
    ['src/sim/store/store.ts', 'src/sim/server/body.ts'],
    ['src/sim/controllers/loop.ts', 'src/sim/kubelet/kubelet.ts'],
    ['src/sim/controllers/loop.ts', 'src/sim/kinds/pod/index.ts'],
    ['src/sim/server/server.ts', 'src/sim/kinds/index.ts'],
    ['src/sim/kinds/pod/resource.ts', 'src/sim/kinds/pod/index.ts'],
  ])('sees that %s must not import %s', (file, target) => {
    expect(findStrayImports(withImport(file, target))).toEqual([`${file} imports ${target}`])
  })

  test.each([
    ['src/workflows/up/up.ts', '@oclif/core', 'src/cli'],
    ['commands/up.ts', '@oclif/core/flags', 'src/cli'],
    ['src/cli/main.ts', 'listr2', 'src/workflow'],
    ['commands/up.ts', 'execa', 'src/process'],
    ['src/workflows/scale.ts', 'cli-table3', 'src/printers'],
    ['src/process/exec.ts', 'rfc6902/diff', 'src/sim'],
  ])('sees that %s is not the home of %s', (file, library, home) => {
    expect(findStrayImports(withImport(file, library))).toEqual([`${file} imports ${library}, whose home is ${home}`])
  })
})

describe('the reader of imports', () => {
  test.each([
    ["import {join} from 'node:path'", ['node:path']],
    ["import type {Pod} from './types.ts'", ['./types.ts']],
    ["import {type Pod, isReady} from './types.ts'", ['./types.ts']],
    ["import * as all from './all.ts'", ['./all.ts']],
    ["import data from './data.json' with {type: 'json'}", ['./data.json']],
    ["import './side-effect.ts'", ['./side-effect.ts']],
    ["import {\n  first,\n  type Second,\n} from './two.ts'\nimport {x} from './x.ts'", ['./two.ts', './x.ts']],
    ["export * from './all.ts'", ['./all.ts']],
    ["export type {Pod} from './types.ts'", ['./types.ts']],
    ["export const load = () => import('./later.ts')", ['./later.ts']],
    ["await import('./data.json', {with: {type: 'json'}})", ['./data.json']],
    ["type Later = import('./later.ts').Later", ['./later.ts']],
    ["export interface Empty {}\n\nexport * from './all.ts'", ['./all.ts']],
    ["export const from = 'a'\nconst text = `import ${from} '`", []],
    ["// import {x} from './x.ts'\n * import {x} from './x.ts'", []],
  ])('%j imports %j', (text, specifiers) => expect(specifiersOf(text)).toEqual(specifiers))

  test('sees every import that esbuild sees', async () => {
    const {metafile} = await build({
      absWorkingDir: root,
      entryPoints: ['src/**/*.ts', 'commands/**/*.ts'],
      outdir: 'out',
      bundle: true,
      // Each source is written once, not with each file that imports it.
      splitting: true,
      write: false,
      format: 'esm',
      platform: 'node',
      // Libraries stay outside; the import itself is what is looked at.
      packages: 'external',
      metafile: true,
      logLevel: 'error',
    })
    const unseen = Object.entries(metafile.inputs).flatMap(([file, input]) =>
      input.imports.filter(({path}) => !imports.get(file)?.includes(path)).map(({path}) => `${file} imports ${path}`),
    )
    expect(Object.keys(metafile.inputs).length).toBeGreaterThan(400)
    expect(unseen).toEqual([])
  })
})
