import {readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'
import {CLI, createMachine} from '../support/machine.ts'

const DIST = join(dirname(CLI), '../dist/')

/** Writes the address of each module that Node loads to a file. */
const RECORD = `
import {appendFileSync} from 'node:fs'
import {registerHooks} from 'node:module'
registerHooks({load: (url, context, next) => (appendFileSync('LOADED', url + '\\n'), next(url, context))})
`

/** The modules of the built program that a run loads, as file names below dist. */
const modulesOf = async (progress: string): Promise<string[]> => {
  const machine = createMachine()
  const loaded = join(machine.root, 'loaded')
  machine.put('record.mjs', RECORD.replace('LOADED', loaded))
  const hook = join(machine.root, 'record.mjs')
  const {code, stderr} = await machine.kubia(['up', '--workers', '0', '--progress', progress], {
    env: {NODE_OPTIONS: `--import=${hook}`},
  })
  expect(code, stderr).toBe(0)
  return readFileSync(loaded, 'utf8')
    .split('\n')
    .filter(url => url.startsWith('file://'))
    .map(url => fileURLToPath(url))
    .filter(file => file.startsWith(DIST))
}

/** Whether a built file has modules of listr2: esbuild names the source of each in a comment. */
const hasListr = (file: string): boolean => readFileSync(file, 'utf8').includes('\n// node_modules/listr2/')

test.each([
  ['tty', true],
  ['plain', false],
  ['json', false],
  ['quiet', false],
] as const)('--progress %s: that listr2 is loaded is %s', async (progress, expected) => {
  const modules = await modulesOf(progress)
  expect(modules.length).toBeGreaterThan(5)
  expect(modules.some(hasListr)).toBe(expected)
})
