import {isScalar, isSeq, Scalar} from 'yaml'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import type {ClusterConfig} from '../../../cluster-spec.ts'
import {readKindYaml} from './kind-yaml.ts'

/** A place in a text; both are 1-based. */
interface TextPlace {
  line: number
  column: number
}

/** The place in a config of a place in a literal block (`|`), whose lines stand there one by one, indented. */
const inBlock = (text: string, head: TextPlace, {line, column}: TextPlace): TextPlace => {
  const lines = text.split(/\r?\n/).slice(head.line)
  const indent = lines.find(one => one.trim() !== '')?.search(/\S/) ?? 0
  return {line: head.line + line, column: indent + column}
}

const KEYS = /(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*/.source
const VALUE = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w+.:-]+|[[{].*)/.source
/** A line of TOML that nothing is wrong with by itself: a table, a key with a value, or neither. */
const SOUND = new RegExp(
  `^\\s*(?:\\[\\s*${KEYS}\\s*\\]|\\[\\[\\s*${KEYS}\\s*\\]\\]|${KEYS}\\s*=\\s*${VALUE})?\\s*(?:#.*)?$`,
)

/**
 * Where a place in a containerd patch stands in the config. kind does not say which of several patches it means: of
 * those that have such a place, the ones whose line is no TOML by itself, or all where none is.
 */
const placesInConfig = (text: string, at: TextPlace): TextPlace[] => {
  const {document, position} = readKindYaml(text)
  const patches = document?.get('containerdConfigPatches')
  if (!isSeq(patches)) return []
  const found = patches.items.flatMap(patch => {
    if (!isScalar(patch) || !patch.range || typeof patch.value !== 'string') return []
    const lines = patch.value.split('\n')
    const line = lines[at.line - 1] ?? ''
    if (at.line > lines.length || at.column > line.length + 1) return []
    const head = position(patch.range[0])
    const place = patch.type === Scalar.BLOCK_LITERAL ? inBlock(text, head, at) : head
    return [{place, isSound: SOUND.test(line)}]
  })
  const broken = found.filter(({isSound}) => !isSound)
  return (broken.length > 0 ? broken : found).map(({place}) => place)
}

/** A failure of kind's to read a containerd patch, with the place of the config that it is about, or each that it may be about. */
export const atPatch = (error: KubiaError, config: ClusterConfig | undefined): KubiaError => {
  const {patch} = error.details.facts ?? {}
  if (!patch || !config) return error
  const places = placesInConfig(config.text, patch).map(({line, column}) => `${config.source}:${line}:${column}`)
  if (places.length === 0) return error
  const message = `kind cannot read a containerd patch of the config: ${places.join(' or ')}: ${patch.why}`
  return new KubiaError(error.code, message, error.details)
}
