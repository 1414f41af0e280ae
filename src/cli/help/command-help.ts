import {EXIT} from '../../errors/catalogue/entry.ts'
import {EXIT_CLASSES} from '../../errors/exit-classes.ts'
import {FLAG_GROUPS} from '../flag-groups.ts'
import {BARE_VALUES} from '../flag-reader.ts'
import {variablesOf} from './environment.ts'
import type {Block, Row} from './layout.ts'
import type {HelpArgument, HelpCommand, HelpContext, HelpFlag} from './manifest.ts'

/** The page of docs/ with more on a command, by the first word of its id. */
const PAGES: Readonly<Record<string, string>> = {
  alias: 'docs/shell.md',
  completion: 'docs/shell.md',
  'shell-init': 'docs/shell.md',
  doctor: 'docs/errors.md',
}

/** A fragment as a sentence. */
export const sentence = (fragment: string): string => {
  const text = fragment.charAt(0).toUpperCase() + fragment.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** What stands behind a flag's name: ` VALUE`, or `[=VALUE]` where it may be left out. */
const placeholder = ({name, type, helpValue, options}: HelpFlag): string => {
  if (type === 'boolean') return ''
  const value = options?.join('|') ?? (Array.isArray(helpValue) ? helpValue.join(' ') : helpValue) ?? 'VALUE'
  return BARE_VALUES[name] === undefined ? ` ${value}` : `[=${value}]`
}

const flagLabel = (flag: HelpFlag): string => {
  const {name, char, allowNo} = flag
  const short = char === undefined ? '    ' : `-${char}, `
  return name.length === 1
    ? `-${name}${placeholder(flag)}`
    : `${short}--${allowNo ? '[no-]' : ''}${name}${placeholder(flag)}`
}

const flagText = ({description = '', default: value, env, multiple}: HelpFlag): string => {
  const notes = [
    ...(value === undefined || value === false ? [] : [`default ${value}`]),
    ...(env === undefined ? [] : [`or ${env}`]),
    ...(multiple && !description.includes('repeated') ? ['may be repeated'] : []),
  ]
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`
}

const argumentLabel = ({name, required, multiple}: HelpArgument): string => {
  const label = `${name.toUpperCase()}${multiple ? '...' : ''}`
  return required ? label : `[${label}]`
}

const shownFlags = ({flags}: HelpCommand): HelpFlag[] => Object.values(flags).filter(({hidden}) => !hidden)

/** A command's flags under the headings of their groups, those of no group first. */
const flagBlocks = (flags: readonly HelpFlag[]): Block[] => {
  const rowsOf = (some: readonly HelpFlag[]): Row[] => some.map(flag => [flagLabel(flag), flagText(flag)])
  const titles: [group: string | undefined, title: string][] = [[undefined, 'Flags'], ...Object.entries(FLAG_GROUPS)]
  return titles.map(([group, title]) => ({
    title,
    rows: rowsOf(flags.filter(({helpGroup}) => helpGroup === group)),
    alike: rowsOf(flags),
  }))
}

const usageLines = ({id, usage, args}: HelpCommand, bin: string): string[] => {
  const own = [usage ?? []].flat()
  const words = [id.replaceAll(':', ' '), ...Object.values(args).map(argumentLabel), '[flags]']
  return (own.length > 0 ? own : [words.join(' ')]).map(line => `${bin} ${line}`)
}

/** The commands of a group, or none: a command may be a group too (`completion`). */
export const subcommandRows = (id: string, {commands}: Pick<HelpContext, 'commands'>): Row[] =>
  Object.values(commands)
    .filter(command => command.id.startsWith(`${id}:`) && !command.hidden)
    .map(command => [command.id.replaceAll(':', ' '), command.summary ?? ''])

/** `0 done, 1 unexpected, …`: those that a command may end with by itself. */
const exitLine = EXIT_CLASSES.filter(({code}) => code < EXIT.sigint)
  .map(({code, brief}) => `${code} ${brief}`)
  .join('; ')

/** What a command shows in examples. */
const exampleLines = ({examples = []}: HelpCommand, bin: string): string[] =>
  examples
    .map(example => (typeof example === 'string' ? example : example.command))
    .map(line => line.replaceAll('<%= config.bin %>', bin))

/** What a command is, with examples, its usage, its arguments, and its flags by what they are for. */
export const commandBody = (command: HelpCommand, context: Omit<HelpContext, 'width'>): Block[] => {
  const {bin} = context
  const {id, summary = '', description = '', args} = command
  return [
    {text: sentence(summary)},
    {text: description},
    {title: 'Examples', lines: exampleLines(command, bin)},
    {title: 'Usage', lines: usageLines(command, bin)},
    {title: 'Commands', rows: subcommandRows(id, context)},
    {title: 'Arguments', rows: Object.values(args).map(arg => [argumentLabel(arg), arg.description ?? ''])},
    ...flagBlocks(shownFlags(command)),
  ]
}

/** The page of a command: what it is and takes, the variables that it reads, exit codes, and where more is said. */
export const commandPage = (command: HelpCommand, context: Omit<HelpContext, 'width'>): Block[] => {
  const {id} = command
  const names = shownFlags(command).map(({name}) => name)
  return [
    ...commandBody(command, context),
    {title: 'Environment', rows: variablesOf(id, names).map(({name, does}) => [name, does])},
    {title: 'Exit codes', text: exitLine},
    {text: `More: ${PAGES[id.replace(/:.*/, '')] ?? 'docs/walkthrough.md'}, and '${context.bin} help exit-codes'.`},
  ]
}
