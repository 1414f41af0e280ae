// Sets of fields, and how `metadata.managedFields` writes them: nested, `.` standing for the thing itself.
import {isObject, type Json} from '../json.ts'
import {ancestors, child, elementsOf, type Path, ROOT} from './path.ts'

export type FieldSet = ReadonlySet<Path>

const KINDS = 'fkv'

/** Fields first, then keys, then values, each by its text. */
const byElement = (a: string, b: string): number => {
  const kinds = KINDS.indexOf(a[0] ?? '') - KINDS.indexOf(b[0] ?? '')
  if (kinds !== 0) return kinds
  return a < b ? -1 : a > b ? 1 : 0
}

interface FieldNode {
  member: boolean
  children: Map<string, FieldNode>
}

const newNode = (): FieldNode => ({member: false, children: new Map()})

const write = ({member, children}: FieldNode): Json => {
  const entries = [...children]
    .sort(([a], [b]) => byElement(a, b))
    .map(([element, node]) => [element, write(node)] as const)
  return Object.fromEntries([...(member && entries.length > 0 ? [['.', {}] as const] : []), ...entries])
}

export const toFieldsV1 = (set: FieldSet): Json => {
  const root = newNode()
  for (const path of set) {
    let node = root
    for (const element of elementsOf(path)) {
      let next = node.children.get(element)
      if (!next) {
        next = newNode()
        node.children.set(element, next)
      }
      node = next
    }
    node.member = true
  }
  return write(root)
}

/** Keys of list items are brought into one form: clients may write them with other spaces or in another order. */
const normal = (element: string): string => {
  if (!element.startsWith('k:')) return element
  const key = JSON.parse(element.slice(2)) as Json
  return `k:${JSON.stringify(Object.fromEntries(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))))}`
}

export const fromFieldsV1 = (fields: unknown): Set<Path> => {
  const set = new Set<Path>()
  const read = (path: Path, node: Json): void => {
    const elements = Object.keys(node)
    if (path !== ROOT && (elements.length === 0 || elements.includes('.'))) set.add(path)
    for (const element of elements) {
      const inner = node[element]
      if (element !== '.' && isObject(inner)) read(child(path, normal(element)), inner)
    }
  }
  if (isObject(fields)) read(ROOT, fields)
  return set
}

/** The set and all that its paths go through. */
export const withAncestors = (set: FieldSet): Set<Path> => new Set([...set].flatMap(path => [...ancestors(path), path]))

export const sameSet = (a: FieldSet, b: FieldSet): boolean => a.size === b.size && a.isSubsetOf(b)
