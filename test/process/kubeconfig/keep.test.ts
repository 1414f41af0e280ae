import {chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {hostname} from 'node:os'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {CommandFailed, createExec} from '../../../src/process/exec.ts'
import {keepKubeconfig} from '../../../src/process/kubeconfig/keep.ts'
import {sweepFolder} from '../../../src/process/kubeconfig/own-folder.ts'
import {temporaryFolder} from '../../support/temporary.ts'

const BEFORE = 'contexts: [{name: mine}]\n'
/** A pid beyond the greatest that Linux gives. */
const NOBODY = 4194305

const failure = (stderr: string): CommandFailed =>
  new CommandFailed({program: 'kind', args: ['create', 'cluster']}, {exitCode: 1, stdout: '', stderr, elapsedMs: 1})

/** An edit that empties a file and writes a part of what it means to, as os.WriteFile does on a full disk. */
const cutOff = (file: string, part: string, error: Error) => async () => {
  writeFileSync(file, part)
  throw error
}

test('A kubeconfig that an edit cuts off for want of room is as it was, by its links, its mode and its neighbours', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'config')
  writeFileSync(file, BEFORE)
  chmodSync(file, 0o640)
  symlinkSync(file, join(folder, 'link'))
  const words = 'ERROR: failed to create cluster: failed to write KUBECONFIG: write config: no space left on device'
  await expect(keepKubeconfig(join(folder, 'link'), cutOff(file, 'conte', failure(words)))).rejects.toThrow('no space')
  expect(readFileSync(file, 'utf8')).toBe(BEFORE)
  expect(statSync(file).mode & 0o777).toBe(0o640)
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
  expect(readdirSync(folder).sort()).toEqual(['config', 'link'])
})

test('A kubeconfig that a killed edit left empty is as it was', async () => {
  const file = join(temporaryFolder(), 'config')
  writeFileSync(file, BEFORE)
  await expect(keepKubeconfig(file, cutOff(file, '', new Error('ended')))).rejects.toThrow('ended')
  expect(readFileSync(file, 'utf8')).toBe(BEFORE)
})

test('A kubeconfig that came with an edit without room goes with it', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'config')
  await expect(keepKubeconfig(file, cutOff(file, 'conte', new KubiaError('DISK_FULL', 'full')))).rejects.toThrow('full')
  expect(readdirSync(folder)).toEqual([])
})

test('What an edit wrote before it failed for another reason stays, and what a good one wrote, too', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'config')
  writeFileSync(file, BEFORE)
  await expect(keepKubeconfig(file, cutOff(file, 'whole: 1\n', new Error('later')))).rejects.toThrow('later')
  expect(readFileSync(file, 'utf8')).toBe('whole: 1\n')
  await keepKubeconfig(file, async () => writeFileSync(file, 'whole: 2\n'))
  expect(readFileSync(file, 'utf8')).toBe('whole: 2\n')
  expect(readdirSync(folder)).toEqual(['config'])
})

test('All files of a KUBECONFIG list are kept', async () => {
  const folder = temporaryFolder()
  const [a, b] = [join(folder, 'a'), join(folder, 'b')]
  writeFileSync(a, BEFORE)
  writeFileSync(b, 'other: 1\n')
  vi.stubEnv('KUBECONFIG', `${a}:${b}`)
  try {
    await expect(keepKubeconfig(undefined, cutOff(b, '', new Error('ended')))).rejects.toThrow('ended')
  } finally {
    vi.unstubAllEnvs()
  }
  expect([readFileSync(a, 'utf8'), readFileSync(b, 'utf8')]).toEqual([BEFORE, 'other: 1\n'])
})

test('A copy that a killed run left takes the place of an emptied kubeconfig, and goes otherwise', () => {
  const folder = temporaryFolder()
  const leave = (content: string): void => {
    mkdirSync(join(folder, `.kubia-${NOBODY}-abc`))
    writeFileSync(join(folder, `.kubia-${NOBODY}-abc/config`), BEFORE)
    writeFileSync(join(folder, 'config'), content)
    sweepFolder(folder)
  }
  leave('')
  expect(readFileSync(join(folder, 'config'), 'utf8')).toBe(BEFORE)
  leave('whole: 1\n')
  expect(readFileSync(join(folder, 'config'), 'utf8')).toBe('whole: 1\n')
  expect(readdirSync(folder)).toEqual(['config'])
})

test('What another program wrote whole while an edit found no room is not given up for the copy', async () => {
  const file = join(temporaryFolder(), 'config')
  writeFileSync(file, BEFORE)
  const written = 'apiVersion: v1\ncontexts: []\nusers: []\n'
  await expect(keepKubeconfig(file, cutOff(file, written, new KubiaError('DISK_FULL', 'full')))).rejects.toThrow('full')
  expect(readFileSync(file, 'utf8')).toBe(written)
})

test('A kubeconfig that another program is about to write is not given back', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, `.kubia-${NOBODY}-abc`))
  writeFileSync(join(folder, `.kubia-${NOBODY}-abc/config`), BEFORE)
  writeFileSync(join(folder, 'config'), '')
  writeFileSync(join(folder, 'config.lock'), '')
  sweepFolder(folder)
  expect(readFileSync(join(folder, 'config'), 'utf8')).toBe('')
  expect(readdirSync(folder).sort()).toEqual([`.kubia-${NOBODY}-abc`, 'config', 'config.lock'])
})

test.each([
  ['a kubia that was killed', {pid: NOBODY, startTime: '1', command: 'kubeconfig', since: hostname()}, false],
  ['a kubia that runs', {pid: process.pid, startTime: '1', command: 'kubeconfig', since: hostname()}, true],
  ['a kubia on another machine', {pid: NOBODY, startTime: '1', command: 'kubeconfig', since: 'elsewhere'}, true],
  ['kubectl or kind, which says nothing', undefined, true],
])('Before kind edits a kubeconfig, the lock of %s is removed or left', async (_who, holder, stays) => {
  const folder = temporaryFolder()
  const file = join(folder, 'config')
  writeFileSync(file, BEFORE)
  writeFileSync(`${file}.lock`, holder ? JSON.stringify(holder) : '')
  await keepKubeconfig(file, async () => {
    expect(readdirSync(folder).includes('config.lock')).toBe(stays)
  })
})

// kind makes its lock exclusively and removes it some milliseconds later; one that is ended in between leaves it for good.
test('A kind that a run ends while it edits the kubeconfig leaves no lock', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'config')
  writeFileSync(file, BEFORE)
  const controller = new AbortController()
  const run = createExec({signal: () => controller.signal})
  const script = `: > '${file}.lock'; echo locked; sleep 0.1; rm '${file}.lock'; exec sleep 600`
  const kind = {program: 'sh', args: ['-c', script]}
  const edit = keepKubeconfig(file, options =>
    run(kind, {...options, onLine: () => controller.abort(new Error('interrupted'))}),
  )
  await expect(edit).rejects.toThrow('interrupted')
  expect(readdirSync(folder)).toEqual(['config'])
})

test('A lock that stays keeps no run from ending its kind', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'config')
  writeFileSync(file, BEFORE)
  writeFileSync(`${file}.lock`, '')
  const controller = new AbortController()
  const run = createExec({signal: () => controller.signal})
  const edit = keepKubeconfig(file, options =>
    run(
      {program: 'sh', args: ['-c', 'echo begun; exec sleep 600']},
      {
        ...options,
        onLine: () => controller.abort(new Error('interrupted')),
      },
    ),
  )
  await expect(edit).rejects.toThrow('interrupted')
  expect(readdirSync(folder).sort()).toEqual(['config', 'config.lock'])
})
