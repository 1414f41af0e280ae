// The files of the unit project share the modules of their worker (vitest.config.ts).
import {globSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {LONGEST_FILES} from './support/longest-files.ts'

const root = import.meta.dirname
const matching = (files: readonly string[], pattern: RegExp): string[] =>
  files.filter(file => pattern.test(readFileSync(join(root, file), 'utf8')))
const all = globSync('**/*.ts', {cwd: root})
const units = all.filter(file => !/^(?:integration|e2e|faults|ha|pty|kubectl)\//.test(file))

test('No unit test mocks a module: the next file would get it, or none would', () => {
  expect(matching(units, /\bvi\.(?:do)?[mM]ock\(/)).toEqual([])
})

test('No module that unit tests share has hooks of its own: they would be the first file’s alone', () => {
  // createMachine is of the integration tests, whose files share nothing.
  const shared = units.filter(file => !file.endsWith('.test.ts') && file !== 'support/machine.ts')
  expect(matching(shared, /^(?:before|after)(?:Each|All)\(/m)).toEqual([])
})

test('The files that begin first are there', () => {
  expect(LONGEST_FILES.filter(file => !all.includes(file.replace(/^test\//, '')))).toEqual([])
})
