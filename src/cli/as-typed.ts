import {type Advice, type CommandAdvice, kubiaAdvice} from '../errors/advice.ts'
import {NUMBERS_FOLLOW} from './flag-reader.ts'

/** A command line as the user typed it, and what it is about. */
export interface TypedCommand {
  /** The arguments behind `kubectl kubia`. */
  argv: readonly string[]
  command: 'up' | 'down'
  /** The clusters that it means, whether it names them or leaves them to a default. */
  names: readonly string[]
}

/** A flag to add to a command line: its name, and its arguments as written. */
interface Flag {
  name: string
  args: readonly string[]
}

/** Flags that have a short form. */
const SHORT: Readonly<Record<string, string>> = {'--yes': '-y'}

/** What a flag takes the place of: an image is of one version, and made for one provider. */
const RIVALS: Readonly<Record<string, string>> = {
  '--image': '--kubernetes-version',
  '--kubernetes-version': '--image',
  '--provider': '--image',
}

const readFlags = (args: readonly string[]): Flag[] => {
  const flags: Flag[] = []
  for (const [index, word] of args.entries()) {
    if (!word.startsWith('-')) continue
    const value = args[index + 1]
    const name = word.replace(/=.*/s, '')
    const hasValue = name === word && value !== undefined && !value.startsWith('-')
    flags.push({name, args: hasValue ? [word, value] : [word]})
  }
  return flags
}

/** Whether a word behind a flag is its value: a flag that may stand alone has a number, or nothing. */
const isValueOf = (name: string, word: string): boolean => !NUMBERS_FOLLOW.includes(name.slice(2)) || /^\d+$/.test(word)

/** The arguments without a flag, and without its value where it has one. */
const without = (args: readonly string[], name: string, hasValue: boolean): string[] =>
  args.filter(
    (word, index) =>
      word !== name && !word.startsWith(`${name}=`) && !(hasValue && args[index - 1] === name && isValueOf(name, word)),
  )

const readsStandardInput = (args: readonly string[]): boolean =>
  args.some((word, index) => word === '--config=-' || (word === '--config' && args[index + 1] === '-'))

/**
 * The user's own command line with more flags. A flag that is there already is replaced, and so is one that excludes
 * the new flag.
 */
const addFlags = (argv: readonly string[], flags: readonly Flag[]): string[] => {
  const end = argv.indexOf('--')
  let args = end < 0 ? [...argv] : argv.slice(0, end)
  for (const {name, args: added} of flags) {
    const takesValue = added.length > 1 || added[0] !== name
    args = without(args, name, takesValue)
    args = without(args, SHORT[name] ?? name, takesValue)
    const rival = RIVALS[name]
    if (rival !== undefined) args = without(args, rival, true)
  }
  return [...args, ...flags.flatMap(flag => flag.args), ...(end < 0 ? [] : argv.slice(end))]
}

/**
 * The command line that was typed, with a flag in addition.
 * @param argv the arguments behind `kubectl kubia` @param value of a flag that takes one
 */
export const typedWith = (argv: readonly string[], flag: string, value?: string): CommandAdvice =>
  kubiaAdvice(addFlags(argv, [{name: flag, args: value === undefined ? [flag] : [flag, value]}]))

/**
 * Advice to run this very command again, as it was typed: copied, it means the same cluster. What the
 * advice adds to the command is added to them. Any other advice stays as it is.
 */
export const asTyped = ({argv, command, names}: TypedCommand, advice: Advice): Advice => {
  if (typeof advice === 'string' || typeof advice.command === 'string') return advice
  const [program, kubia, verb, ...args] = advice.command
  if (program !== 'kubectl' || kubia !== 'kubia' || verb !== command) return advice
  const flagsAt = args.findIndex(word => word.startsWith('-'))
  const named = flagsAt < 0 ? args : args.slice(0, flagsAt)
  if (named.length > 0 && named.join(' ') !== names.join(' ')) return advice
  // The config that was typed is the one that counts, by the path that was typed; standard input cannot be read again.
  const isTyped = readFlags(argv).some(({name}) => name === '--config') && !readsStandardInput(argv)
  const own = addFlags(
    argv,
    readFlags(args).filter(({name}) => name !== '--config' || !isTyped),
  )
  const again = 'with the config on standard input again'
  const comment = [advice.comment, readsStandardInput(own) ? again : undefined].filter(text => text !== undefined)
  return {...advice, command: ['kubectl', 'kubia', ...own], ...(comment.length > 0 && {comment: comment.join(', ')})}
}
