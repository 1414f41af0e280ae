// Names that the API server makes up: the suffix behind `generateName`, and uids.
import {randomInt, randomUUID} from 'node:crypto'

/** Without vowels and look-alikes, so that no suffix reads as a word (apimachinery's util/rand). */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
const SUFFIX_LENGTH = 5
/** A DNS label of 63 characters has room for so much before the suffix. */
const MAX_BASE = 63 - SUFFIX_LENGTH

/** A number from 0 up to but without `below`; tests put a sequence of their own in its place. */
export type Random = (below: number) => number

export const systemRandom: Random = below => randomInt(below)

export const nameSuffix = (random: Random): string =>
  Array.from({length: SUFFIX_LENGTH}, () => ALPHABET[random(ALPHABET.length)]).join('')

/** The name of an object that has only `generateName`. */
export const generatedName = (base: string, random: Random): string => base.slice(0, MAX_BASE) + nameSuffix(random)

export const newUid = (): string => randomUUID()
