import {execFileSync} from 'node:child_process'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {readFileBounded} from '../../src/process/read-file.ts'
import {temporaryFolder} from '../support/temporary.ts'

const written = (bytes: number): string => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, 'é'.repeat(bytes / 2))
  return file
}

test.each([0, 2, 65_536, 300_000])('A file of %i bytes is read whole', bytes => {
  expect(readFileBounded(written(bytes)).toString()).toBe('é'.repeat(bytes / 2))
})

test('A file is read up to its limit', () => {
  const file = written(100)
  expect(readFileBounded(file, 100)).toHaveLength(100)
  expect(() => readFileBounded(file, 99)).toThrow(`EFBIG: file too large, read '${file}'`)
})

test('Files of /proc, which have no size, are read', () => {
  expect(readFileBounded('/proc/self/stat').toString()).toMatch(/^\d+ \(/)
})

test('A device without an end is too large, and a pipe that nobody writes to is empty', () => {
  expect(() => readFileBounded('/dev/zero', 1024)).toThrow(/^EFBIG: /)
  const pipe = join(temporaryFolder(), 'pipe')
  execFileSync('mkfifo', [pipe])
  expect(readFileBounded(pipe)).toHaveLength(0)
})

test('What is not there is the system’s error', () => {
  expect(() => readFileBounded(join(temporaryFolder(), 'none'))).toThrow(/^ENOENT: /)
})
