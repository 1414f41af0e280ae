// Which fields have owners: all but those that the server itself keeps.
import type {KubeObject} from '../../api/object.ts'
import {typed} from '../../schema/typed.ts'
import type {StructShape} from '../../schema/types.ts'
import type {Json} from '../json.ts'
import type {Path} from './path.ts'
import {child, field} from './path.ts'

const METADATA = [
  'creationTimestamp',
  'generation',
  'managedFields',
  'name',
  'namespace',
  'resourceVersion',
  'selfLink',
  'uid',
]

const UNTRACKED: ReadonlySet<Path> = new Set([
  ...['apiVersion', 'kind', 'metadata'].map(field),
  ...METADATA.map(name => child(field('metadata'), field(name))),
])

export const tracked = (set: ReadonlySet<Path>): Set<Path> => set.difference(UNTRACKED)

/** Lists that Go writes as null where they are empty are there from the start. */
const withNullLists = (shape: StructShape, value: Json): Json => {
  const entries = [...shape.fields].flatMap(([name, inner]): [string, unknown][] => {
    if (inner.is === 'list' && shape.required.has(name)) return [[name, null]]
    const given = value[name]
    if (inner.is !== 'struct' || inner.pointer || given === undefined) return []
    return [[name, withNullLists(inner, given as Json)]]
  })
  return {...value, ...Object.fromEntries(entries)}
}

/** What is there before an object is made: the structs of its type that are no pointers. */
export const nothingYet = (shape: StructShape): KubeObject =>
  withNullLists(shape, typed(shape, {metadata: {}}).value) as KubeObject
