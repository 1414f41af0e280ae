import {execFileSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {basename, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'
import {createMachine} from '../support/machine.ts'

const root = join(import.meta.dirname, '../..')

/** Writes down which of Node's modules and which files a run loaded. */
const LIST = `const files = []
require('module').registerHooks({load: (url, context, next) => (files.push(url), next(url, context))})
process.on('exit', () =>
  require('fs').writeFileSync(__dirname + '/loaded', JSON.stringify({builtins: process.moduleLoadList, files})))
`

/** What a run loaded. */
interface Loaded {
  /** Node's modules. */
  builtins: string[]
  /** The packages that package.json names, sorted. */
  packages: string[]
  /** Our own sources, sorted. */
  sources: string[]
}

/** Runs kubia on a machine that has nothing. */
const loadedBy = async (args: string[]): Promise<Loaded> => {
  const machine = createMachine()
  const list = join(machine.root, 'list.cjs')
  writeFileSync(list, LIST)
  await machine.kubia(args, {env: {NODE_OPTIONS: `--require=${list}`}})
  const {builtins, files} = JSON.parse(machine.read('loaded')) as {builtins: string[]; files: string[]}
  // The bundler writes the name of each source above what it made of it.
  const chunks = files.filter(url => url.startsWith('file:')).map(url => readFileSync(fileURLToPath(url), 'utf8'))
  const {devDependencies} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const packages = Object.keys(devDependencies).filter(name =>
    chunks.some(text => text.includes(`\n// node_modules/${name}/`)),
  )
  // The version alone is the entry's own.
  expect(files.map(url => basename(url))).toContain(args[0] === '--version' ? 'kubectl-kubia' : 'main.cjs')
  const sources = new Set(
    chunks.flatMap(text => [...text.matchAll(/^\/\/ (src\/.*)$/gm)].map(([, source = '']) => source)),
  )
  return {builtins, packages, sources: [...sources].sort()}
}

test.each([
  [['status'], 'NativeModule _http_client'],
  [['hit', 'web'], 'NativeModule https'],
  [['up', '--progress', 'quiet'], 'NativeModule child_process'],
])('%j loads what it uses, and nothing that an import of Node’s modules would load', async (args, used) => {
  const {builtins} = await loadedBy(args)
  expect(builtins).toContain(used)
  // The web sockets of node:http, the web cryptography of node:crypto, and what compares texts of node:util.
  expect(builtins.filter(name => /undici|webcrypto|myers_diff/.test(name))).toEqual([])
})

test.each([
  [[], []],
  [['--version'], []],
  [['--help'], []],
  [['up', '--help'], []],
  [['help', 'config'], []],
  [['upp'], []],
  [['up', '--worker=2'], []],
  [['version', 'now'], []],
  [['version'], []],
  [['completion', 'csh'], []],
  [['config', 'list'], ['cli-table3']],
  [['status'], ['execa', 'yaml']],
  [
    ['up', '--progress', 'quiet'],
    ['execa', 'yaml'],
  ],
])('%j loads of the packages %j', async (args, packages) => {
  expect((await loadedBy(args)).packages).toEqual(packages)
})

/** What is known of each provider before anything of it is asked. */
const DEFINITIONS = [
  'index',
  'kind/index',
  'kind/published-kind',
  'sim/carries',
  'sim/folder',
  'sim/index',
  'summaries',
]

/** What `deploy` knows of images before it builds or loads one. */
const NAMES = ['common/images/archive-word', 'common/images/built-name']

test.each([
  [['status'], []],
  // These load together (scripts/build.ts).
  [['scale', 'deployment', 'web', '3'], NAMES],
  [['deploy', 'web', '--image=nginx'], NAMES],
  [['expose', 'deployment', 'web'], NAMES],
  [['logs', 'web'], []],
])('%j loads of the providers their definitions and %j, and nothing of what they do', async (args, words) => {
  const {sources} = await loadedBy(args)
  const below = 'src/cluster/providers/'
  expect(sources.filter(source => source.startsWith(below))).toEqual(
    [...words, ...DEFINITIONS].map(name => `${below}${name}.ts`),
  )
})

test.each([
  [['up', '--wor'], []],
  [['status', ''], []],
  [['down', ''], ['completer-live.cjs']],
  [
    ['status', 'pod', ''],
    ['completer-live.cjs', 'completer-names.cjs'],
  ],
])('Completion of %j loads beside the completer %j', (words, parts) => {
  const machine = createMachine()
  const list = join(machine.root, 'list.cjs')
  writeFileSync(list, LIST)
  const env = {HOME: machine.root, PATH: '/nowhere', NODE_OPTIONS: `--require=${list}`}
  execFileSync(process.execPath, [join(root, 'bin/kubectl_complete-kubia'), ...words], {env})
  const {files} = JSON.parse(machine.read('loaded')) as {files: string[]}
  const own = files.filter(url => url.startsWith('file:')).map(url => basename(url))
  expect(own).toEqual(['kubectl_complete-kubia', 'completer.cjs', ...parts])
})
