import {DEFAULT_REGISTRY_PORT} from '../cluster/image-registry.ts'
import {didYouMean, orMeant} from '../errors/did-you-mean.ts'
import {usageError} from '../errors/kubia-error.ts'

/** What the argument vector is read with: a command's flags as the manifest has them. */
export interface FlagShape {
  name: string
  char?: string | undefined
  type: 'boolean' | 'option'
  multiple?: boolean | undefined
  allowNo?: boolean | undefined
  options?: readonly string[] | undefined
}
export interface CommandShape {
  flags: Readonly<Record<string, FlagShape>>
  /** The positional arguments, by name; the manifest leaves an empty object for none. */
  args?: Readonly<Record<string, unknown>>
  /** False: takes more positional arguments than it names. */
  strict?: boolean
}
/** The commands by id; the words of an id are joined by colons (`config:print`). */
export type CommandShapes = Readonly<Record<string, CommandShape>>

/** Flags that may stand without a value, and what they mean then. */
export const BARE_VALUES: Readonly<Record<string, string>> = {
  v: '1',
  'dry-run': 'client',
  registry: String(DEFAULT_REGISTRY_PORT),
}

/** Those whose value may also stand behind them, where it is a number. */
export const NUMBERS_FOLLOW: readonly string[] = ['registry']

const flagLabel = (flag: FlagShape): string =>
  flag.char && flag.name.length > 1
    ? `-${flag.char}, --${flag.name}`
    : flag.name.length > 1
      ? `--${flag.name}`
      : `-${flag.name}`

export const findLong = (flags: CommandShape['flags'], name: string): FlagShape | undefined =>
  Object.hasOwn(flags, name) ? flags[name] : undefined

export const findShort = (flags: CommandShape['flags'], letter: string): FlagShape | undefined =>
  Object.values(flags).find(flag => flag.char === letter || flag.name === letter)

const parseBoolean = (flag: FlagShape, value: string): boolean => {
  if (['true', '1', 't', 'T', 'TRUE', 'True'].includes(value)) return true
  if (['false', '0', 'f', 'F', 'FALSE', 'False'].includes(value)) return false
  throw usageError(`invalid argument "${value}" for "${flagLabel(flag)}" flag: must be true or false`)
}

/** A command's flags in one spelling, and its other arguments. */
export interface ParsedFlags {
  /** `--name=value`, `--name` or `--no-name`. */
  flags: string[]
  /** The positional arguments; `--` and everything after it are kept. */
  positionals: string[]
  /** True where help was asked for. */
  help: boolean
}

/**
 * Reads the arguments after a command's name as kubectl does and gives the flags one spelling.
 * @throws KubiaError USAGE with kubectl's message for an unknown flag, or a missing or wrong value
 */
export const parseFlags = (flags: CommandShape['flags'], words: readonly string[]): ParsedFlags => {
  const reader = new Reader(flags, words)
  reader.read()
  return {flags: reader.flags(), positionals: reader.positionals, help: reader.help}
}

/** Collects one command's flags and positional arguments. */
class Reader {
  readonly positionals: string[] = []
  help = false
  readonly #flags: CommandShape['flags']
  readonly #words: string[]
  readonly #values = new Map<string, string[]>()

  constructor(flags: CommandShape['flags'], words: readonly string[]) {
    this.#flags = flags
    this.#words = [...words]
  }

  read(): void {
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) {
      if (word === '--') return void this.positionals.push('--', ...this.#words.splice(0))
      if (word.startsWith('--')) this.#readLong(word)
      else if (word.startsWith('-') && word !== '-' && !/^-\d/.test(word)) this.#readShort(word)
      else this.positionals.push(word)
    }
  }

  /** The flags in that spelling. Of a flag that takes one value, the last one counts, as everywhere in kubectl. */
  flags(): string[] {
    return [...this.#values.values()].flat()
  }

  #readLong(word: string): void {
    const [, name = '', value] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? []
    if (name === 'help') {
      this.help = true
      return
    }
    const flag = findLong(this.#flags, name) ?? this.#negated(name)
    if (!flag) throw unknownFlag(`unknown flag: --${name}`, name, this.#flags)
    if (flag.type === 'boolean') {
      const stated = value === undefined || parseBoolean(flag, value)
      return this.#setBoolean(flag, flag.name === name ? stated : !stated)
    }
    const follows = value === undefined && NUMBERS_FOLLOW.includes(name) && /^\d+$/.test(this.#words[0] ?? '')
    const bare = follows ? undefined : BARE_VALUES[name]
    this.#setValue(flag, value ?? bare ?? this.#next(`flag needs an argument: --${name}`))
  }

  /** `-abc`: short flags without a value may be combined; the first with a value takes the rest, after an optional `=`. */
  #readShort(word: string): void {
    for (let rest = word.slice(1); rest !== ''; ) {
      const letter = rest[0] as string
      rest = rest.slice(1)
      if (letter === 'h' && !findShort(this.#flags, 'h')) {
        this.help = true
        continue
      }
      const flag = findShort(this.#flags, letter)
      if (!flag) throw unknownFlag(`unknown shorthand flag: '${letter}' in ${word}`, letter, {})
      if (flag.type === 'boolean') {
        if (rest.startsWith('=')) return this.#setBoolean(flag, parseBoolean(flag, rest.slice(1)))
        this.#setBoolean(flag, true)
        continue
      }
      const attached = rest === '' ? BARE_VALUES[flag.name] : rest.replace(/^=/, '')
      return this.#setValue(flag, attached ?? this.#next(`flag needs an argument: '${letter}' in ${word}`))
    }
  }

  #negated(name: string): FlagShape | undefined {
    const flag = name.startsWith('no-') ? findLong(this.#flags, name.slice(3)) : undefined
    return flag?.type === 'boolean' && flag.allowNo ? flag : undefined
  }

  #next(message: string): string {
    const value = this.#words.shift()
    if (value === undefined) throw usageError(message)
    return value
  }

  #setBoolean(flag: FlagShape, value: boolean): void {
    if (value) this.#set(flag, `--${flag.name}`)
    else if (flag.allowNo) this.#set(flag, `--no-${flag.name}`)
    else this.#values.delete(flag.name)
  }

  #setValue(flag: FlagShape, value: string): void {
    if (flag.options && !flag.options.includes(value)) {
      const allowed = flag.options.join(', ')
      throw usageError(`invalid argument "${value}" for "${flagLabel(flag)}" flag: must be one of ${allowed}`)
    }
    this.#set(flag, `--${flag.name}=${value}`)
  }

  #set(flag: FlagShape, word: string): void {
    const earlier = flag.multiple ? (this.#values.get(flag.name) ?? []) : []
    this.#values.set(flag.name, [...earlier, word])
  }
}

const unknownFlag = (message: string, name: string, flags: CommandShape['flags']) => {
  const suggestion = didYouMean(
    name,
    Object.keys(flags).filter(known => known.length > 1),
  )
  return usageError(suggestion ? `${message}${orMeant(`--${suggestion}`)}` : message)
}
