import {type Alias, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap} from 'yaml'
import {type OffsetProblem, quoted} from '../../../config-problem.ts'
import {type GoScalar, resolveScalar} from './go-yaml.ts'

/** A key of a mapping with its value, aliases followed and merge keys resolved. */
export interface Entry {
  /** The key's text; undefined for a null key, which kind ignores in an object. */
  key: string | undefined
  keyNode: Node
  value: Node | null
}

/** Takes what is wrong with a mapping, the key it concerns, and where that stands. */
export type Report = (finding: Pick<OffsetProblem, 'message' | 'reason'> & {key?: string}, at: Node | null) => void
type Targets = ReadonlyMap<Alias, Node>

/** The node itself, or what an alias stands for. */
export const followed = (node: unknown, targets: Targets): Node | null =>
  isAlias(node) ? (targets.get(node) ?? null) : ((node as Node | null | undefined) ?? null)

/** A scalar as kind resolves it; an absent value is null. Undefined for a list or a mapping. */
export const scalarOf = (node: Node | null): GoScalar | undefined => {
  if (node === null) return {tag: 'null'}
  return isScalar(node) ? resolveScalar(node.source ?? '', node.type === 'PLAIN', node.tag) : undefined
}

/** Whether a key is YAML's merge key: a plain `<<`, or one that is tagged so. */
export const isMergeKey = (key: unknown): boolean =>
  isScalar(key) && key.source === '<<' && (key.tag ? key.tag === 'tag:yaml.org,2002:merge' : key.type === 'PLAIN')

/** What makes two keys the same to kind: their text as written, quotes and tags aside. */
const identity = (key: unknown): string => {
  if (isAlias(key)) return `*${key.source}`
  return isScalar(key) ? `=${key.source}` : ''
}

/** The mappings that a merge key brings in, the first one winning; undefined if its value is nothing to merge. */
const mergeSources = (value: unknown, targets: Targets): YAMLMap[] | undefined => {
  const node = followed(value, targets)
  const sources = isSeq(node) ? node.items.map(item => followed(item, targets)) : [node]
  return sources.every(source => isMap(source)) ? sources : undefined
}

/**
 * The entries of a mapping: its own in their order, then those that merge keys bring in and it does not have itself.
 * Duplicate keys, keys that are no scalars and merges of something else are reported, as kind refuses them.
 */
export const entriesOf = (map: YAMLMap, targets: Targets, report: Report): Entry[] => {
  const entries: Entry[] = []
  const merges: YAMLMap[] = []
  const seen = new Set<string>()
  for (const pair of map.items) {
    const written = pair.key as Node
    const same = identity(written)
    if (seen.has(same)) {
      const key = same.slice(1)
      report({key, message: `${quoted(key)} is given twice`, reason: 'duplicate-key'}, written)
    }
    seen.add(same)
    if (isMergeKey(written)) {
      const sources = mergeSources(pair.value, targets)
      if (!sources) report({message: '<< takes a mapping or a list of mappings', reason: 'type'}, written)
      for (const source of sources ?? []) merges.push(source)
      continue
    }
    const keyNode = followed(written, targets)
    const scalar = scalarOf(keyNode)
    if (!keyNode || !scalar) {
      report({message: 'a key must be a string', reason: 'type'}, written)
      continue
    }
    const key = scalar.tag === 'null' ? undefined : isScalar(keyNode) ? (keyNode.source ?? '') : ''
    entries.push({key, keyNode: written, value: followed(pair.value, targets)})
  }
  const keys = new Set(entries.map(entry => entry.key))
  for (const entry of merges.flatMap(source => entriesOf(source, targets, report))) {
    if (!keys.has(entry.key)) entries.push(entry)
    keys.add(entry.key)
  }
  return entries
}
