import {expect, test} from 'vitest'
import {commandsPage} from '../../scripts/commands-page.ts'

const page = commandsPage({
  commands: {
    up: {
      id: 'up',
      summary: 'make a [cluster]',
      description: 'The address is <none> at first, as `<none>` is; see docs/simulated.md.',
      args: {name: {name: 'name', description: 'its name'}},
      flags: {
        output: {name: 'output', char: 'o', type: 'option', options: ['json', 'yaml'], description: 'json | yaml'},
        secret: {name: 'secret', type: 'boolean', hidden: true},
      },
    },
    'config:print': {id: 'config:print', summary: 'print it', args: {}, flags: {}},
  },
  groups: {config: {description: 'print the config'}},
  bin: 'kubectl kubia',
})

test('A command is a section of the documents, with its texts as Markdown and its flags in a table', () => {
  expect(page).toContain(`### up

Make a \\[cluster\\].

The address is \\<none> at first, as \`<none>\` is; see [docs/simulated.md](simulated.md).

Usage:
\`\`\`
kubectl kubia up [NAME] [flags]
\`\`\`

| argument or flag | means |
| --- | --- |
| \`[NAME]\` | its name |
| \`-o, --output json\\|yaml\` | json \\| yaml |

## Apps
`)
})

test('A group of commands leads to its commands, and what is not there has no row', () => {
  expect(page).toContain('\n| [config](#config) | print the config |\n')
  expect(page).toContain('\n| [config print](#config-print) | print it |\n')
  expect(page).toContain('\n### config print\n')
  expect(page).not.toContain('](#down)')
})
