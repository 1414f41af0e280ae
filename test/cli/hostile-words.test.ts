import {readdirSync} from 'node:fs'
import {expect, test} from 'vitest'
import Down from '../../commands/down.ts'
import Up from '../../commands/up.ts'
import {runHere} from '../support/command.ts'
import {expectCalm, HOSTILE_WORDS} from '../support/hostile-texts.ts'
import {temporaryFolder} from '../support/temporary.ts'

test.each(HOSTILE_WORDS)('%j is no image and no name of a cluster, and nothing is made of it', async word => {
  for (const [args, refusal] of [
    [['up', 'other', `--image=${word}`], /^error: invalid argument ".*" for "--image" flag: must be like nginx, /],
    [['down', '--', word], /^error: ".*" is not a valid cluster name: .* {2}\[NAME_INVALID\]\n/],
  ] as const) {
    const home = temporaryFolder()
    const outcome = await runHere(args, {down: Down, up: Up}, home)
    expectCalm(outcome)
    expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code: 2, stdout: ''})
    expect(outcome.stderr).toMatch(refusal)
    expect(readdirSync(home)).toEqual([])
  }
})
