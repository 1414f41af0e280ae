import {statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {makeFolders} from '../../src/process/folders.ts'
import {temporaryFolder} from '../support/temporary.ts'

test('Missing folders are made, each for this user alone', () => {
  const root = temporaryFolder()
  makeFolders(join(root, 'a', 'b'))
  for (const folder of ['a', 'a/b']) expect(statSync(join(root, folder)).mode & 0o777).toBe(0o700)
})

test('A folder that is there is fine', () => {
  const root = temporaryFolder()
  makeFolders(root)
  expect(statSync(root).isDirectory()).toBe(true)
})

test.each([
  ['a place where no folder can be made', '/proc/kubia/state', 'ENOENT'],
  ['a place below a file', '', 'ENOTDIR'],
])('%s is an error at once', (_, path, code) => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => makeFolders(path || join(file, 'a'))).toThrow(code)
})
