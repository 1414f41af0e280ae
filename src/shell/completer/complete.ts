import {visibleLine} from '../../text/visible.ts'
import type {CompletionTable, ValueSource} from '../completion-table.ts'
import type {Line} from './line.ts'

/** What may stand next, as cobra's shell scripts read it (cobra, completions.go, ShellCompDirective). */
export interface Completion {
  /** Values, with a description where there is one. */
  candidates: readonly (readonly [value: string, description?: string])[]
  /** 0: file names, where no candidate fits; 4: no file names; 32: in this order. */
  directive: number
}

const [FILES, NO_FILES, KEEP_ORDER] = [0, 4, 32]

export const NOTHING: Completion = {candidates: [], directive: NO_FILES}

/** Limits that people give, shortest first; 0 is none. */
const DURATIONS = ['30s', '1m', '2m', '5m', '10m', '30m', '0']

/** Values that are read from programs and the API server. Each comes within a second; none where reading fails. */
export interface LiveValues {
  clusters: () => Promise<string[]>
  contexts: () => Promise<string[]>
  images: () => Promise<string[]>
  /** Names of objects as KIND/NAME, lowercase; `free` leaves out what belongs to another object. */
  objects: (kinds: readonly string[], free: boolean) => Promise<string[]>
}

/** Loads what reads live values; called only where some are needed, since it takes time. */
export type LoadValues = () => Promise<LiveValues>

const plain = (values: readonly string[], directive = NO_FILES): Completion => ({
  candidates: values.map(value => [value] as const),
  directive,
})

const bare = (names: readonly string[]): string[] => names.map(name => name.slice(name.indexOf('/') + 1))

/** `KIND/` was typed: the names of that kind, with the kind in front. */
const namesBehindSlash = async (typed: string, load: LoadValues): Promise<Completion> => {
  const kind = typed.slice(0, typed.indexOf('/'))
  return plain(bare(await (await load()).objects([kind], false)).map(name => `${kind}/${name}`))
}

const targets = async (kinds: readonly string[], typed: string, load: LoadValues): Promise<Completion> => {
  if (typed.includes('/')) return namesBehindSlash(typed, load)
  const found = await (await load()).objects(kinds, true)
  const names = found.map(name => [bare([name])[0] ?? '', name.slice(0, name.indexOf('/'))] as const)
  return {candidates: [...names, ...kinds.map(kind => [kind, 'kind'] as const)], directive: NO_FILES}
}

const valuesOf = async (
  source: ValueSource,
  line: Line,
  {kinds}: CompletionTable,
  load: LoadValues,
): Promise<Completion> => {
  if (typeof source !== 'string') return plain(source)
  const {typed, positionals} = line
  switch (source) {
    case 'none':
      return NOTHING
    case 'files':
      return {candidates: [], directive: FILES}
    case 'loadable':
      // The shell offers files where no image fits; what begins like a path is none.
      return /^[./]/.test(typed) ? {candidates: [], directive: FILES} : plain(await (await load()).images(), FILES)
    case 'durations':
      return plain(DURATIONS, NO_FILES | KEEP_ORDER)
    case 'clusters':
    case 'contexts':
    case 'images':
      return plain(await (await load())[source]())
    case 'power':
      return typed.includes('/')
        ? namesBehindSlash(typed, load)
        : plain([...(await (await load()).clusters()), 'node/'])
    case 'services':
      return typed.includes('/')
        ? namesBehindSlash(typed, load)
        : plain([...bare(await (await load()).objects([source], false)), 'ingress/'])
    case 'nodes':
    case 'namespaces':
    case 'deployments':
      return plain(bare(await (await load()).objects([source], false)))
    case 'kinds':
      return typed.includes('/') ? namesBehindSlash(typed, load) : plain(kinds.plurals)
    case 'names': {
      const [kind = ''] = positionals
      if (kind.includes('/')) return NOTHING
      const given = new Set(positionals.slice(1))
      return plain(bare(await (await load()).objects([kind], false)).filter(name => !given.has(name)))
    }
    default:
      return targets(kinds.targets[source], typed, load)
  }
}

const argumentSource = (line: Line, {kinds}: CompletionTable): ValueSource => {
  const {command, positionals} = line
  if (!command) return 'none'
  const source = command.args[positionals.length] ?? (command.repeats ? command.args.at(-1) : undefined) ?? 'none'
  // A name follows a KIND; behind a bare NAME or KIND/NAME there is none.
  return source === 'names' && !kinds.words.includes((positionals[0] ?? '').toLowerCase()) ? 'none' : source
}

const flagNames = ({command, flags, typed}: Line): Completion => {
  const shown = Object.entries(command?.flags ?? {}).filter(([name, {repeats}]) => repeats || !flags.has(name))
  const long = shown.flatMap(([name, {description, negatable}]) => [
    [name.length === 1 ? `-${name}` : `--${name}`, description] as const,
    ...(negatable && typed.startsWith('--no') ? [[`--no-${name}`, `not: ${description}`] as const] : []),
  ])
  const short = typed.startsWith('--')
    ? []
    : shown.flatMap(([, {char, description}]) => (char ? [[`-${char}`, description] as const] : []))
  return {candidates: [...long, ...short, ['--help', 'how the command is used']], directive: NO_FILES}
}

const commandNames = ({group}: Line, {commands, topics}: CompletionTable): Completion['candidates'] => {
  const depth = group === undefined ? 0 : 1
  const found = new Map<string, string>()
  for (const [id, {summary}] of Object.entries(commands)) {
    const parts = id.split(':')
    const word = parts[depth]
    if (word === undefined || (group !== undefined && parts[0] !== group)) continue
    found.set(word, parts.length === depth + 1 ? summary : (commands[word]?.summary ?? topics[word] ?? ''))
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** What may stand at the cursor. */
export const complete = async (line: Line, table: CompletionTable, load: LoadValues): Promise<Completion> => {
  const {pending, typed, noFlags, command, group, id} = line
  if (pending) {
    if (pending.value === undefined) return plain(['true', 'false'])
    return valuesOf(pending.value, line, table, load)
  }
  if (typed.startsWith('-') && !noFlags) return flagNames(line)
  if (group !== undefined && line.positionals.length === 0) {
    const own = command ? (await valuesOf(argumentSource(line, table), line, table, load)).candidates : []
    return {candidates: [...commandNames(line, table), ...own], directive: NO_FILES}
  }
  if (id === undefined)
    return {
      candidates: [
        ...commandNames(line, table),
        ...(line.isHelp ? Object.entries(table.helpTopics) : [['help', 'how a command is used'] as const]),
      ],
      directive: NO_FILES,
    }
  return valuesOf(argumentSource(line, table), line, table, load)
}

/** The lines for the shell, which shows those that fit what is typed: a candidate a line, the directive last. */
export const formatCompletion = ({candidates, directive}: Completion): string => {
  const lines = candidates.map(([value, description]) =>
    [value, ...(description ? [description.replaceAll(/\s+/g, ' ')] : [])].map(visibleLine).join('\t'),
  )
  return [...new Set(lines), `:${directive}`, ''].join('\n')
}
