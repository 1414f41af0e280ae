// Paths of fields as server-side apply names them (sigs.k8s.io/structured-merge-diff, fieldpath): `f:spec`, `k:{"name":"c"}`
// for an item of a keyed list, `v:"a"` for a value of a set. A path is kept as one text, so that sets of paths are sets.

import type {ListShape} from '../../schema/types.ts'
import {isObject, type Json} from '../json.ts'

const SEPARATOR = '\u0000'

export type Path = string

export const ROOT: Path = ''

export const child = (path: Path, element: string): Path => (path === ROOT ? element : `${path}${SEPARATOR}${element}`)

export const elementsOf = (path: Path): string[] => (path === ROOT ? [] : path.split(SEPARATOR))

/** All paths above one, nearest last, without the root. */
export const ancestors = (path: Path): Path[] => {
  const elements = elementsOf(path)
  return elements.slice(1).map((_, index) => elements.slice(0, index + 1).join(SEPARATOR))
}

export const field = (name: string): string => `f:${name}`

/** What a key that an item leaves out is: of all keys of Kubernetes' own lists only a port's protocol has a default. */
const KEY_DEFAULTS: Readonly<Record<string, unknown>> = {protocol: 'TCP'}

/** The values of the keys by which an item of a list is known, or nothing where one is missing. */
export const keyOf = (shape: ListShape, item: Json): Json | undefined => {
  const defaults = shape.keyDefaults ?? KEY_DEFAULTS
  const entries = [...shape.keys].sort().map(key => [key, item[key] ?? defaults[key]] as const)
  return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries)
}

/** The element for an item of a list that is merged, or nothing where it has no key. */
export const itemElement = (shape: ListShape, item: unknown): string | undefined => {
  if (shape.type === 'set') return `v:${JSON.stringify(item)}`
  const key = isObject(item) ? keyOf(shape, item) : undefined
  return key && `k:${JSON.stringify(key)}`
}

/** `.spec.containers[name="c"].image`, as messages have it. */
export const pathText = (path: Path): string =>
  elementsOf(path)
    .map(element => {
      const [kind, rest] = [element[0], element.slice(2)]
      if (kind === 'f') return `.${rest}`
      if (kind === 'v') return `[=${rest}]`
      const keys = Object.entries(JSON.parse(rest) as Json).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      return `[${keys.join(',')}]`
    })
    .join('')
