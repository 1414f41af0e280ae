import {commandBody} from '../src/cli/help/command-help.ts'
import type {Block, Row} from '../src/cli/help/layout.ts'
import type {HelpContext} from '../src/cli/help/manifest.ts'
import {COMMAND_GROUPS, groupPage} from '../src/cli/help/root-help.ts'
import {TOPICS, topicPage} from '../src/cli/help/topics.ts'

type Context = Omit<HelpContext, 'width'>

/** A text of help in Markdown, which takes some marks for its own, but in code; documents that it names are links. */
const inMarkdown = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[\\<*[\]]/g, '\\$&')))
    .join('')
    .replaceAll(/\bdocs\/([\w-]+\.md)/g, '[$&]($1)')

/** Of a cell, whose bars end it also in code. */
const inCell = (text: string): string => text.replaceAll('|', '\\|')

const table = (heads: readonly [string, string], rows: readonly Row[]): string[] => {
  if (rows.length === 0) return []
  const lines = rows.map(([label, text]) => `| ${inCell(label)} | ${inCell(inMarkdown(text))} |`)
  return ['', `| ${heads.join(' | ')} |`, '| --- | --- |', ...lines]
}

const asCode = ([label, text]: Row): Row => [`\`${label.trim()}\``, text]

/** A link to the section of a command, by its words: `config print`. */
const asLink = ([words, text]: Row): Row => [`[${words}](#${words.replaceAll(' ', '-')})`, text]

/** Blocks of a page: texts, lines to copy, links to commands, and all else that has a label in one table. */
const markdown = (blocks: readonly Block[], head: string): string[] => {
  const rowsOf = (wanted: (title: string | undefined) => boolean): Row[] =>
    blocks.flatMap(block => ('rows' in block && wanted(block.title) ? block.rows : []))
  return [
    ...blocks.flatMap(block => ('text' in block && block.text !== '' ? ['', inMarkdown(block.text)] : [])),
    ...blocks.flatMap(block =>
      'lines' in block && block.lines.length > 0 ? ['', `${block.title}:`, '```', ...block.lines, '```'] : [],
    ),
    ...table(['command', 'does'], rowsOf(title => title === 'Commands').map(asLink)),
    ...table([head, 'means'], rowsOf(title => title !== 'Commands').map(asCode)),
  ]
}

/** The ids of a command or group of the list, and of what is below it. */
const idsOf = (name: string, {commands}: Context): string[] => [
  name,
  ...Object.keys(commands).filter(id => id.startsWith(`${name}:`) && !commands[id]?.hidden),
]

const section = (id: string, context: Context): string[] => {
  const command = context.commands[id]
  return [
    '',
    `### ${id.replaceAll(':', ' ')}`,
    ...markdown(command ? commandBody(command, context) : groupPage(id, context), 'argument or flag'),
  ]
}

/** The commands of one purpose: a table of them, and a section for each. */
const chapter = (title: string, names: readonly string[], context: Context): string[] => {
  const rows = names.flatMap((name): Row[] => {
    const summary = context.groups[name]?.description ?? context.commands[name]?.summary
    return summary === undefined ? [] : [[name, summary]]
  })
  const ids = rows.flatMap(([name]) => idsOf(name, context))
  return [
    '',
    `## ${title}`,
    ...table(['command', 'does'], rows.map(asLink)),
    ...ids.flatMap(id => section(id, context)),
  ]
}

/** What `help TOPIC` prints; the topic of a group of commands stands in the group's section. */
const topicSections = ({groups}: Context): string[] =>
  Object.keys(TOPICS)
    .filter(name => !(name in groups))
    .flatMap(name => ['', `### ${name}`, ...markdown(topicPage(name) ?? [], 'word')])

/** docs/commands.md: what `--help` prints of each command, group and topic, in the order of `kubectl kubia --help`. */
export const commandsPage = (context: Context): string =>
  [
    '# Commands',
    '',
    'Written by `npm run docs` from what `--help` prints; do not edit by hand.',
    '',
    'One flag means one thing everywhere. Standard output has the answer, standard error the [progress](#progress); the [exit code](errors.md) tells the class of a failure; some defaults come from [variables](#environment).',
    ...Object.entries(COMMAND_GROUPS).flatMap(([title, names]) => chapter(title, names, context)),
    '',
    '## Topics',
    ...topicSections(context),
    '',
  ].join('\n')
