import {spawnSync} from 'node:child_process'
import {globSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {type Block, blocksOf} from '../support/blocks.ts'
import {realKubectl} from '../support/machine.ts'
import {createSimMachine} from '../support/sim-machine.ts'
import {missing} from './home.ts'
import {ZshSession} from './zsh-session.ts'

const ROOT = join(import.meta.dirname, '../..')
/** In the order in which a reader comes to them: what the first makes, the next ones use. */
const FILES = ['README.md', 'docs/walkthrough.md', 'docs/simulated.md']
const blocks = FILES.flatMap(blocksOf)

/** What is another on each cluster, or in each run, and the word that stands for it. The order counts. */
const GIVEN: readonly [pattern: RegExp, word: string][] = [
  [/\b(?:kind|sim)-kubia\b/g, 'CONTEXT'],
  [/(?<= )(?:kind|sim)(?= |$)/g, 'PROVIDER'],
  [/v\d+\.\d+\.\d+(?:\+simulated)?/g, 'VERSION'],
  [/control-plane,master/g, 'control-plane'],
  [/\b\d+\.\d+\.\d+\.\d+(?::\d+)?/g, 'ADDRESS'],
  [/<pending>/g, 'ADDRESS'],
  [/\(the [^)]*address\)/g, '(WHERE)'],
  [/\b8080:\d+\/TCP/g, '8080:PORT/TCP'],
  [/-[0-9a-f]{8,10}(?:-[0-9a-z]{5})?\b/g, '-HASH'],
  [/\bkubia-worker2?\b/g, 'WORKER'],
  [/^WORKER(?= )/g, 'kubia-worker'],
  [/\b\d+(?:h\d+)?(?:m\d+)?(?:\.\d+)?m?s\b|\b\d+m\b|\b\d+h\d*m?\b/g, 'TIME'],
  [/\b\d+ +█+/g, 'N BAR'],
  [/ +/g, ' '],
  [/─+/g, '─'],
]

/** Lines without what is given by the cluster; those that then say the same stand beside each other. */
const steady = (lines: readonly string[]): string[] =>
  lines.map(line => GIVEN.reduce((text, [pattern, word]) => text.replace(pattern, word), line).trimEnd())

const nameOf = ({file, line, typed}: Block): string => `${file}:${line} ${typed[0]?.command}`

test('Every block that is there to be typed is run, or says why it is not', () => {
  // A translation has the code of its original (test/docs/links.test.ts).
  const all = globSync('{README.md,docs/*.md}', {cwd: ROOT}).filter(file => !file.endsWith('.ko.md'))
  // A block whose comment or fence is not as it must be would be none.
  const fences = all.flatMap(file => readFileSync(join(ROOT, file), 'utf8').match(/^```(?:sh|console)\b/gm) ?? [])
  const found = all.flatMap(blocksOf)
  expect(found).toHaveLength(fences.length)
  expect(found.filter(({isRun, notRun}) => isRun === (notRun !== undefined)).map(nameOf)).toEqual([])
  expect(found.filter(({isRun, file}) => isRun && !FILES.includes(file)).map(nameOf)).toEqual([])
})

const zsh = missing('zsh')
const ZSH = spawnSync('sh', ['-c', 'command -v zsh'], {encoding: 'utf8'}).stdout.trim()

describe.skipIf(zsh)('On a simulated cluster, typed into zsh from the top', () => {
  const {machine} = createSimMachine()
  const path = `${machine.path}:${dirname(realKubectl ?? '')}:/usr/bin:/bin`
  // Clusters of this machine's engines are none of the reader's.
  for (const engine of ['docker', 'podman', 'nerdctl', 'finch'])
    writeFileSync(join(machine.path, engine), '#!/bin/sh\nexit 127\n', {mode: 0o755})
  const session = new ZshSession(ZSH, {
    cwd: machine.home,
    env: {...machine.env, PATH: path, KUBIA_PROVIDER: 'sim'},
    size: {columns: 160, rows: 120},
    patienceMs: 150_000,
  })
  afterAll(async () => {
    session.close()
    await machine.kubia(['down'], {env: {PATH: path}})
  })

  test.each(blocks.filter(({isRun}) => isRun).map(block => [nameOf(block), block] as const))(
    '%s prints what it shows',
    {timeout: 180_000},
    async (_name, {typed, exit, notCompared}) => {
      for (const [index, {command, output}] of typed.entries()) {
        const printed = await session.type(command)
        const isLast = index === typed.length - 1
        expect(printed.exit, printed.output.join('\n')).toBe(isLast ? exit : 0)
        if (output.length > 0 && notCompared === undefined) expect(steady(printed.output)).toEqual(steady(output))
      }
    },
  )
})
