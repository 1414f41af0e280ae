import {join} from 'node:path'
import {type BuildOptions, build} from 'esbuild'
import {expect, test} from 'vitest'
import {LEFT_OUT, leftOut} from '../../scripts/left-out.ts'

const OCLIF = /^node_modules\/@oclif\/core\/lib\/(.+)\.js$/

/** What the bundle has of oclif. @returns each source with what it imports */
const bundled = async (plugins: NonNullable<BuildOptions['plugins']>): Promise<Map<string, string[]>> => {
  const {metafile} = await build({
    absWorkingDir: join(import.meta.dirname, '../..'),
    entryPoints: ['src/cli/oclif.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins,
    metafile: true,
  })
  return new Map(Object.entries(metafile.inputs).map(([file, {imports}]) => [file, imports.map(({path}) => path)]))
}

test('The bundle has of oclif what reads arguments and words errors, and the packages that those need', async () => {
  const packages = [...(await bundled([leftOut])).keys()].map(
    file => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file,
  )
  expect([...new Set(packages)].sort()).toEqual([
    '@oclif/core',
    'ansis',
    'clean-stack',
    'color-convert',
    'color-name',
    'debug',
    'emoji-regex',
    'escape-string-regexp',
    'has-flag',
    'indent-string',
    'is-fullwidth-code-point',
    'left-out:errors/handle',
    'left-out:help',
    'left-out:parser/help',
    'ms',
    'src/cli/oclif.ts',
    'string-width',
    'supports-color',
    'wordwrap',
    'wrap-ansi',
  ])
})

test('What is left out is imported where it was when its use was looked at, and nowhere else', async () => {
  const files = [...(await bundled([leftOut]))]
  const importers = Object.keys(LEFT_OUT).map(name => [
    name,
    files.filter(([, imports]) => imports.includes(`left-out:${name}`)).map(([file]) => OCLIF.exec(file)?.[1]),
  ])
  expect(Object.fromEntries(importers)).toEqual({
    help: ['flags'],
    'errors/handle': ['errors/index'],
    'parser/help': ['parser/index'],
  })
})

test('What is left out says so where it is used', async () => {
  const {outputFiles} = await build({
    stdin: {contents: "import {flagUsages} from '@oclif/core/parser'; flagUsages([])", resolveDir: import.meta.dirname},
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    plugins: [leftOut],
  })
  const run = new Function('require', outputFiles[0]?.text ?? '')
  expect(() => run(process.getBuiltinModule('module').createRequire(import.meta.url))).toThrow(
    "scripts/left-out.ts leaves oclif's parser/help out",
  )
})
