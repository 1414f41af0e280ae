import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {readInputs} from '../../src/action/inputs.ts'
import {bringKubia, bringProgram, wantedPrograms, writeLauncher} from '../../src/action/tools.ts'
import {createExec} from '../../src/process/exec.ts'
import {ownVersion} from '../../src/process/package-root.ts'
import type {PublishedProgram} from '../../src/process/published-program.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

const signal = new AbortController().signal
const exec = createExec({signal: () => signal})
const says = (text: string): string => `#!/bin/sh\necho '${text}'\n`
const sumOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex')

/** A server of files, with what was asked for. */
const serve = async (files: () => Readonly<Record<string, string | Buffer>>) => {
  const asked: string[] = []
  const server = createServer(({url = ''}, response) => {
    asked.push(url)
    const content = files()[url]
    if (content === undefined) response.writeHead(404)
    response.end(content)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return {asked, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`}
}

/** A machine with this release of a program on PATH, and a publisher who has v0.33.0 of it. */
const start = async (present: string | undefined) => {
  const [there, folder] = [temporaryFolder(), temporaryFolder()]
  if (present) writeFileSync(join(there, 'thing'), says(`thing ${present} go1.27`), {mode: 0o755})
  setEnv({PATH: `${there}:/usr/bin:/bin`})
  const content = says('thing v0.33.0')
  const path = `/v0.33.0/thing-${process.platform}`
  const {asked, base} = await serve(() =>
    Object.fromEntries(
      ['amd64', 'arm64'].flatMap(arch => [
        [`${path}-${arch}`, content],
        [`${path}-${arch}.sha256`, sumOf(content)],
      ]),
    ),
  )
  const program: PublishedProgram = {
    name: 'thing',
    version: 'v0.33.0',
    url: (version, platform) => `${base}/${version}/thing-${platform}`,
    sumEnding: '.sha256',
    ask: ['version'],
  }
  return {program, folder, asked, path: join(there, 'thing'), bringing: {exec, signal, folder}}
}

test.each([
  ['v0.30.0', undefined],
  ['v0.33.0', 'v0.33.0'],
])('A program of release %s that is there is used where %s is asked for', async (present, release) => {
  const {program, bringing, asked, folder, path} = await start(present)
  expect(await bringProgram(bringing, {program, release})).toContain(path)
  expect([asked, readdirSync(folder)]).toEqual([[], []])
})

test.each([
  [undefined, undefined],
  ['v0.30.0', 'v0.33.0'],
])('Where %s is there and %s is asked for, it is brought', async (present, release) => {
  const {program, bringing, folder} = await start(present)
  expect(await bringProgram(bringing, {program, release})).toBe(
    `v0.33.0 (${new URL(program.url('v0.33.0', 'x')).host})`,
  )
  expect(execFileSync(join(folder, 'thing'), {encoding: 'utf8'})).toBe('thing v0.33.0\n')
})

test('A simulated cluster takes kubectl alone, and kind takes kind too', () => {
  const names = (provider: string): string[] =>
    wantedPrograms(readInputs({INPUT_PROVIDER: provider, 'INPUT_KIND-VERSION': 'v0.32.0'})).map(
      ({program, release}) => `${program.name} ${release}`,
    )
  expect(names('sim')).toEqual(['kubectl undefined'])
  expect(names('kind')).toEqual(['kubectl undefined', 'kind v0.32.0'])
})

test('The kubia of the action runs with the Node.js that the runner started', async () => {
  const bringing = {exec, signal, folder: temporaryFolder()}
  const own = {program: process.execPath, args: [expect.stringMatching(/\/bin\/kubectl-kubia$/)]}
  expect(await bringKubia(bringing, undefined)).toEqual(own)
  expect(await bringKubia(bringing, ownVersion())).toEqual(own)
})

test('Another release of kubia is the archive of the repository of the action', async () => {
  const [work, folder] = [temporaryFolder(), temporaryFolder()]
  const name = `kubectl-kubia-9.9.9-${process.platform}-${process.arch}`
  mkdirSync(join(work, name, 'bin'), {recursive: true})
  writeFileSync(join(work, name, 'bin/kubectl-kubia'), says('9.9.9'), {mode: 0o755})
  execFileSync('tar', ['-czf', 'a.tar.gz', name], {cwd: work})
  const archive = readFileSync(join(work, 'a.tar.gz'))
  const release = '/me/kubectl-kubia/releases/download/v9.9.9'
  let sum = sumOf('another one')
  const {base} = await serve(() => ({
    [`${release}/${name}.tar.gz`]: archive,
    [`${release}/SHA256SUMS`]: `${sum}  ${name}.tar.gz\n`,
  }))
  const env = {GITHUB_SERVER_URL: base, GITHUB_ACTION_REPOSITORY: 'me/kubectl-kubia'}
  const bringing = {exec, signal, folder}
  await expect(bringKubia(bringing, '9.9.9', env)).rejects.toMatchObject({code: 'DOWNLOAD_FAILED'})
  expect(readdirSync(folder)).toEqual([])
  sum = sumOf(archive)
  const {program, args} = await bringKubia(bringing, '9.9.9', env)
  expect(execFileSync(program, args, {encoding: 'utf8'})).toBe('9.9.9\n')
})

test('Later steps have kubectl kubia by a launcher, whatever is in the path', () => {
  const folder = join(temporaryFolder(), "it's a folder")
  mkdirSync(folder)
  writeFileSync(join(folder, 'program'), '#!/bin/sh\necho "$#: $*"\n', {mode: 0o755})
  writeLauncher(folder, {program: join(folder, 'program'), args: ['a b']})
  expect(execFileSync(join(folder, 'kubectl-kubia'), ["c'd", 'e'], {encoding: 'utf8'})).toBe("3: a b c'd e\n")
})
