import type {CompletedCommand, CompletedFlag, CompletionTable} from '../completion-table.ts'

/** A command line up to the cursor, understood as far as it goes. */
export interface Line {
  /** Whether `help` stands in front of the command. */
  isHelp: boolean
  /** The command's id; undefined where none was typed yet. */
  id: string | undefined
  command: CompletedCommand | undefined
  /** The first word of a group whose second word is to come: `config`. */
  group: string | undefined
  positionals: string[]
  /** Flags that were given, by name, with their last value; the empty text for flags without one. */
  flags: Map<string, string>
  /** The flag whose value is being typed. */
  pending: CompletedFlag | undefined
  /** `--timeout=` in front of the value that is being typed; empty where flag and value are two words. */
  prefix: string
  /** What is being typed: of `--timeout=5`, `5`. */
  typed: string
  /** Whether `--` was passed: no flags from there on. */
  noFlags: boolean
}

type Flags = Readonly<Record<string, CompletedFlag>>

/** An entry of a record's own: `constructor` is none. */
const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.prototype.propertyIsEnumerable.call(record, key) ? record[key] : undefined

const findFlag = (flags: Flags, word: string): [string, CompletedFlag] | undefined => {
  const name = /^--?([^=]*)/.exec(word)?.[1] ?? ''
  if (word.startsWith('--')) {
    const flag = own(flags, name)
    return flag && [name, flag]
  }
  // Of letters that stand together only the last may take the next word.
  const letter = name.at(-1)
  return Object.entries(flags).find(([key, {char}]) => char === letter || key === letter)
}

const allFlags = ({commands}: CompletionTable): Flags =>
  Object.assign({}, ...Object.values(commands).map(({flags}) => flags))

const isFlag = (word: string): boolean => word.startsWith('-') && word !== '-' && !/^-\d/.test(word)

/** Reads the words behind `kubectl kubia`; the last one is being typed, and may be empty. */
export const readLine = (argv: readonly string[], table: CompletionTable): Line => {
  const words = argv.slice(0, -1)
  const last = argv.at(-1) ?? ''
  const line: Line = {
    isHelp: false,
    id: undefined,
    command: undefined,
    group: undefined,
    positionals: [],
    flags: new Map(),
    pending: undefined,
    prefix: '',
    typed: last,
    noFlags: false,
  }
  const every = allFlags(table)
  const flagsNow = (): Flags => line.command?.flags ?? every

  const takeWord = (word: string): void => {
    if (word === 'help' && line.id === undefined) {
      line.isHelp = true // `help up` is about `up`.
      return
    }
    const id = line.group === undefined ? word : `${line.group}:${word}`
    const isGroup = Object.keys(table.commands).some(key => key.startsWith(`${word}:`))
    if (line.command && line.group !== undefined && line.positionals.length === 0 && own(table.commands, id)) {
      // `completion` is a command and a group: `completion install` is the longer match.
      Object.assign(line, {id, command: own(table.commands, id), group: undefined})
    } else if (line.command) {
      line.positionals.push(word)
      line.group = undefined
    } else if (line.id === undefined || line.group !== undefined) {
      Object.assign(line, {id, command: own(table.commands, id), group: isGroup && !line.group ? word : undefined})
    } else line.positionals.push(word)
  }

  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    if (line.noFlags || !isFlag(word)) {
      takeWord(word)
      continue
    }
    if (word === '--') {
      line.noFlags = true
      continue
    }
    const [name, flag] = findFlag(flagsNow(), word) ?? []
    const attached = word.includes('=') ? word.slice(word.indexOf('=') + 1) : undefined
    const takesNext = flag?.value !== undefined && attached === undefined && !flag.bare
    if (takesNext && index === words.length - 1) line.pending = flag
    const value = takesNext ? (words[++index] ?? '') : (attached ?? '')
    if (name !== undefined) line.flags.set(name, value)
  }
  if (!line.pending && !line.noFlags && /^--?[^=]+=/.test(last)) {
    line.pending = findFlag(flagsNow(), last)?.[1] ?? {description: '', value: 'none'}
    line.prefix = last.slice(0, last.indexOf('=') + 1)
    line.typed = last.slice(line.prefix.length)
  }
  return line
}
