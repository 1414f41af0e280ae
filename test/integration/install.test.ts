import {spawn, spawnSync} from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {missing} from '../pty/home.ts'
import {COMPILED} from '../support/compiled.ts'

const ROOT = join(import.meta.dirname, '../..')
const OWN_NODE = join(ROOT, 'node_modules/.bin/node')
const FILES = [
  'bin/kubectl-kubia',
  'bin/kubectl_complete-kubia',
  'share/zsh/site-functions/_kubectl-kubia',
  'share/bash-completion/completions/kubectl-kubia',
  'share/fish/vendor_completions.d/kubectl-kubia.fish',
  'share/man/man1/kubectl-kubia.1',
  'share/man/man1/kubectl-kubia-config-print.1',
]
let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kubia-install-'))
  mkdirSync(join(home, 'tools'))
  symlinkSync(process.execPath, join(home, 'tools/node'))
})
afterEach(() => rmSync(home, {recursive: true}))

const env = () => ({
  HOME: home,
  PATH: `${join(home, 'tools')}:/usr/local/bin:/usr/bin:/bin`,
  NODE_COMPILE_CACHE: COMPILED,
})
const script = (name: string, ...args: string[]) =>
  spawnSync(join(ROOT, 'scripts', name), args, {encoding: 'utf8', env: env(), cwd: home})
const there = (prefix: string): string[] => FILES.filter(file => existsSync(join(prefix, file)))

describe('scripts/install', () => {
  test('puts plugin, completer, alias and completions into ~/.local, and uninstall takes all of it away', () => {
    writeFileSync(join(home, '.bashrc'), 'mine')
    const {status, stderr} = script('install')
    expect(status, stderr).toBe(0)
    expect(there(join(home, '.local'))).toEqual(FILES)
    expect(stderr).toMatch(/^Installed .+\nOpen a new shell to use it, or in this one:\n {2}exec \w+\n$/)
    expect(readFileSync(join(home, '.bashrc'), 'utf8')).toContain('# >>> kubectl-kubia >>>')
    const plugin = join(home, '.local/bin/kubectl-kubia')
    expect(spawnSync(plugin, ['--version'], {encoding: 'utf8', env: env()}).stdout).toMatch(/^kubectl-kubia v/)

    expect(script('install')).toMatchObject({status: 0, stdout: expect.stringContaining('bash: unchanged')})
    expect(script('uninstall')).toMatchObject({status: 0})
    expect(there(join(home, '.local'))).toEqual([])
    expect(readFileSync(join(home, '.bashrc'), 'utf8')).toBe('mine')
    expect(script('uninstall')).toMatchObject({status: 0, stdout: ''})
  })

  test('takes another prefix, and with --no-shell leaves the start-up files alone', () => {
    const prefix = join(home, "my 'own' prefix")
    expect(script('install', '--prefix', prefix, '--no-shell')).toMatchObject({status: 0})
    expect(there(prefix)).toEqual(FILES)
    expect(existsSync(join(home, '.bashrc'))).toBe(false)
    const completer = join(prefix, 'bin/kubectl_complete-kubia')
    expect(spawnSync(completer, ['up', '--progress='], {encoding: 'utf8', env: env()}).stdout).toContain('plain\n')
    expect(script('uninstall', `--prefix=${prefix}`, '--no-shell')).toMatchObject({status: 0})
    expect(there(prefix)).toEqual([])
  })

  test('the launcher hands on exit codes and signals: it is the program itself', async () => {
    script('install', '--no-shell')
    const plugin = join(home, '.local/bin/kubectl-kubia')
    expect(spawnSync(plugin, ['nope'], {env: env()}).status).toBe(2)
    const child = spawn(plugin, ['config', 'validate', '-'], {env: env(), stdio: ['pipe', 'ignore', 'ignore']})
    const ended = new Promise(resolve => child.once('close', (code, signal) => resolve({code, signal})))
    await new Promise(resolve => child.once('spawn', resolve))
    child.kill('SIGKILL')
    expect(await ended).toEqual({code: null, signal: 'SIGKILL'})
  })

  test.skipIf(!existsSync(OWN_NODE))(
    'a Node.js on PATH that is too old is passed over for the repository’s own',
    () => {
      rmSync(join(home, 'tools/node'))
      writeFileSync(join(home, 'tools/node'), '#!/bin/sh\nexit 1\n', {mode: 0o755})
      expect(script('install', '--no-shell')).toMatchObject({status: 0})
      const launcher = readFileSync(join(home, '.local/bin/kubectl-kubia'), 'utf8')
      const node = /^node='?(.*?)'?$/m.exec(launcher)?.[1] ?? ''
      expect(node).toBe(join(home, '.local/lib/kubectl-kubia/node/bin/node'))
      expect(readFileSync(node).equals(readFileSync(OWN_NODE))).toBe(true)
      expect(existsSync(join(home, '.local/lib/kubectl-kubia/node/LICENSE'))).toBe(true)
    },
  )

  test('what is installed runs, and takes itself away, when the checkout is gone', () => {
    const checkout = join(home, 'checkout')
    for (const name of ['bin', 'completions', 'dist', 'LICENSE', 'package.json', 'scripts'])
      cpSync(join(ROOT, name), join(checkout, name), {recursive: true})
    const before = readdirSync(home)
    const run = (program: string, ...args: string[]) =>
      spawnSync(program, args, {encoding: 'utf8', env: env(), cwd: home})
    expect(run(join(checkout, 'scripts/install'), '--no-shell')).toMatchObject({status: 0})
    rmSync(checkout, {recursive: true})
    const sources = spawnSync('grep', ['-rl', checkout, join(home, '.local')], {encoding: 'utf8'})
    expect(sources).toMatchObject({status: 1, stdout: ''})
    expect(run(join(home, '.local/bin/kubectl-kubia'), 'version')).toMatchObject({status: 0})
    expect(run(join(home, '.local/bin/kubectl_complete-kubia'), 'dow').stdout).toContain('down\t')
    expect(run(join(home, '.local/lib/kubectl-kubia/scripts/uninstall'), '--no-shell')).toMatchObject({status: 0})
    expect(readdirSync(home).filter(name => !before.includes(name))).toEqual([])
  })

  test('a folder that was there before, and one in which something is, stay when the others go', () => {
    mkdirSync(join(home, '.local/lib'), {recursive: true})
    script('install', '--no-shell')
    writeFileSync(join(home, '.local/bin/mine'), '')
    script('install', '--no-shell')
    script('uninstall', '--no-shell')
    expect(readdirSync(join(home, '.local'), {recursive: true}).map(String).sort()).toEqual(['bin', 'bin/mine', 'lib'])
  })

  test('a launcher whose Node.js is gone takes the one on PATH; without one it says what is missing', () => {
    script('install', '--no-shell')
    for (const name of ['kubectl-kubia', 'kubectl_complete-kubia']) {
      const path = join(home, '.local/bin', name)
      writeFileSync(path, readFileSync(path, 'utf8').replace(/^node=.*$/m, 'node=/gone/node'))
    }
    const run = (name: string, PATH: string) =>
      spawnSync(join(home, '.local/bin', name), ['--version'], {encoding: 'utf8', env: {...env(), PATH}})
    expect(run('kubectl-kubia', env().PATH)).toMatchObject({status: 0, stderr: ''})
    expect(run('kubectl-kubia', '/nowhere')).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/^error: kubectl-kubia needs Node.js 22.13 or newer on PATH: .+ is gone\n$/),
    })
    expect(run('kubectl_complete-kubia', '/nowhere')).toMatchObject({status: 0, stdout: ':4\n', stderr: ''})
  })

  test('files of somebody else’s stay', () => {
    mkdirSync(join(home, '.local/bin'), {recursive: true})
    writeFileSync(join(home, '.local/bin/kubectl-kubia'), 'theirs')
    expect(script('install', '--no-shell')).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('was not made by'),
    })
    expect(script('uninstall', '--no-shell')).toMatchObject({status: 0, stderr: expect.stringContaining('it stays')})
    expect(readFileSync(join(home, '.local/bin/kubectl-kubia'), 'utf8')).toBe('theirs')
    mkdirSync(join(home, 'x/lib/kubectl-kubia'), {recursive: true})
    const program = join(home, 'x/lib/kubectl-kubia')
    expect(script('install', '--no-shell', '--prefix', 'x')).toMatchObject({
      status: 4,
      stderr: `error: ${program} exists and was not made by this script\n`,
    })
    expect(script('uninstall', '--no-shell', '--prefix', 'x').stderr).toContain(`${program} was not made by`)
  })

  test.skipIf(missing('fish'))('a second run changes no file and says of none that it was changed', () => {
    script('install')
    const files = FILES.map(file => join(home, '.local', file))
    const inodes = () => files.map(file => statSync(file).ino)
    const before = inodes()
    const {status, stdout} = script('install')
    expect({status, stdout}).toEqual({status: 0, stdout: expect.not.stringContaining('changed (')})
    expect(inodes()).toEqual(before)
  })

  test('man pages of commands that are no more go, and somebody else’s page of the same name stays', () => {
    const folder = join(home, '.local/share/man/man1')
    mkdirSync(folder, {recursive: true})
    writeFileSync(join(folder, 'kubectl-kubia-old.1'), '.\\" A page of kubectl-kubia.\n')
    writeFileSync(join(folder, 'kubectl-kubia-up.1'), 'theirs')
    expect(script('install', '--no-shell').stderr).toContain(
      `warning: ${folder}/kubectl-kubia-up.1 exists and was not made by kubectl-kubia; it stays\n`,
    )
    expect(existsSync(join(folder, 'kubectl-kubia-old.1'))).toBe(false)
    expect(script('uninstall', '--no-shell').status).toBe(0)
    expect(readdirSync(folder)).toEqual(['kubectl-kubia-up.1'])
    expect(readFileSync(join(folder, 'kubectl-kubia-up.1'), 'utf8')).toBe('theirs')
  })

  test('a k that is taken in every shell keeps the completions from no one', () => {
    writeFileSync(join(home, 'tools/k'), '#!/bin/sh\n', {mode: 0o755})
    expect(script('install')).toMatchObject({status: 4, stderr: expect.stringContaining('NAME_TAKEN')})
    expect(there(join(home, '.local'))).toEqual(FILES)
    expect(readFileSync(join(home, '.config/kubectl-kubia/shell/kubia.bash'), 'utf8')).toContain('kubia_direct=1\n')
  })

  test.each([['install'], ['uninstall']])('scripts/%s refuses a prefix that is empty or of another user', name => {
    const refusal = {status: 2, stderr: 'error: flag needs an argument: --prefix\n'}
    expect(script(name, '--prefix', '')).toMatchObject(refusal)
    expect(script(name, '--prefix=')).toMatchObject(refusal)
    expect(script(name, '--prefix=~other')).toMatchObject({
      status: 2,
      stderr: 'error: --prefix: only ~/ is known, not ~other\n',
    })
  })

  test('a ~ that the shell left in --prefix is the home folder', () => {
    expect(script('install', '--prefix=~/x', '--no-shell')).toMatchObject({status: 0})
    expect(there(join(home, 'x'))).toEqual(FILES)
    expect(existsSync(join(home, '~'))).toBe(false)
  })

  test.each([['install'], ['uninstall']])('scripts/%s refuses what it does not know', name => {
    expect(script(name, '--nope')).toMatchObject({status: 2})
    expect(script(name, '--prefix')).toMatchObject({status: 2})
    expect(script(name, '--help')).toMatchObject({status: 0, stdout: expect.stringContaining('Usage:')})
  })
})

describe('scripts/uninstall after a part is gone', () => {
  const bashrc = (): string => readFileSync(join(home, '.bashrc'), 'utf8')
  const shellFiles = (): string[] =>
    ['.config/kubectl-kubia', '.local/share/fish/vendor_functions.d/k.fish'].filter(name =>
      existsSync(join(home, name)),
    )
  const breakLauncher = (): void => {
    const path = join(home, '.local/bin/kubectl-kubia')
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^node=.*$/m, 'node=/gone/node'))
  }
  beforeEach(() => writeFileSync(join(home, '.bashrc'), 'mine'))

  test.each<[string, () => void]>([
    ['the launchers are gone', () => rmSync(join(home, '.local/bin'), {recursive: true})],
    ['the launchers’ Node.js is gone', breakLauncher],
  ])('gives the start-up files back where %s', (_title, spoil) => {
    script('install')
    spoil()
    expect(script('uninstall')).toMatchObject({status: 0})
    expect(bashrc()).toBe('mine')
    expect(shellFiles()).toEqual([])
    expect(there(join(home, '.local'))).toEqual([])
  })

  test('fails each time with 7, and names the files, while nothing can run the plugin', () => {
    script('install')
    rmSync(join(home, '.local/lib/kubectl-kubia/dist'), {recursive: true})
    cpSync(join(ROOT, 'scripts'), join(home, 'checkout/scripts'), {recursive: true})
    const uninstall = () => spawnSync(join(home, 'checkout/scripts/uninstall'), {encoding: 'utf8', env: env()})
    for (const run of [uninstall(), uninstall()]) {
      expect(run.status).toBe(7)
      expect(run.stderr).toContain('error: the shells still have what kubectl-kubia put there:\n')
      expect(run.stderr).toContain(`\n  ${join(home, '.bashrc')}\n`)
    }
    expect(script('uninstall')).toMatchObject({status: 0})
    expect(bashrc()).toBe('mine')
    expect(uninstall()).toMatchObject({status: 0, stderr: `nothing is installed in ${join(home, '.local')}\n`})
  })

  test('says that nothing is installed here, and leaves what belongs to another prefix, on PATH or not', () => {
    const prefix = join(home, 'x')
    script('install', '--prefix', prefix)
    const installed = bashrc()
    const {status, stdout, stderr} = script('uninstall')
    expect({status, stdout, stderr}).toEqual({
      status: 0,
      stdout: '',
      stderr: `nothing is installed in ${home}/.local
what the shells have belongs to the installation in ${prefix}; it stays
`,
    })
    expect(bashrc()).toBe(installed)
  })

  test('with --no-shell leaves what the plugin made for fish', () => {
    script('install')
    const files = shellFiles()
    script('uninstall', '--no-shell')
    expect(shellFiles()).toEqual(files)
    expect(bashrc()).toContain('# >>> kubectl-kubia >>>')
  })
})
