// JSON as the API server reads it: not too deep, and with an error for fields that are named twice, of which JSON.parse
// keeps the last one in silence.
import {goJsonError} from './go-text.ts'

/** A text that cannot be parsed; the message is that of Go's decoder. */
export class TextError extends Error {}

/**
 * How deep the brackets of a body may be nested. Kubernetes' decoder takes 10,000; nothing in the API is nested a hundred
 * deep, and what walks through a value here is recursive.
 */
export const MOST_NESTING = 1000

/** How many errors about fields are reported at most, as by Kubernetes' decoder. */
export const MOST_COMPLAINTS = 100

export interface Parsed {
  value: unknown
  /** `duplicate field "spec.replicas"`, or what is said of YAML. */
  duplicates: string[]
}

/** A string's body takes one step for a run of plain characters: a step for each would fill the stack of the matcher. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/** Counted before anything is built: a parser takes seconds for a million brackets. @throws TextError */
const checkNesting = (text: string): void => {
  let [depth, inText] = [0, false]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inText && code === BACKSLASH) at++
    else if (code === QUOTE) inText = !inText
    else if (!inText && CLOSING.has(code)) depth--
    else if (!inText && OPENING.has(code) && ++depth > MOST_NESTING) throw tooDeep()
  }
}

export const tooDeep = (): TextError => new TextError('exceeded max depth')

interface Level {
  path: string
  keys: Set<string> | undefined
  index: number
  /** The key that was read and whose value comes next. */
  key: string | undefined
}

/**
 * @param text valid JSON
 * @returns the first paths, in the order they are met: `spec.replicas`, `spec.containers[0].name`
 */
const duplicateFields = (text: string): string[] => {
  const found = new Set<string>()
  const levels: Level[] = []
  let expectKey = false
  const pathOfNext = (): string => {
    const level = levels.at(-1)
    if (!level) return ''
    if (!level.keys) return `${level.path}[${level.index}]`
    return level.path === '' ? (level.key ?? '') : `${level.path}.${level.key}`
  }
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1)
    if (token === '{' || token === '[') {
      levels.push({path: pathOfNext(), keys: token === '{' ? new Set() : undefined, index: 0, key: undefined})
      expectKey = token === '{'
    } else if (token === '}' || token === ']') {
      levels.pop()
      expectKey = false
    } else if (token === ',') {
      if (level && !level.keys) level.index++
      expectKey = level?.keys !== undefined
    } else if (token !== ':' && expectKey && level?.keys) {
      level.key = JSON.parse(token) as string
      if (level.keys.has(level.key)) found.add(pathOfNext())
      if (found.size === MOST_COMPLAINTS) break
      level.keys.add(level.key)
      expectKey = false
    }
  }
  return [...found]
}

/** @throws TextError */
export const readJson = (text: string): Parsed => {
  checkNesting(text)
  try {
    const value: unknown = JSON.parse(text)
    return {value, duplicates: duplicateFields(text).map(path => `duplicate field "${path}"`)}
  } catch (error) {
    throw new TextError(goJsonError(text, error))
  }
}
