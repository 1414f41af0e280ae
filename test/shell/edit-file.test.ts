import {chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {readSnapshot, writeSnapshot} from '../../src/shell/edit-file.ts'

let folder: string
const file = (name = 'rc'): string => join(folder, name)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubia-edit-'))
})
afterEach(() => {
  chmodSync(folder, 0o700)
  rmSync(folder, {recursive: true})
})

describe('an edit of a file', () => {
  test.each<[string, string | undefined, () => void]>([
    ['was written to', 'a', () => writeFileSync(file(), 'b')],
    ['has come', undefined, () => writeFileSync(file(), 'b')],
    ['has gone', 'a', () => rmSync(file())],
  ])('is refused where the file %s since it was read', (_title, before, change) => {
    if (before !== undefined) writeFileSync(file(), before)
    const snapshot = readSnapshot(file())
    change()
    expect(() => writeSnapshot(snapshot, Buffer.from('mine'))).toThrow(
      expect.objectContaining({
        code: 'SHELL_FILE_CHANGED',
        message: expect.stringContaining('was changed by another program just now'),
      }),
    )
  })

  test('is refused where symbolic links lead in a circle', () => {
    symlinkSync('rc', file('other'))
    symlinkSync('other', file())
    expect(() => readSnapshot(file())).toThrow('its symbolic links lead in a circle')
  })

  test('makes the folders that are missing, and leaves no other file behind', () => {
    writeSnapshot(readSnapshot(file('a/b/rc')), Buffer.from('x'))
    expect(readFileSync(file('a/b/rc'), 'utf8')).toBe('x')
  })

  test('fails where no folder can be made, as in /proc', () => {
    expect(() => writeSnapshot(readSnapshot('/proc/kubia/rc'), Buffer.from('x'))).toThrow(
      expect.objectContaining({code: 'SHELL_FILE_UNWRITABLE', message: expect.stringContaining('cannot be written')}),
    )
  })
})
