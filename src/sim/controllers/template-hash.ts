import {isDeepStrictEqual} from 'node:util'
import type {PodTemplate} from '../kinds/pod/types.ts'

/** The label by which the pods of two revisions differ. */
export const TEMPLATE_HASH = 'pod-template-hash'

/** Letters and digits that make no words, as Kubernetes uses them in generated names. */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789'

/**
 * A short name for a template, equal for equal templates: FNV-1a over its JSON with sorted keys. A real cluster hashes
 * Go's print of the object, so its hashes are others.
 * @param collisions counted up where two templates have the same hash
 */
export const templateHash = (template: PodTemplate, collisions = 0): string => {
  let hash = 0x811c9dc5
  const add = (code: number): void => {
    hash = Math.imul(hash ^ code, 0x01000193) >>> 0
  }
  for (const character of canonical(template)) add(character.codePointAt(0) ?? 0)
  if (collisions > 0) for (const character of String(collisions)) add(character.codePointAt(0) ?? 0)
  return [...String(hash)].map(digit => SAFE[(digit.codePointAt(0) ?? 0) % SAFE.length]).join('')
}

const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, field]) => field !== undefined)
  const fields = entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`)
  return `{${fields.join()}}`
}

/** Whether two templates make the same pods. The hash label is no part of what the user wants. */
export const sameTemplate = (a: PodTemplate, b: PodTemplate): boolean => isDeepStrictEqual(plain(a), plain(b))

const plain = ({metadata: {labels, ...metadata} = {}, spec}: PodTemplate): unknown => {
  const {[TEMPLATE_HASH]: _, ...others} = labels ?? {}
  return {metadata: {...metadata, labels: others}, spec}
}
