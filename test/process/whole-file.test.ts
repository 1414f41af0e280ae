import {spawnSync} from 'node:child_process'
import fs, {chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {syncBuiltinESMExports} from 'node:module'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {readJsonFile, writeWhole} from '../../src/process/whole-file.ts'
import {temporaryFolder} from '../support/temporary.ts'

/** What is called of the file system until the test is over, in order. */
const recordedCalls = (): string[] => {
  const calls: string[] = []
  const {openSync, fsyncSync, renameSync} = fs
  const paths = new Map<number, string>()
  const replace = (functions: Partial<typeof fs>): void => {
    Object.assign(fs, functions)
    syncBuiltinESMExports()
  }
  onTestFinished(() => replace({openSync, fsyncSync, renameSync}))
  replace({
    openSync: (path, flags, mode) => {
      const descriptor = openSync(path, flags, mode)
      paths.set(descriptor, String(path))
      return descriptor
    },
    fsyncSync: descriptor => {
      calls.push(`fsync ${paths.get(descriptor)?.replace(/.*\//, '').replace(String(process.pid), 'PID')}`)
      fsyncSync(descriptor)
    },
    renameSync: (from, to) => {
      calls.push('rename')
      renameSync(from, to)
    },
  })
  return calls
}

test('A file is on the disk before its name leads to it, and its name before the write counts', () => {
  const folder = join(temporaryFolder(), 'folder')
  mkdirSync(folder)
  const calls = recordedCalls()
  writeWhole(join(folder, 'a.json'), '{"a":1}')
  expect(calls).toEqual(['fsync a.json.PID', 'rename', 'fsync folder'])
  expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('{"a":1}')
  expect(statSync(join(folder, 'a.json')).mode & 0o777).toBe(0o600)
})

test('What was there stays as it was where it cannot be replaced, and no draft is left', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'a.json'))
  expect(() => writeWhole(join(folder, 'a.json'), 'text')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
  expect(readdirSync(folder)).toEqual(['a.json'])
  expect(() => writeWhole(join(folder, 'absent/a.json'), 'text')).toThrow(/ENOENT/)
})

test('What is no file with JSON is nothing, and nobody waits for it', () => {
  const folder = temporaryFolder()
  const path = (name: string): string => join(folder, name)
  mkdirSync(path('folder'))
  spawnSync('mkfifo', [path('pipe')])
  symlinkSync('loop', path('loop'))
  writeFileSync(path('empty'), '')
  writeFileSync(path('cut'), '{"a":')
  writeFileSync(path('whole'), '{"a":1}')
  for (const name of ['absent', 'folder', 'pipe', 'loop', 'empty', 'cut'])
    expect(readJsonFile(path(name)), name).toBeUndefined()
  expect(readJsonFile(path('whole'))).toEqual({a: 1})
})

test.skipIf(process.getuid?.() === 0)('A folder that cannot be looked into is an error', () => {
  const folder = join(temporaryFolder(), 'closed')
  mkdirSync(folder)
  chmodSync(folder, 0o000)
  expect(() => readJsonFile(join(folder, 'a.json'))).toThrow(/EACCES/)
  chmodSync(folder, 0o700)
})
