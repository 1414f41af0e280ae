import {isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap} from 'yaml'
import {type OffsetProblem, quoted} from '../../../config-problem.ts'
import {isNull, isPlain} from './scalars.ts'

/** A key of a mapping with its value. */
export interface Entry {
  /** The key's text; undefined for a null key, which kind ignores in an object. */
  key: string | undefined
  keyNode: Node
  value: Node | null
}

/** Takes what is wrong with a mapping, where that stands, and the key that it concerns. */
export type ReportProblem = (finding: Pick<OffsetProblem, 'message' | 'reason'>, at: Node | null, key?: string) => void

const isMergeKey = (key: Scalar): boolean =>
  key.source === '<<' && (key.tag ? key.tag === 'tag:yaml.org,2002:merge' : isPlain(key))

/**
 * The entries of a mapping in which no alias is left: its own in their order, then those that merge keys (`<<`) bring in
 * and it does not have itself, the first one winning. Duplicate keys, keys that are no scalars and merges of something
 * else are reported, as kind refuses them.
 */
export const entriesOf = (map: YAMLMap, report: ReportProblem): Entry[] => {
  const own: Entry[] = []
  const merged: Entry[] = []
  const written = new Set<string>()
  for (const {key: keyNode, value} of map.items as Pair<Node, Node | null>[]) {
    if (!isScalar(keyNode)) {
      report({message: 'a key must be a string', reason: 'type'}, keyNode)
      continue
    }
    const key = keyNode.source ?? ''
    if (written.has(key)) report({message: `${quoted(key)} is given twice`, reason: 'duplicate-key'}, keyNode, key)
    written.add(key)
    const sources = isSeq(value) ? value.items : [value]
    if (!isMergeKey(keyNode)) own.push({key: isNull(keyNode) ? undefined : key, keyNode, value})
    else if (sources.every(isMap)) for (const source of sources) merged.push(...entriesOf(source, report))
    else report({message: '<< takes a mapping or a list of mappings', reason: 'type'}, keyNode)
  }
  const keys = new Set(own.map(({key}) => key))
  for (const entry of merged) {
    if (!keys.has(entry.key)) own.push(entry)
    keys.add(entry.key)
  }
  return own
}
