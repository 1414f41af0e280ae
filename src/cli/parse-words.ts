import {usageError} from '../errors/kubia-error.ts'

/** What is read of a flag: one with a value (`option`) or without. */
interface FlagWords {
  type: 'boolean' | 'option'
  multiple?: boolean | undefined
  /** What stands between values of one word: `-f a,b`. */
  delimiter?: string | undefined
  default?: unknown
  /** Flags that cannot stand beside it. */
  exclusive?: readonly string[] | undefined
}
interface ArgumentWords {
  required?: boolean | undefined
  /** True: takes all that are left. */
  multiple?: boolean | undefined
  options?: readonly string[] | undefined
}

/** A command, as far as its words are read by it. */
export interface CommandWords {
  args: Readonly<Record<string, ArgumentWords>>
  flags: Readonly<Record<string, FlagWords>>
  /** False: takes more arguments than it names, and reads them itself. */
  strict: boolean
}

/** What words come to, by name; what was not given and has no default is not there. */
export interface ParsedWords {
  args: Record<string, unknown>
  flags: Record<string, unknown>
}

/** Values with a delimiter between; one with a backslash before it is part of a value, and quotes around one are not. */
const splitValues = (word: string, delimiter: string): string[] =>
  word.split(new RegExp(`(?<!\\\\)${delimiter}`)).map(value =>
    value
      .trim()
      .replaceAll(`\\${delimiter}`, delimiter)
      .replace(/^"(.*)"$/, '$1')
      .replace(/^'(.*)'$/, '$1'),
  )

const readFlags = (shapes: CommandWords['flags'], words: readonly string[]): Record<string, unknown> => {
  const flags: Record<string, unknown> = {}
  for (const word of words) {
    const [, name = '', value] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? []
    const shape = shapes[name]
    if (value === undefined) flags[shape ? name : name.replace(/^no-/, '')] = shape !== undefined
    else if (shape?.multiple) {
      const values = shape.delimiter === undefined ? [value] : splitValues(value, shape.delimiter)
      flags[name] = [...((flags[name] as string[] | undefined) ?? []), ...values]
    } else flags[name] = value
  }
  for (const name of Object.keys(flags))
    for (const other of shapes[name]?.exclusive ?? [])
      if (other in flags) throw usageError(`--${name} and --${other} cannot be used together`)
  for (const [name, {default: value}] of Object.entries(shapes)) if (value !== undefined) flags[name] ??= value
  return flags
}

const readArguments = ({args: shapes, strict}: CommandWords, words: readonly string[]): Record<string, unknown> => {
  const args: Record<string, unknown> = {}
  const left = [...words]
  const missing: string[] = []
  for (const [name, {required, multiple, options}] of Object.entries(shapes)) {
    const given = left.splice(0, multiple ? left.length : 1)
    const wrong = options && given.find(word => !options.includes(word))
    if (wrong !== undefined) throw usageError(`invalid argument "${wrong}": must be one of ${options?.join(', ')}`)
    if (given.length > 0) args[name] = multiple ? given : given[0]
    else if (required) missing.push(name.toUpperCase())
  }
  if (strict && left.length > 0) throw usageError(`unexpected argument: ${left.join(', ')}`)
  if (missing.length > 0) throw usageError(`required argument not given: ${missing.join(', ')}`)
  return args
}

/**
 * Reads a command's words in the spelling that `readArgv` gives them, which has refused unknown flags and wrong values.
 * @param words flags as `--name=value`, `--name` or `--no-name`, and arguments; everything behind `--` is one
 * @throws KubiaError USAGE for arguments that are missing, wrong or too many, and for flags that exclude each other
 */
export const parseWords = (command: CommandWords, words: readonly string[]): ParsedWords => {
  const end = words.includes('--') ? words.indexOf('--') : words.length
  const before = words.slice(0, end)
  const isFlag = (word: string): boolean => word.startsWith('--')
  const args = readArguments(command, [...before.filter(word => !isFlag(word)), ...words.slice(end + 1)])
  return {args, flags: readFlags(command.flags, before.filter(isFlag))}
}
