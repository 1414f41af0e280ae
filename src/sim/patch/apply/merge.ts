// What an applied object makes of the live one, and what goes because nobody wants it any more.

import type {ListShape, StructShape, TypeShape} from '../../schema/types.ts'
import {isObject, type Json} from '../json.ts'
import {type FieldSet, withAncestors} from './field-set.ts'
import {child, field, itemElement, type Path, ROOT} from './path.ts'
import {shapeOfField} from './walk.ts'

const isMergedList = (shape: TypeShape | undefined): shape is ListShape =>
  shape?.is === 'list' && shape.type !== 'atomic'
const isMergedObject = (shape: TypeShape | undefined): boolean =>
  shape?.is === 'scalar' ? shape.type === 'deduced' : (shape?.is === 'struct' || shape?.is === 'map') && !shape.atomic

/**
 * Items that only the live list has keep their place before what is next in both; new ones come after them, and what
 * both have stands in the order of the applied list.
 */
const mergeList = (shape: ListShape, live: readonly unknown[], applied: readonly unknown[]): unknown[] => {
  const identity = (item: unknown) => itemElement(shape, item)
  const [ours, theirs] = [live.map(identity), applied.map(identity)]
  const [counterparts, wanted] = [positions(ours), new Set(theirs)]
  const result: unknown[] = []
  const taken = new Set<string | undefined>()
  let [at, next] = [0, 0]
  while (at < live.length || next < applied.length) {
    const [own, asked] = [ours[at], theirs[next]]
    if (at < live.length && (taken.has(own) || !wanted.has(own))) {
      if (!taken.has(own)) result.push(live[at])
      at++
    } else {
      const counterpart = counterparts.get(asked)
      result.push(counterpart === undefined ? applied[next] : merge(shape.items, live[counterpart], applied[next]))
      taken.add(asked)
      next++
    }
  }
  return result
}

/** Where each element is met first. */
const positions = (elements: readonly (string | undefined)[]): Map<string | undefined, number> =>
  new Map(elements.map((element, index) => [element, index] as const).reverse())

/** The applied values where there are some, the live ones elsewhere. */
export const merge = (shape: TypeShape | undefined, live: unknown, applied: unknown): unknown => {
  if (isMergedList(shape) && Array.isArray(live) && Array.isArray(applied)) return mergeList(shape, live, applied)
  if (!isMergedObject(shape) || !isObject(live) || !isObject(applied)) return applied
  const merged: Json = {...live}
  for (const [name, value] of Object.entries(applied))
    merged[name] = merge(shapeOfField(shape, name), live[name], value)
  return merged
}

const without = (shape: TypeShape | undefined, value: unknown, gone: FieldSet, path: Path): unknown => {
  if (isMergedList(shape) && Array.isArray(value))
    return value.flatMap(item => {
      const element = itemElement(shape, item)
      if (element === undefined) return [item]
      const place = child(path, element)
      return gone.has(place) ? [] : [without(shape.items, item, gone, place)]
    })
  if (!isMergedObject(shape) || !isObject(value)) return value
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const place = child(path, field(name))
    return gone.has(place) ? [] : [[name, without(shapeOfField(shape, name), inner, gone, place)] as const]
  })
  return Object.fromEntries(kept)
}

/** Always there, whoever owns what is in them. */
const LASTING: readonly Path[] = ['metadata', 'spec', 'status'].map(field)

/**
 * Takes away what a manager applied before and applies no longer, unless another one owns it or a part of it.
 * @param last what the manager owned until now
 * @param owned what all managers own from now on
 */
export const prune = (shape: StructShape, object: Json, last: FieldSet, owned: FieldSet): Json => {
  const gone = withAncestors(last).difference(withAncestors(owned))
  for (const path of LASTING) gone.delete(path)
  return gone.size === 0 ? object : (without(shape, object, gone, ROOT) as Json)
}
