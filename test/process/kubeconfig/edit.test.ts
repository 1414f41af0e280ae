import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {hostname} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {editKubeconfig} from '../../../src/process/kubeconfig/edit.ts'
import {temporaryFolder} from '../../support/temporary.ts'

const BEFORE = 'contexts: [{name: a}, {name: b}]   # mine\n'
const AFTER = `${BEFORE}current-context: a\n`
const edit = (file: string, waitMs?: number) =>
  editKubeconfig(
    {},
    file,
    () => [{current: 'a'}],
    () => [],
    waitMs,
  )
/** A pid beyond the greatest that Linux gives. */
const NOBODY = 4194305

test('A file keeps its mode and its links, and nothing is left beside it', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'config')
  writeFileSync(file, BEFORE)
  chmodSync(file, 0o640)
  symlinkSync('config', join(folder, 'link'))
  expect(await edit(join(folder, 'link'))).toBe(true)
  expect(await edit(join(folder, 'link'))).toBe(false)
  expect(readFileSync(file, 'utf8')).toBe(AFTER)
  expect(statSync(file).mode & 0o777).toBe(0o640)
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
  expect(readdirSync(folder).sort()).toEqual(['config', 'link'])
})

test('A new file is for its owner alone, in a folder that is made for it', async () => {
  const file = join(temporaryFolder(), 'new/folder/config')
  expect(await edit(file)).toBe(true)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, 'utf8')).toBe('apiVersion: v1\nkind: Config\ncurrent-context: a\n')
})

test('A file with a second name keeps it', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'config'), BEFORE)
  linkSync(join(folder, 'config'), join(folder, 'other'))
  await edit(join(folder, 'config'))
  expect(readFileSync(join(folder, 'other'), 'utf8')).toBe(AFTER)
  expect(readdirSync(folder).sort()).toEqual(['config', 'other'])
})

test('What is taken out of a file that is not there makes none', async () => {
  const folder = temporaryFolder()
  expect(await editKubeconfig({}, join(folder, 'sub/config'), () => [{leave: 'a'}])).toBe(false)
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['of another program', '', 10_800, 'is 3 h old: the program that edited the kubeconfig died while it did'],
  ['that is young', '', 0, 'exists: another program edits the kubeconfig, or one died while it did'],
  [
    'of a kubia that lives',
    JSON.stringify({pid: process.pid, startTime: '1', command: 'kubeconfig', since: hostname()}),
    0,
    'exists: another program edits the kubeconfig, or one died while it did',
  ],
])('A lock %s is waited for, then told, and nothing is changed', async (_, text, age, words) => {
  const folder = temporaryFolder()
  const file = join(folder, 'config')
  writeFileSync(file, BEFORE)
  writeFileSync(`${file}.lock`, text)
  const madeAt = Date.now() / 1000 - age
  utimesSync(`${file}.lock`, madeAt, madeAt)
  await expect(edit(file, 50)).rejects.toMatchObject({
    code: 'KUBECONFIG_LOCKED',
    message: `${file}.lock ${words}`,
    details: {fix: [`rm ${file}.lock     # once no kind or kubectl is at work`], keep: true},
  })
  expect(readFileSync(file, 'utf8')).toBe(BEFORE)
  expect(readdirSync(folder).sort()).toEqual(['config', 'config.lock'])
})

test('The lock of a kubia that was killed while it held it is removed', async () => {
  const file = join(temporaryFolder(), 'config')
  writeFileSync(file, BEFORE)
  const dead = {pid: NOBODY, startTime: '1', command: 'kubeconfig', since: hostname()}
  writeFileSync(`${file}.lock`, JSON.stringify(dead))
  expect(await edit(file)).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe(AFTER)
})

test('A run that is told to end waits for no lock', async () => {
  const file = join(temporaryFolder(), 'config')
  writeFileSync(`${file}.lock`, '')
  const controller = new AbortController()
  const editing = editKubeconfig({signal: () => controller.signal}, file, () => [{current: 'a'}])
  controller.abort(new Error('interrupted'))
  await expect(editing).rejects.toThrow('interrupted')
})

test('A file that is no UTF-8 is told, and stays', async () => {
  const file = join(temporaryFolder(), 'config')
  writeFileSync(file, Buffer.from([0x61, 0xff]))
  await expect(edit(file)).rejects.toMatchObject({
    code: 'KUBECONFIG_INVALID',
    message: `the kubeconfig ${file} cannot be used: it is not UTF-8`,
  })
  expect(readFileSync(file)).toEqual(Buffer.from([0x61, 0xff]))
})

test('Edits at once all come through', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'config')
  mkdirSync(folder, {recursive: true})
  const names = Array.from({length: 20}, (_, index) => `n${index}`)
  await Promise.all(names.map(name => editKubeconfig({}, file, () => [{list: 'users', name, set: {token: 't'}}])))
  const found = [...readFileSync(file, 'utf8').matchAll(/name: (n\d+)/g)].map(([, name]) => name)
  expect(found.sort()).toEqual(names.sort())
  expect(readdirSync(folder)).toEqual(['config'])
})
