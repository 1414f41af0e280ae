import {didYouMean} from '../errors/did-you-mean.ts'
import {usageError} from '../errors/kubia-error.ts'
import {BARE_VALUES, type CommandShape, type CommandShapes, findLong, findShort, parseFlags} from './flag-reader.ts'
import {TOPICS} from './help/topics.ts'
import {insteadOf} from './other-verbs.ts'

/** A command line, split at the command's name. */
export interface LocatedCommand {
  /** The command's id, or the part of it that was named; undefined where no command was named. */
  id: string | undefined
  /** The flags before the name. */
  leading: string[]
  /** The arguments after the name. */
  args: string[]
  help: boolean
}

/** A command line in the spelling that `parseWords` reads. */
export interface Invocation {
  /** The command's id; undefined where none was named. */
  id: string | undefined
  /** Flags as `--name=value`, `--name` or `--no-name`, then the positional arguments. */
  args: string[]
  help: boolean
}

/** The flags of all commands, or of those in a group: a flag before the command's name may be any of them. */
const anyFlags = (commands: CommandShapes, group = ''): CommandShape['flags'] =>
  Object.assign({}, ...Object.entries(commands).map(([id, command]) => (id.startsWith(group) ? command.flags : {})))

/** Splits the arguments into the flags before the command's name and the rest. */
const splitLeadingFlags = (
  argv: readonly string[],
  flags: CommandShape['flags'],
): {leading: string[]; rest: string[]} => {
  let index = 0
  while (index < argv.length) {
    const word = argv[index] as string
    if (!word.startsWith('-') || word === '-' || word === '--') break
    index += 1
    if (word.includes('=')) continue
    const flag = word.startsWith('--')
      ? findLong(flags, word.slice(2))
      : word.length === 2
        ? findShort(flags, word.slice(1))
        : undefined
    if (flag?.type === 'option' && BARE_VALUES[flag.name] === undefined) index += 1
  }
  return {leading: argv.slice(0, index), rest: argv.slice(index)}
}

/** The longest run of arguments that names a command or a group of commands, and what follows it. */
const matchCommand = (
  args: readonly string[],
  commands: CommandShapes,
): {id: string | undefined; rest: readonly string[]} => {
  const [first, second] = args
  if (first === undefined) return {id: undefined, rest: []}
  const isGroup = Object.keys(commands).some(id => id.startsWith(`${first}:`))
  if (isGroup && second !== undefined && Object.hasOwn(commands, `${first}:${second}`))
    return {id: `${first}:${second}`, rest: args.slice(2)}
  return {id: first, rest: args.slice(1)}
}

const unknownCommand = (word: string, parent: string, known: readonly string[], behind?: readonly string[]) => {
  const instead = behind && insteadOf([word, ...behind], parent, command => known.includes(command))
  const suggestion = didYouMean(word, known)
  const hint = instead
    ? `\n\nThis ${instead.does}:\n\t${instead.command}\n`
    : suggestion && `\n\nDid you mean this?\n\t${suggestion}\n`
  return usageError(`unknown command "${word}" for "${parent}"${hint ?? ''}`)
}

const subcommands = (id: string, commands: CommandShapes): string[] =>
  Object.keys(commands)
    .filter(known => known.startsWith(`${id}:`))
    .map(known => known.slice(id.length + 1))

/** Finds the command that a command line names. Flags may precede its name, as in `-n shop status`. */
export const locateCommand = (argv: readonly string[], commands: CommandShapes): LocatedCommand => {
  const {leading, rest: args} = splitLeadingFlags(argv, anyFlags(commands))
  const isHelpWord = args[0] === 'help'
  const {id, rest} = matchCommand(isHelpWord ? args.slice(1) : args, commands)
  return {id, leading, args: [...rest], help: isHelpWord || leading.includes('--help') || leading.includes('-h')}
}

/**
 * Reads a command line as kubectl does and gives it one spelling: flags before the command's name move after it,
 * `--bool=false` becomes `--no-bool`, a bare `--dry-run` becomes `--dry-run=client`, a bare `-v` becomes `-v=1`,
 * combined short flags are split, and the last value of a repeated flag wins.
 * @throws KubiaError USAGE with kubectl's message for an unknown command or flag, or a missing or wrong value
 */
export const readArgv = (
  {id, leading, args, help}: LocatedCommand,
  commands: CommandShapes,
  bin: string,
): Invocation => {
  if (id === undefined) {
    const flags = leading.filter(word => word !== '--version')
    parseFlags(anyFlags(commands), flags)
    return {id, args: [], help: help || flags.length === leading.length}
  }
  const command = Object.hasOwn(commands, id) ? commands[id] : undefined
  if (command) {
    const read = parseFlags(command.flags, [...leading, ...args])
    const [stray] = read.positionals
    // Of a command that takes none, the first is named, and the command is not loaded for it.
    if (stray !== undefined && command.strict !== false && command.args && Object.keys(command.args).length === 0)
      throw usageError(`unexpected argument: ${stray}`)
    return {id, args: [...read.flags, ...read.positionals], help: help || read.help}
  }
  if (help && Object.hasOwn(TOPICS, id)) return {id, args: [], help}
  const group = subcommands(id, commands)
  if (group.length === 0) {
    const known = Object.keys(commands).map(name => name.replace(/:.*/, ''))
    throw unknownCommand(id, bin, [...new Set([...known, ...(help ? Object.keys(TOPICS) : [])])], args)
  }
  const [stray] = parseFlags(anyFlags(commands, `${id}:`), [...leading, ...args]).positionals
  if (stray !== undefined) throw unknownCommand(stray, `${bin} ${id}`, group)
  return {id, args: [], help: true}
}
