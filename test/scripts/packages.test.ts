import {spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'

const LIB = join(import.meta.dirname, '../../scripts/lib')
let folder: string

/** A machine with these programs only; each call of one is written down. */
const machine = (system: string, ...programs: string[]): void => {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  for (const tool of ['sh', 'sed', 'cat', 'dirname'])
    symlinkSync(spawnSync('sh', ['-c', `command -v ${tool}`], {encoding: 'utf8'}).stdout.trim(), join(bin, tool))
  const script = (body: string): string => `#!${join(bin, 'sh')}\n${body}\n`
  writeFileSync(join(bin, 'uname'), script(`case $1 in -m) echo x86_64 ;; *) echo ${system} ;; esac`), {mode: 0o755})
  writeFileSync(join(bin, 'id'), script('echo 1000'), {mode: 0o755})
  for (const program of programs)
    writeFileSync(join(bin, program), script(`echo "${program} $*" >> "${folder}/calls"`), {mode: 0o755})
}

const require = (yes: 0 | 1, ...programs: string[]) =>
  spawnSync(
    join(folder, 'bin/sh'),
    ['-c', `. "$0/say.sh"; . "$0/packages.sh"; require_programs ${yes} "$@"`, LIB, ...programs],
    {encoding: 'utf8', env: {PATH: join(folder, 'bin'), TMPDIR: folder}},
  )

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubia-packages-'))
})
afterEach(() => rmSync(folder, {recursive: true}))

describe('what is missing', () => {
  test('is nothing where all is there', () => {
    machine('Linux', 'kind', 'docker')
    expect(require(0, 'docker', 'kind')).toMatchObject({status: 0, stdout: '', stderr: ''})
  })

  test.each([
    [
      'Debian and Ubuntu',
      'Linux',
      'apt-get',
      [
        'sudo apt-get install -y docker.io',
        'sudo apt-get install -y nodejs npm',
        'https://kind.sigs.k8s.io/dl/v0.33.0/kind-linux-amd64',
      ],
    ],
    [
      'Fedora',
      'Linux',
      'dnf',
      ['sudo dnf install -y moby-engine', 'sudo dnf install -y nodejs npm', 'https://dl.k8s.io/release/'],
    ],
    ['macOS', 'Darwin', 'brew', ['brew install --cask docker', 'brew install kubernetes-cli', 'brew install kind']],
  ])('is named with the commands of %s, and 3', (_title, system, manager, lines) => {
    machine(system, manager)
    const {status, stderr} = require(0, 'docker', 'kind', 'kubectl', 'node')
    expect(status).toBe(3)
    expect(stderr).toContain('error: not on PATH: docker kind kubectl node\n')
    for (const line of lines) expect(stderr).toContain(line)
    expect(() => readFileSync(join(folder, 'calls'))).toThrow('ENOENT')
  })

  test('is installed with yes, each command told first', () => {
    machine('Linux', 'apt-get', 'sudo', 'curl')
    const {status, stderr} = require(1, 'kind', 'jq')
    expect(status, stderr).toBe(0)
    expect(readFileSync(join(folder, 'calls'), 'utf8').trimEnd().split('\n')).toEqual([
      'sudo apt-get update',
      `curl -fsSLo ${folder}/kind https://kind.sigs.k8s.io/dl/v0.33.0/kind-linux-amd64`,
      `sudo install -m 0755 ${folder}/kind /usr/local/bin/kind`,
      'sudo apt-get install -y jq',
    ])
    expect(stderr).toContain('$ sudo apt-get install -y jq\n')
  })

  test('has no commands where no package manager is known', () => {
    machine('Linux')
    expect(require(0, 'kind')).toMatchObject({status: 3, stderr: expect.stringContaining('no package manager')})
  })
})

describe('scripts/quickstart', () => {
  const QUICKSTART = join(import.meta.dirname, '../../scripts/quickstart')
  const quickstart = (...args: string[]) =>
    spawnSync('/bin/bash', [QUICKSTART, ...args], {encoding: 'utf8', env: {PATH: join(folder, 'bin')}})

  test('names the commands for what it cannot do without, and changes nothing', () => {
    machine('Linux', 'apt-get')
    const {status, stderr} = quickstart()
    expect({status, stderr}).toMatchObject({status: 3, stderr: expect.stringContaining('not on PATH: npm kubectl')})
    expect(stderr).toContain('  sudo apt-get install -y nodejs npm\n')
    expect(stderr).toContain('  sudo install -m 0755 ')
    expect(() => readFileSync(join(folder, 'calls'))).toThrow('ENOENT')
  })

  test('refuses what it does not know', () => {
    machine('Linux')
    expect(quickstart('--nope')).toMatchObject({status: 2, stderr: expect.stringContaining('quickstart [--yes]')})
  })
})
