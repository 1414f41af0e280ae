import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {Run} from '../../src/process/run.ts'
import {ownSignals} from '../../src/process/signals.ts'
import {temporaryFolder} from '../support/temporary.ts'

/** A real process that owns its signals; its undo lasts until `finish` is called. */
const start = async () => {
  const go = join(temporaryFolder(), 'go')
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'signalled.ts'), go])
  let output = ''
  child.stdout?.on('data', text => {
    output += text
  })
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const says = (text: string) => vi.waitFor(() => expect(output).toContain(text), 10_000)
  await says('ready')
  return {
    child,
    says,
    finish: () => writeFileSync(go, ''),
    ended: async () => ({code: (await ended)[0], output}),
  }
}

test.each([
  ['SIGINT', 130, 'INTERRUPTED interrupted'],
  ['SIGTERM', 143, 'TERMINATED ended by SIGTERM'],
  ['SIGHUP', 143, 'TERMINATED the terminal went away (SIGHUP)'],
] as const)('The first %s aborts the run, which undoes its work and ends with %i', async (signal, code, reason) => {
  const {child, says, finish, ended} = await start()
  child.kill(signal)
  await says('aborted')
  finish()
  expect(await ended()).toEqual({code, output: `ready\naborted: ${reason}\nundone\n`})
})

test.each([
  ['SIGINT', 'SIGINT', 130],
  ['SIGTERM', 'SIGTERM', 143],
  ['SIGTERM', 'SIGINT', 130],
  ['SIGINT', 'SIGTERM', 143],
] as const)('After %s, a %s quits at once with %i', async (first, second, code) => {
  const {child, says, ended} = await start()
  child.kill(first)
  await says('aborted')
  child.kill(second)
  const {code: left, output} = await ended()
  expect(left).toBe(code)
  expect(output).not.toContain('undone')
})

test('The signals are given back', () => {
  // The worker's other files may have listeners too.
  const counts = () => ['SIGINT', 'SIGTERM', 'SIGHUP'].map(signal => process.listenerCount(signal))
  const before = counts()
  const giveBack = ownSignals(new Run({verbosity: 0, timeoutMs: 0}))
  expect(counts()).toEqual(before.map(count => count + 1))
  giveBack()
  expect(counts()).toEqual(before)
})
