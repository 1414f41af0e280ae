import {describe, expect, test} from 'vitest'
import {FLAG_GROUPS} from '../../../src/cli/flag-groups.ts'
import {help, startHelp} from '../../../src/cli/help/help.ts'
import {COMMAND_GROUPS} from '../../../src/cli/help/root-help.ts'
import {TOPICS} from '../../../src/cli/help/topics.ts'
import {commands, helpContext} from './manifest.ts'

const pages: (string | undefined)[] = [undefined, ...Object.keys(commands), 'alias', ...Object.keys(TOPICS)]

describe.each([60, 80, 120])('In %i columns', width => {
  const context = helpContext(commands, width)

  test.each([
    ['kubectl kubia --help', undefined],
    ['up', 'up'],
    ['deploy', 'deploy'],
    ['completion', 'completion'],
    ['config', 'config'],
    ['exit-codes', 'exit-codes'],
    ['environment', 'environment'],
  ])('the page of %s is this very text', async (title, id) => {
    await expect(help(id, context)).toMatchFileSnapshot(`pages/${title.replaceAll(/\W+/g, '-')}.${width}.txt`)
  })

  test('what `kubectl kubia` alone prints is this very text', async () => {
    await expect(startHelp(context)).toMatchFileSnapshot(`pages/start.${width}.txt`)
  })
})

test.each([40, 60, 80, 120])('In %i columns no text is wider than that, but for lines to copy and labels', width => {
  for (const id of pages) {
    const texts = help(id, helpContext(commands, width))
      .split('\n')
      .filter(line => !/^ {2}(?:kubectl|curl|source|eval|\S+=|-|\s*--)/.test(line))
    expect(texts.filter(line => line.length > width && /\S\s+\S/.test(line.trim()))).toEqual([])
  }
})

test('Every command stands in one group of the list, and what is listed and there has a page', () => {
  const listed = Object.values(COMMAND_GROUPS).flat()
  const names = [...new Set(Object.keys(commands).map(id => id.replace(/:.*/, '')))]
  expect(listed).toEqual([...new Set(listed)])
  expect(names.filter(name => !listed.includes(name))).toEqual([])
})

test('Every group of flags has a title', () => {
  const groups = Object.values(commands).flatMap(({flags}) => Object.values(flags).map(({helpGroup}) => helpGroup))
  expect([...new Set(groups)].filter(group => group !== undefined && !(group in FLAG_GROUPS))).toEqual([])
})

test('A flag shows its letter, value, default, variable and that it may be repeated', () => {
  const page = help('x', {
    ...helpContext({}, 80),
    commands: {
      x: {
        id: 'x',
        summary: 'do x',
        args: {},
        flags: {
          plain: {name: 'plain', type: 'boolean', description: 'says nothing of itself'},
          wait: {name: 'wait', type: 'boolean', allowNo: true, description: 'wait for it'},
          size: {
            name: 'size',
            char: 's',
            type: 'option',
            helpValue: 'N',
            default: '3',
            env: 'SIZE',
            description: 'how large',
          },
          env: {name: 'env', type: 'option', multiple: true, helpValue: 'K=V', description: 'a variable'},
          'dry-run': {name: 'dry-run', type: 'option', options: ['client', 'none'], description: 'only print'},
          secret: {name: 'secret', type: 'boolean', hidden: true},
        },
      },
    },
  })
  expect(page).toBe(`Do x.

Usage:
  kubectl kubia x [flags]

Flags:
      --plain      says nothing of itself
      --[no-]wait  wait for it
  -s, --size N     how large (default 3; or SIZE)
      --env K=V    a variable (may be repeated)
      --dry-run[=client|none]
                   only print

Exit codes:
  0 done; 1 unexpected; 2 usage, or not found; 3 the environment; 4 a conflict;
  5 not ready in time; 6 the workload failed; 7 torn down in part

More: docs/walkthrough.md, and 'kubectl kubia help exit-codes'.
`)
})
