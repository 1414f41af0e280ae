import {globSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {BLANK, fillIn, hasBlank, kubectlAdvice} from '../../src/errors/advice.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Advice, and what is in the prose of the catalogue as a command. */
const COMMAND = /command: (?:'[^']*'|`[^`]*`|\[[^\]]*\])|\w+Advice\(\[[^\]]*\]|`(?:kubectl|docker|tar|sudo) [^`]*`/gs
/** Words that a reader would have to take out, beside variables of the environment. */
const PLACEHOLDER =
  /(?<![\w$./-])(?:IMAGE|FILE|DIR|NAME|NODE|REGISTRY|TAG|ADDRESS|PORT|KEY|KIND|SERVICE|ID|BASE)(?![\w=])/

/** Sources whose lines are printed; the simulated cluster prints none of its own. */
const SOURCES = 'src/{api-server,checks,cli,cluster,errors,expose,process,shell,workflow,workflows}/**/*.ts'

test('No advice has a word in capitals where a name belongs', () => {
  const commands = globSync(SOURCES, {cwd: ROOT}).flatMap(file => {
    const code = readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*\*.*?\*\//gs, '')
    return (code.match(COMMAND) ?? []).map(command => ({file, command}))
  })
  expect(commands.length).toBeGreaterThan(100)
  expect(commands.filter(({command}) => PLACEHOLDER.test(command))).toEqual([])
})

test('A blank is filled in by whoever knows the name', () => {
  const advice = kubectlAdvice(['uncordon', BLANK.node], 'lets it have pods again')
  expect([hasBlank(advice, 'node'), hasBlank(advice, 'image'), hasBlank('read NODE', 'node')]).toEqual([
    true,
    false,
    false,
  ])
  expect(fillIn(advice, 'node', 'k-worker')).toEqual(kubectlAdvice(['uncordon', 'k-worker'], 'lets it have pods again'))
  expect(fillIn(advice, 'image', 'web')).toEqual(advice)
})
