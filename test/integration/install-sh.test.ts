import {execFileSync, spawn, spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest'
import {archiveName, PROGRAM} from '../../scripts/release/platforms.ts'
import {blocksOf} from '../support/blocks.ts'
import {realKubectl} from '../support/machine.ts'

const ROOT = join(import.meta.dirname, '../..')
const NAME = archiveName('1.2.3', 'linux-x64')
const release = mkdtempSync(join(tmpdir(), 'kubia-release-'))
const archive = join(release, `${NAME}.tar.gz`)

/** What the server does to the archive. */
let spoil: 'nothing' | 'cut' | 'alter' = 'nothing'
let server: Server
let script: string
let home: string

// An archive as `npm run release:archives` lays it out, without a Node.js: PATH has one.
beforeAll(async () => {
  const program = join(release, NAME, 'program')
  for (const path of PROGRAM) cpSync(join(ROOT, path), join(program, path), {recursive: true})
  execFileSync('tar', ['-czf', archive, NAME], {cwd: release})
  const content = readFileSync(archive)
  const sum = createHash('sha256').update(content).digest('hex')
  server = createServer(({url}, response) => {
    if (url === '/SHA256SUMS') return response.end(`${sum}  ${NAME}.tar.gz\n`)
    if (url !== `/${NAME}.tar.gz`) return response.writeHead(404).end()
    response.writeHead(200, {'content-length': content.length})
    if (spoil === 'cut') return response.write(content.subarray(0, 1000), () => response.destroy())
    return response.end(spoil === 'alter' ? Buffer.alloc(content.length) : content)
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  script = readFileSync(join(ROOT, 'scripts/release/install.sh'), 'utf8')
    .replace('@VERSION@', '1.2.3')
    .replace('@RELEASE@', url)
})
afterAll(() => {
  server.close()
  rmSync(release, {recursive: true, force: true})
})
beforeEach(() => {
  spoil = 'nothing'
  home = mkdtempSync(join(tmpdir(), 'kubia-home-'))
  mkdirSync(join(home, 'tools'))
  symlinkSync(process.execPath, join(home, 'tools/node'))
  writeFileSync(join(home, 'tools/uname'), '#!/bin/sh\ncase $1 in -s) echo Linux ;; *) echo x86_64 ;; esac\n', {
    mode: 0o755,
  })
})
afterEach(() => rmSync(home, {recursive: true}))

/** Pipes the script, or the beginning of it, into a shell. */
const install = (
  args: readonly string[] = [],
  {
    path = '/usr/bin:/bin',
    text = script,
    before = '',
    home: at = home,
  }: {path?: string; text?: string; before?: string; home?: string} = {},
): Promise<{code: number | null; stdout: string; stderr: string}> =>
  new Promise(resolve => {
    const env = {HOME: at, TMPDIR: home, PATH: `${join(home, 'tools')}:${path}`}
    const child = spawn('/bin/sh', ['-c', `${before} exec /bin/sh -s -- "$@"`, 'sh', ...args], {env, cwd: home})
    const outcome = {stdout: '', stderr: ''}
    child.stdout.on('data', chunk => (outcome.stdout += chunk))
    child.stderr.on('data', chunk => (outcome.stderr += chunk))
    child.on('close', code => resolve({code, ...outcome}))
    child.stdin.on('error', () => {}).end(text)
  })

/** Programs of /usr/bin and /bin without some of them. */
const without = (...names: string[]): string => {
  const folder = join(home, 'some')
  mkdirSync(folder)
  for (const from of ['/usr/bin', '/bin'])
    for (const name of readdirSync(from))
      if (!names.includes(name) && !existsSync(join(folder, name))) symlinkSync(join(from, name), join(folder, name))
  return folder
}

test('What curl pipes into sh installs the archive of this platform, and the line that it names takes all of it away', async () => {
  const {code, stderr} = await install(['--no-shell'])
  expect(stderr).toBe(
    [
      `Installed kubectl-kubia into ${home}/.local (Node.js: ${process.execPath})`,
      `${home}/.local/bin is not on PATH yet:`,
      `  export PATH=${home}/.local/bin:$PATH`,
      'To take it away again:',
      `  '${home}/.local/lib/kubectl-kubia/scripts/uninstall'`,
      '',
    ].join('\n'),
  )
  expect(code).toBe(0)
  expect(execFileSync(join(home, '.local/bin/kubectl-kubia'), ['--version'], {encoding: 'utf8'})).toMatch(
    /^kubectl-kubia v/,
  )
  const uninstall = stderr.trimEnd().split('\n').at(-1) ?? ''
  execFileSync('/bin/sh', ['-c', uninstall], {env: {HOME: home, PATH: '/usr/bin:/bin'}})
  expect(readdirSync(home)).toEqual(['tools'])
})

test('From an empty home it leads to a URL that answers, and the line of the documents leaves nothing of it', {
  timeout: 120_000,
}, async () => {
  const folder = join(home, 'home')
  mkdirSync(folder)
  const kubectl = dirname(realKubectl ?? '')
  const env = {HOME: folder, PATH: `${folder}/.local/bin:${join(home, 'tools')}:${kubectl}:/usr/bin:/bin`}
  const installed = await install([], {home: folder})
  expect(installed.code, installed.stderr).toBe(0)
  const app = ['--app', 'museopkim/kubia', '--app-port', '8080', '--expose']
  const up = spawnSync('kubectl', ['kubia', 'up', '--provider', 'sim', ...app], {encoding: 'utf8', env, cwd: folder})
  expect(up.status, up.stderr).toBe(0)
  const url = up.stdout.trimEnd().split('\n').at(-1) ?? ''
  expect(await (await fetch(url)).text()).toMatch(/^You've hit kubia-/)
  const lines = blocksOf('docs/getting-started.md').flatMap(({typed}) => typed.map(({command}) => command))
  const uninstall = lines.find(line => line.includes('/scripts/uninstall')) ?? ''
  const away = spawnSync('/bin/sh', ['-c', uninstall], {encoding: 'utf8', env, cwd: folder})
  expect(away.status, away.stderr).toBe(0)
  // The kubeconfig, without an entry, and kubectl's own cache.
  expect(readdirSync(folder)).toEqual(['.kube'])
})

test.each([
  [
    'an archive that is not the one of the sums',
    'alter',
    `${NAME}.tar.gz is not what SHA256SUMS says, so nothing was installed`,
  ],
  ['a download that is cut short', 'cut', `/${NAME}.tar.gz cannot be downloaded`],
] as const)('%s is refused, and leaves nothing', async (_, kind, says) => {
  spoil = kind
  const {code, stderr} = await install()
  expect({code, stderr}).toEqual({code: 3, stderr: expect.stringContaining(`${says}\n`)})
  expect(readdirSync(home)).toEqual(['tools'])
})

test('A disk without room for the archive is told, and nothing is left', async () => {
  // Files end at 512 KiB, as on a full disk.
  const {code, stderr} = await install([], {before: 'ulimit -f 1024;'})
  expect({code, stderr}).toEqual({code: 3, stderr: expect.stringContaining(`${NAME}.tar.gz cannot be downloaded\n`)})
  expect(readdirSync(home)).toEqual(['tools'])
})

test('Without curl it is wget that downloads; without both it says so', async () => {
  const path = without('curl')
  const hasWget = existsSync(join(path, 'wget'))
  if (hasWget) expect(await install(['--no-shell'], {path})).toMatchObject({code: 0})
  rmSync(join(path, 'wget'), {force: true})
  expect(await install([], {path})).toEqual({
    code: 3,
    stdout: '',
    stderr: 'error: neither curl nor wget is there to download with\n  fix: install curl\n',
  })
})

test('A platform without an archive is told what installs there', async () => {
  writeFileSync(join(home, 'tools/uname'), '#!/bin/sh\ncase $1 in -s) echo FreeBSD ;; *) echo amd64 ;; esac\n', {
    mode: 0o755,
  })
  expect(await install()).toEqual({
    code: 3,
    stdout: '',
    stderr: 'error: there is no archive for FreeBSD\n  fix: npm install --global kubectl-kubia\n',
  })
})

test('A script that is cut short installs nothing', async () => {
  for (const part of [0.3, 0.6, 0.9, 0.99])
    await install(['--no-shell'], {text: script.slice(0, Math.floor(script.length * part))})
  expect(readdirSync(home)).toEqual(['tools'])
})

test('A folder that cannot be written to for want of room leaves no half program', async () => {
  const {status, stderr} = await new Promise<{status: number | null; stderr: string}>(resolve => {
    const child = spawn('/bin/sh', ['-c', `ulimit -f 1024; exec '${ROOT}/scripts/install' --no-shell`], {
      env: {HOME: home, PATH: `${join(home, 'tools')}:/usr/bin:/bin`},
    })
    let text = ''
    child.stderr.on('data', chunk => (text += chunk))
    child.on('close', status => resolve({status, stderr: text}))
  })
  expect({status, stderr}).toEqual({
    status: 3,
    stderr: expect.stringContaining(`error: the program cannot be written to ${home}/.local/lib/kubectl-kubia\n`),
  })
  expect(readdirSync(join(home, '.local/lib'))).toEqual([])
})
