import {execFileSync, spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {blocksOf} from '../support/blocks.ts'
import {COMPILED} from '../support/compiled.ts'
import {filesIn} from '../support/files.ts'

const ROOT = join(import.meta.dirname, '../..')
const {version} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'kubia-npm-'))
const home = join(folder, 'home')
const prefix = join(folder, 'a prefix')
/** What the package says it runs on: this Node, and of `npm ci` in test/nodes the oldest one and one of a newer major. */
const NODES = [
  {major: 'its own major', node: process.execPath},
  ...['22', '26'].map(major => ({
    major,
    node: join(ROOT, `test/nodes/node_modules/node${major}/bin/node`),
  })),
]
/** With KUBIA_NODES=required none may be missing. */
const isThere = (node: string): boolean => existsSync(node) || process.env['KUBIA_NODES'] === 'required'

const pathWith = (node: string): string => `${join(prefix, 'bin')}:${dirname(node)}:/usr/local/bin:/usr/bin:/bin`
const env = {
  HOME: home,
  PATH: pathWith(process.execPath),
  NODE_COMPILE_CACHE: COMPILED,
  npm_config_cache: join(folder, 'cache'),
  npm_config_update_notifier: 'false',
}

const npm = (...args: string[]): string => execFileSync('npm', args, {encoding: 'utf8', env, cwd: ROOT})
const kubectlWith = (node: string, ...args: string[]) =>
  spawnSync('kubectl', args, {encoding: 'utf8', env: {...env, PATH: pathWith(node)}, cwd: home})
const kubectl = (...args: string[]) => kubectlWith(process.execPath, ...args)

let tarball: string
/** The paths of the package, without what is in its folders. */
let packed: string[]

beforeAll(() => {
  mkdirSync(home)
  // dist/ is built: without scripts nothing builds it once more.
  const [{files, filename}] = JSON.parse(npm('pack', '--json', '--ignore-scripts', '--pack-destination', folder))
  packed = [...new Set<string>(files.map(({path}: {path: string}) => path.replace(/(?<=^dist\/[^/]+\/).*/, '')))]
  tarball = join(folder, filename)
  npm('install', '--global', '--offline', '--prefix', prefix, tarball)
})
afterAll(() => rmSync(folder, {recursive: true, force: true}))

test('Only what runs is packed, with what is said of it', () => {
  expect(packed.toSorted()).toEqual(
    [
      ...['CHANGELOG.md', 'LICENSE', 'README.ko.md', 'README.md', 'package.json'],
      ...['kubectl-kubia', 'kubectl_complete-kubia', 'package.json', 'start.js'].map(name => `bin/${name}`),
      ...['_kubectl-kubia', 'kubectl-kubia.bash', 'kubectl-kubia.fish'].map(name => `completions/${name}`),
      ...['completer.cjs', 'completer-live.cjs', 'completer-names.cjs', 'completion.json'].map(name => `dist/${name}`),
      ...['THIRD-PARTY-NOTICES', 'main.cjs', 'manifest.json', 'run-command.js'].map(name => `dist/${name}`),
      ...['chunks/', 'man/', 'shell/', 'sim/'].map(name => `dist/${name}`),
    ].toSorted(),
  )
})

test('publint suggests nothing for the package', () => {
  const publint = join(ROOT, 'node_modules/publint/src/cli.js')
  const {status, stdout, stderr} = spawnSync(process.execPath, [publint, 'run', '--strict', tarball], {
    encoding: 'utf8',
    env: {...process.env, NO_COLOR: '1'},
  })
  expect({status, said: stdout.trimEnd().split('\n').at(-1)}, stderr).toEqual({status: 0, said: 'All good!'})
})

test('Installed from its package the plugin runs below kubectl, completes, and has its man pages', () => {
  expect(kubectl('kubia', 'version')).toMatchObject({status: 0, stdout: `kubectl-kubia v${version}\n`})
  const completer = spawnSync('kubectl_complete-kubia', ['vers'], {encoding: 'utf8', env})
  expect(completer.stdout).toContain('\nversion\tprint the version of kubia\n')
  expect(existsSync(join(prefix, 'share/man/man1/kubectl-kubia-up.1'))).toBe(true)
})

describe.for(NODES)('On Node.js of $major', ({node}) => {
  test.runIf(isThere(node))(
    'the installed package makes a cluster with an app whose URL answers',
    {timeout: 120_000},
    async () => {
      const app = ['--app', 'museopkim/kubia', '--app-port', '8080', '--expose']
      const up = kubectlWith(node, 'kubia', 'up', '--provider', 'sim', ...app)
      try {
        expect(up.status, up.stderr).toBe(0)
        const url = up.stdout.trimEnd().split('\n').at(-1) ?? ''
        expect(await (await fetch(url)).text()).toMatch(/^You've hit kubia/)
      } finally {
        expect(kubectlWith(node, 'kubia', 'down').status).toBe(0)
      }
    },
  )
})

test('The lines that the documents give take all of it away', () => {
  const lines = blocksOf('docs/getting-started.md')
    .map(({typed}) => typed.map(({command}) => command))
    .find(block => block.includes('npm uninstall --global kubectl-kubia'))
  const away = spawnSync('/bin/sh', ['-e', '-c', lines?.join('\n') ?? ''], {
    encoding: 'utf8',
    env: {...env, npm_config_prefix: prefix},
    cwd: home,
  })
  expect(away.status, away.stderr).toBe(0)
  const left = readdirSync(prefix, {recursive: true, withFileTypes: true}).filter(entry => !entry.isDirectory())
  expect(left.map(({name}) => name).filter(name => name !== '.package-lock.json')).toEqual([])
  // The kubeconfig, without an entry, and kubectl's own cache stay.
  expect(filesIn(home).filter(path => !path.startsWith('.kube/'))).toEqual([])
})
