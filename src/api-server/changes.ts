/** What the API server sets by itself, and what is no part of what a user wants. */
const IGNORED = [
  'status',
  'metadata.managedFields',
  'metadata.generation',
  'metadata.resourceVersion',
  'metadata.uid',
  'metadata.creationTimestamp',
  'metadata.selfLink',
]

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What an item of a list is known by: a container, port or variable by its name or number, else by its place. */
export const itemKey = (item: unknown, index: number): string => {
  if (!isFields(item)) return String(index)
  return String(item['name'] ?? item['containerPort'] ?? item['port'] ?? item['key'] ?? index)
}

/** A value on one line. */
export const shown = (value: unknown): string =>
  value === undefined ? '<none>' : typeof value === 'string' ? value : JSON.stringify(value)

const entriesOf = (value: readonly unknown[]): Fields =>
  Object.fromEntries(value.map((item, index) => [itemKey(item, index), item]))

const isList = (value: unknown): value is readonly Fields[] =>
  Array.isArray(value) && value.length > 0 && value.every(isFields)

/** One field that differs. */
export interface FieldChange {
  /** `spec.template.spec.containers[kubia].image` */
  path: string
  before: unknown
  after: unknown
}

const walk = (path: string, before: unknown, after: unknown, partial: boolean): FieldChange[] => {
  if (IGNORED.includes(path) || (partial && after === undefined)) return []
  const lists = (isList(before) || before === undefined) && isList(after)
  if (lists || (isList(before) && isList(after))) {
    if (before === undefined) return [{path, before, after}]
    const [left, right] = [entriesOf(before as readonly unknown[]), entriesOf(after)]
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])]
    return keys.flatMap(key => walk(`${path}[${key}]`, left[key], right[key], partial))
  }
  if (isFields(before) && isFields(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap(key => walk(path === '' ? key : `${path}.${key}`, before[key], after[key], partial))
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{path, before, after}]
}

/** The fields in which two whole objects differ, what the API server keeps for itself left out. */
export const changesBetween = (before: object | undefined, after: object | undefined): FieldChange[] =>
  walk('', before, after, false)

/** The fields in which an object differs from what is wanted; fields that are not asked for may have any value. */
export const changesToward = (live: object, wanted: object): FieldChange[] => walk('', live, wanted, true)

/** A change on one line: `spec.replicas: 1 → 3`. */
export const formatChange = ({path, before, after}: FieldChange): string =>
  `${path}: ${shown(before)} → ${shown(after)}`
