import {chmodSync, mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {engineProgram} from '../../src/process/engine-program.ts'
import {temporaryFolder} from '../support/temporary.ts'

/** A PATH on which there are these programs. */
const pathWith = (...programs: string[]): string => {
  const folder = join(temporaryFolder(), 'bin')
  mkdirSync(folder)
  for (const program of programs) {
    writeFileSync(join(folder, program), '')
    chmodSync(join(folder, program), 0o755)
  }
  return folder
}

test.each([
  [['podman'], undefined, 'podman'],
  [['podman', 'docker'], undefined, 'docker'],
  [['podman', 'docker'], 'podman', 'podman'],
  [['finch'], '', 'finch'],
  [['podman', 'nerdctl'], 'podmna', 'nerdctl'],
  [[], undefined, 'docker'],
  [[], 'nerdctl', 'nerdctl'],
])('With %j on PATH and KIND_EXPERIMENTAL_PROVIDER=%s the engine is %s', (programs, named, expected) => {
  expect(engineProgram({PATH: pathWith(...programs), KIND_EXPERIMENTAL_PROVIDER: named})).toBe(expected)
})
