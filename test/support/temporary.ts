import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'

/** A folder of this test's own, removed when it is over. Not for tests side by side: vitest takes the last one begun for each. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kubia-test-'))
  onTestFinished(() => rmSync(folder, {recursive: true, force: true, maxRetries: 5}))
  return folder
}

/** Sets variables of the environment until the test is over; undefined takes one away. */
export const setEnv = (variables: Readonly<Record<string, string | undefined>>): void => {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name]
    assign(name, value)
    onTestFinished(() => assign(name, before))
  }
}

const assign = (name: string, value: string | undefined): void => {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
