import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import Up from '../../commands/up.ts'
import {runHere} from '../support/command.ts'
import {temporaryFolder} from '../support/temporary.ts'

// What is pasted from it goes through the program in test/integration/plan.test.ts.
test.each([
  [['--dry-run']],
  [['--dry-run=client']],
  [['--dry-run', '--wait=false', '--no-switch-context', '--timeout=0']],
  [['--dry-run', '--app', 'nginx', '--app-port', '80', '--replicas', '2', '--expose']],
  [['--dry-run', '--recreate']],
])('up %j needs neither docker nor kind nor kubectl', async args => {
  const home = temporaryFolder()
  const {code, stdout, stderr} = await runHere(['up', ...args], {up: Up}, home)
  expect({code, stderr}).toEqual({code: 0, stderr: ''})
  expect(stdout).toContain('kind create cluster --name kubia --config - --retain')
  expect(existsSync(join(home, '.local/state'))).toBe(false)
})
