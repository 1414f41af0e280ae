import {spawnSync} from 'node:child_process'
import {chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {checkKubeconfigWritable} from '../../src/checks/kubeconfig.ts'
import {temporaryFolder} from '../support/temporary.ts'

/** The same check as another user: root may write everything. @returns what it said */
const checkAsNobody = (file: string): string => {
  const module = JSON.stringify(join(import.meta.dirname, '../../src/checks/kubeconfig.ts'))
  const script = `const {checkKubeconfigWritable} = await import(${module}); console.log(await checkKubeconfigWritable(process.argv[1]).catch(error => error.message))`
  const node = [process.execPath, '--input-type=module', '-e', script, '--', file] as const
  const isRoot = process.getuid?.() === 0
  const [program = '', ...args] = isRoot
    ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...node]
    : node
  const {stdout, stderr} = spawnSync(program, args, {encoding: 'utf8'})
  return stdout.trim() || stderr
}

test('A file that is there, or can be made, may be written', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'config'), '')
  symlinkSync(join(folder, 'config'), join(folder, 'link'))
  for (const name of ['config', 'link', 'new', 'new/folder/config'])
    expect(await checkKubeconfigWritable(join(folder, name))).toBe(join(folder, name))
})

test('A folder, and a file below a file, cannot be', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  const refusal = (name: string, why: string) => ({
    code: 'KUBECONFIG_INVALID',
    exit: 3,
    message: `the kubeconfig ${join(folder, name)} cannot be written: ${why}`,
  })
  await expect(checkKubeconfigWritable(folder)).rejects.toMatchObject(refusal('', 'it is a folder'))
  await expect(checkKubeconfigWritable(join(folder, 'file/config'))).rejects.toMatchObject(
    refusal('file/config', `${join(folder, 'file')} is no folder`),
  )
})

test('A link may lead to a file that can be made, and nowhere else', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'there'))
  for (const [name, target] of [
    ['new', 'there/config'],
    ['second', join(folder, 'new')],
    ['dangling', 'missing/config'],
    ['behind', 'dangling'],
    ['circle', 'circle'],
  ] as const)
    symlinkSync(target, join(folder, name))
  for (const name of ['new', 'second'])
    expect(await checkKubeconfigWritable(join(folder, name))).toBe(join(folder, name))
  for (const [name, why] of [
    ['dangling', `it is a link into ${join(folder, 'missing')}, which does not exist`],
    ['behind', `it is a link into ${join(folder, 'missing')}, which does not exist`],
    ['circle', 'its links lead in a circle'],
  ] as const)
    await expect(checkKubeconfigWritable(join(folder, name))).rejects.toMatchObject({
      code: 'KUBECONFIG_INVALID',
      message: `the kubeconfig ${join(folder, name)} cannot be written: ${why}`,
    })
})

test('What another user may not write is told with the folder or file that refuses', () => {
  const folder = temporaryFolder()
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'open'))
  chmodSync(join(folder, 'open'), 0o777)
  for (const [name, mode] of [
    ['open/readonly', 0o444],
    ['open/writable', 0o666],
    ['locked', 0o666],
  ] as const) {
    writeFileSync(join(folder, name), '')
    chmodSync(join(folder, name), mode)
  }
  chmodSync(folder, 0o555)
  const refusal = (name: string, why: string) => `the kubeconfig ${join(folder, name)} cannot be written: ${why}`
  expect(checkAsNobody(join(folder, 'open/writable'))).toBe(join(folder, 'open/writable'))
  expect(checkAsNobody(join(folder, 'open/readonly'))).toBe(refusal('open/readonly', 'no permission'))
  expect(checkAsNobody(join(folder, 'new'))).toBe(refusal('new', `no permission on the folder ${folder}`))
  expect(checkAsNobody(join(folder, 'locked'))).toBe(
    refusal('locked', `no permission on the folder ${folder}, where its lock goes`),
  )
  chmodSync(folder, 0o755)
})

test('What a killed run left where it tried a folder is removed, and what a living one tries is not', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'config'), '')
  // A pid beyond the greatest that Linux gives, and our own.
  for (const name of ['.kubia-4194305-abc', `.kubia-${process.pid}-abc`]) mkdirSync(join(folder, name))
  await checkKubeconfigWritable(join(folder, 'config'))
  expect(readdirSync(folder).sort()).toEqual([`.kubia-${process.pid}-abc`, 'config'])
})
