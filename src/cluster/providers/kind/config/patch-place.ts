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

/**
 * Where a place in a containerd patch stands in the config. kind does not say which of several patches it means: it is
 * known where only one has that many lines. @returns undefined where it is not known
 */
const placeInConfig = (text: string, at: TextPlace): TextPlace | undefined => {
  const {document, position} = readKindYaml(text)
  const patches = document?.get('containerdConfigPatches')
  if (!isSeq(patches)) return undefined
  const places = patches.items.flatMap(patch => {
    if (!isScalar(patch) || !patch.range || typeof patch.value !== 'string') return []
    const lines = patch.value.split('\n')
    if (at.line > lines.length || at.column > (lines[at.line - 1] ?? '').length + 1) return []
    const head = position(patch.range[0])
    return [patch.type === Scalar.BLOCK_LITERAL ? inBlock(text, head, at) : head]
  })
  return places.length === 1 ? places[0] : undefined
}

/** A failure of kind's to read a containerd patch, with the place of the config that it is about, where that is known. */
export const atPatch = (error: KubiaError, config: ClusterConfig | undefined): KubiaError => {
  const {patch} = error.details.facts ?? {}
  const place = patch && config && placeInConfig(config.text, patch)
  if (!place) return error
  const message = `kind cannot read a containerd patch of the config: ${config.source}:${place.line}:${place.column}: ${patch.why}`
  return new KubiaError(error.code, message, error.details)
}
