import {type Advice, type CommandAdvice, kubiaAdvice} from '../errors/advice.ts'

/** A command line as the user typed it, and what it is about. */
export interface TypedCommand {
  /** The arguments behind `kubectl kubia`. */
  argv: readonly string[]
  command: 'up' | 'down'
  /** The clusters that it means, whether it names them or leaves them to a default. */
  names: readonly string[]
}

/** A flag as a line adds it: its name, and the arguments that it is written as. */
interface Flag {
  name: string
  words: readonly string[]
}

/** Flags that may be typed in one letter. */
const SHORT: Readonly<Record<string, string>> = {'--yes': '-y'}

/** What a flag takes the place of: an image is of one version, and made for one provider. */
const RIVALS: Readonly<Record<string, string>> = {
  '--image': '--kubernetes-version',
  '--kubernetes-version': '--image',
  '--provider': '--image',
}

const readFlags = (words: readonly string[]): Flag[] => {
  const flags: Flag[] = []
  for (const [index, word] of words.entries()) {
    if (!word.startsWith('-')) continue
    const value = words[index + 1]
    const name = word.replace(/=.*/s, '')
    const hasValue = name === word && value !== undefined && !value.startsWith('-')
    flags.push({name, words: hasValue ? [word, value] : [word]})
  }
  return flags
}

/** The arguments without a flag, and without its value where it has one. */
const without = (words: readonly string[], name: string, hasValue: boolean): string[] =>
  words.filter(
    (word, index) => word !== name && !word.startsWith(`${name}=`) && !(hasValue && words[index - 1] === name),
  )

const readsStandardInput = (words: readonly string[]): boolean =>
  words.some((word, index) => word === '--config=-' || (word === '--config' && words[index + 1] === '-'))

/**
 * The user's own command line, with flags in addition. One that is there already is replaced, and so is one that it can
 * not be used together with.
 */
const addFlags = (argv: readonly string[], flags: readonly Flag[]): string[] => {
  const end = argv.indexOf('--')
  let words = end < 0 ? [...argv] : argv.slice(0, end)
  for (const {name, words: added} of flags) {
    const takesValue = added.length > 1 || added[0] !== name
    words = without(words, name, takesValue)
    words = without(words, SHORT[name] ?? name, takesValue)
    const rival = RIVALS[name]
    if (rival !== undefined) words = without(words, rival, true)
  }
  return [...words, ...flags.flatMap(flag => flag.words), ...(end < 0 ? [] : argv.slice(end))]
}

/** The command line that was typed, with a flag that takes no value. @param argv the arguments behind `kubectl kubia` */
export const typedWith = (argv: readonly string[], flag: string): CommandAdvice =>
  kubiaAdvice(addFlags(argv, [{name: flag, words: [flag]}]))

/**
 * Advice to run this very command again, as it was typed: copied, it means the same cluster. What the
 * advice adds to the command is added to them. Any other advice stays as it is.
 */
export const asTyped = ({argv, command, names}: TypedCommand, advice: Advice): Advice => {
  if (typeof advice === 'string' || typeof advice.command === 'string') return advice
  const [program, kubia, verb, ...words] = advice.command
  if (program !== 'kubectl' || kubia !== 'kubia' || verb !== command) return advice
  const flagsAt = words.findIndex(word => word.startsWith('-'))
  const named = flagsAt < 0 ? words : words.slice(0, flagsAt)
  if (named.length > 0 && named.join(' ') !== names.join(' ')) return advice
  const own = addFlags(argv, readFlags(words))
  const again = 'with the config on standard input again'
  const comment = [advice.comment, readsStandardInput(own) ? again : undefined].filter(text => text !== undefined)
  return {...advice, command: ['kubectl', 'kubia', ...own], ...(comment.length > 0 && {comment: comment.join('; ')})}
}
