import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {directCompletions} from '../../src/shell/direct.ts'

const TEMPLATES = join(import.meta.dirname, '../../src/shell/direct')
const template = (name: string): string => readFileSync(join(TEMPLATES, name), 'utf8')

describe('the completions of kubectl-kubia', () => {
  test('there is a file for each template, with the commands in it', async () => {
    const files = await directCompletions(
      {
        commands: {up: {summary: "make what's there", args: [], repeats: false, flags: {}}},
        topics: {},
        helpTopics: {},
        clusters: [],
        kinds: {words: [], plurals: [], targets: {scalable: [], exposable: [], logged: [], rolled: []}},
      },
      template,
    )
    expect(Object.keys(files).sort()).toEqual(readdirSync(TEMPLATES).sort())
    expect(files['kubectl-kubia.bash']).toContain(String.raw`'up	make what'\''s there'`)
    expect(files['kubectl-kubia.fish']).toContain(String.raw`'up	make what\'s there'`)
    for (const text of Object.values(files)) expect(text).not.toContain('@ANSWERS@')
  })
})
