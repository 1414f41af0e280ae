import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {placeCluster} from '../support/hostile.ts'
import {expectCalm} from '../support/hostile-texts.ts'
import {CLI, createMachine} from '../support/machine.ts'

interface Manifest {
  commands: Record<string, {flags: Record<string, {char?: string}>}>
}

const {commands} = JSON.parse(readFileSync(join(import.meta.dirname, '../../dist/manifest.json'), 'utf8')) as Manifest

/** What words may stand for: names, values of all kinds, and what nobody means. */
const VALUES = [
  'kubia',
  'pods',
  'deployment/web',
  '1',
  '-1',
  '8080:30080',
  'json',
  '5m',
  'true',
  'a=b',
  '-',
  '--',
  '',
  'Ä b',
  '../x',
  '$(x)',
]

/** A line of a command's name, of flags that it has and has not, and of values, in any order behind the name. */
const lines = fc.constantFrom(...Object.keys(commands)).chain(id => {
  const flags = Object.entries(commands[id]?.flags ?? {}).flatMap(([name, {char}]) => [
    `--${name}`,
    ...(char ? [`-${char}`] : []),
  ])
  const value = fc.oneof(
    {weight: 4, arbitrary: fc.constantFrom(...VALUES)},
    fc.string({maxLength: 20, unit: 'binary'}).filter(text => !text.includes('\0')),
  )
  const flag = fc.constantFrom(...flags, '--nonsense', '-Z')
  const word = fc.oneof(
    value,
    flag,
    fc.tuple(flag, value).map(([name, text]) => `${name}=${text}`),
  )
  return fc.array(word, {maxLength: 6}).map(words => [...id.split(':'), ...words])
})

/** Some commands go on until they are told to end. */
const PATIENCE_MS = 10_000

test('Any line of words ends, with an exit code of its class and without a stack trace', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(lines, async line => {
      const machine = createMachine()
      placeCluster(machine)
      const running = machine.start(process.execPath, [CLI, ...line], {input: ''})
      const timer = setTimeout(() => running.child.kill('SIGINT'), PATIENCE_MS)
      const outcome = await running.ended
      clearTimeout(timer)
      // Help is long, and --debug has the stack trace.
      if (!line.some(word => /^(-h|--help|--debug)/.test(word))) expectCalm({...outcome, stdout: ''})
      expect(outcome.stdout).not.toMatch(/^ {4,}at /m)
      expect(outcome.code).toBeOneOf([0, 2, 3, 4, 5, 6, 7, 130])
    }),
    {numRuns: 40},
  )
})
