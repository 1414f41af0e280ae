import {didYouMean, orMeant} from '../errors/did-you-mean.ts'
import {usageError} from '../errors/kubia-error.ts'
import {findKind, KINDS} from '../kubernetes/kinds/index.ts'
import type {Kind} from '../kubernetes/kinds/kind.ts'

/** An object that was named on the command line; without a kind it is to be looked for. */
export interface Target {
  kind?: Kind
  name: string
}

/** The kind that a mistyped word most likely meant, in one word; its short names are too near to everything. */
export const nearKind = (word: string, kinds: readonly Kind[] = KINDS): string | undefined =>
  didYouMean(
    word,
    kinds.flatMap(({names: [singular, plural]}) => [singular, plural]),
  )

const kindOf = (word: string, verb: string, allowed: readonly Kind[]): Kind => {
  const kind = findKind(word)
  if (kind && allowed.includes(kind)) return kind
  const known = allowed.map(({names}) => names[0]).join(', ')
  throw usageError(
    kind
      ? `cannot ${verb} a ${kind.kind}: it must be one of ${known}`
      : `unknown kind "${word}": must be one of ${known}${orMeant(nearKind(word, allowed))}`,
  )
}

/**
 * Reads `KIND NAME`, `KIND/NAME` or a bare `NAME`.
 * @param verb for messages: `scale`
 * @throws KubiaError USAGE for a kind that is not allowed, and for too few or too many words
 */
export const parseTarget = (args: readonly string[], verb: string, allowed: readonly Kind[]): Target => {
  const [first, second, ...rest] = args
  if (first === undefined) throw usageError(`required argument not given: KIND NAME, KIND/NAME or NAME`)
  if (first.includes('/')) {
    const [word = '', name = '', ...more] = first.split('/')
    if (more.length > 0 || name === '' || second !== undefined)
      throw usageError(`there must be one object, as KIND NAME or KIND/NAME: ${args.join(' ')}`)
    return {kind: kindOf(word, verb, allowed), name}
  }
  if (second === undefined) return {name: first}
  if (rest.length > 0) throw usageError(`there must be one object, as KIND NAME or KIND/NAME: ${args.join(' ')}`)
  return {kind: kindOf(first, verb, allowed), name: second}
}
