import {isBuiltIn} from './fill-in.ts'
import type {KubeObject} from './types.ts'

/**
 * Server-side apply refuses a list with two items of one key (`duplicate entries for key`), which any other request may
 * bring. Of the lists below the last item is what counts: a kubelet sets a variable to its last value.
 */

/** What makes items of a list the same, by the name of the list. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  env: ['name'],
  imagePullSecrets: ['name'],
  // Two names of one port cannot be sent as one: a service may lead to either.
  ports: ['containerPort', 'protocol', 'name'],
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const keyOf = (item: unknown, names: readonly string[], index: number): string => {
  if (!isFields(item) || item[names[0] as string] === undefined) return String(index)
  return JSON.stringify(names.map(name => item[name] ?? (name === 'protocol' ? 'TCP' : '')))
}

/** A list in which an item takes the place of an earlier one of its key. */
const distinct = (list: readonly unknown[], names: readonly string[]): unknown[] => [
  ...new Map(list.map((item, index) => [keyOf(item, names, index), item])).values(),
]

const walk = (value: unknown, repeated: Set<string>): unknown => {
  if (Array.isArray(value)) return value.map(item => walk(item, repeated))
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      const names = KEYS[name]
      if (!names || !Array.isArray(field)) return [name, walk(field, repeated)]
      const kept = distinct(field, names)
      for (const item of field) if (!kept.includes(item)) repeated.add(`${name} ${item[names[0] as string]}`)
      return [name, walk(kept, repeated)]
    }),
  )
}

/**
 * An object with each variable, pull secret and port once in its list; objects of kinds that are not Kubernetes' own stay
 * as they are.
 * @returns with what stands there several times: `env LEVEL`
 */
export const withDistinctItems = (object: KubeObject): {object: KubeObject; repeated: string[]} => {
  if (!isBuiltIn(object)) return {object, repeated: []}
  const repeated = new Set<string>()
  const {metadata, ...rest} = object
  return {object: {...object, ...(walk(rest, repeated) as object), metadata}, repeated: [...repeated]}
}
