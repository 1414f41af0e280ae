import {isMap, isScalar, isSeq, type Node} from 'yaml'
import {didYouMean} from '../../../../errors/did-you-mean.ts'
import {type OffsetProblem, quoted} from '../../../config-problem.ts'
import {asBool, asInt32, type GoScalar} from './go-yaml.ts'
import {entriesOf, followed, type Report, scalarOf} from './kind-entries.ts'
import {type FieldType, kindObjects, kindSchema} from './kind-schema.ts'
import type {KindYaml} from './kind-yaml.ts'

type Of<T extends FieldType['type']> = Extract<FieldType, {type: T}>

/** A decoded document: what it says, what is wrong with it, and where each field stands. */
export interface Decoded {
  /** Plain data in the shape of the schema; a field that is null, unknown or wrong is absent. */
  value: Record<string, unknown>
  problems: OffsetProblem[]
  /** The offset of each field's and list entry's value, by its path (`nodes[1].role`). */
  offsets: ReadonlyMap<string, number>
}

interface Context {
  targets: KindYaml['targets']
  unknownKeys: OffsetProblem['level']
  problems: OffsetProblem[]
  offsets: Map<string, number>
}

type FieldProblem = Pick<OffsetProblem, 'message' | 'reason' | 'path'> & Partial<OffsetProblem>

const offsetOf = (node: Node | null): number => node?.range?.[0] ?? 0

const report = (context: Context, at: Node | null, {suggestion, ...finding}: FieldProblem): void => {
  context.problems.push({level: 'error', offset: offsetOf(at), ...finding, ...(suggestion && {suggestion})})
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)

/** What entriesOf reports, placed under the mapping's path. */
const reportEntry =
  (path: string, context: Context): Report =>
  ({key, ...finding}, at) =>
    report(context, at, {...finding, path: key === undefined ? path : join(path, key)})

const sourceOf = (node: Node | null): string => (isScalar(node) && node.source) || ''

const SCALAR_WORDS: Readonly<Record<GoScalar['tag'], string>> = {
  null: 'null',
  bool: 'the boolean ',
  int: 'the number ',
  float: 'the number ',
  str: 'the string ',
  other: 'the tagged value ',
  invalid: 'a value of another type than its tag, ',
}

const describe = (node: Node | null): string => {
  const tag = scalarOf(node)?.tag
  if (tag === undefined) return isMap(node) ? 'a mapping' : 'a list'
  const source = sourceOf(node)
  if (tag === 'null') return 'null'
  return SCALAR_WORDS[tag] + (tag === 'str' ? quoted(source) : source.slice(0, 40))
}

const wrongType = (context: Context, node: Node | null, path: string, expected: string): undefined => {
  const subject = path === '' ? 'a kind config' : path.replace(/^.*\./, '')
  report(context, node, {path, message: `${subject} must be ${expected}, not ${describe(node)}`, reason: 'type'})
}

const decodeString = (type: Of<'string'>, node: Node | null, path: string, context: Context): string | undefined => {
  const scalar = scalarOf(node)
  if (!scalar || scalar.tag === 'invalid') return wrongType(context, node, path, 'a string')
  if (scalar.tag === 'null') return ''
  // A number or a boolean is taken as it is written: `image: 1.10` is the string 1.10.
  const text = scalar.tag === 'str' ? scalar.value : sourceOf(node)
  const value = type.ignoreCase ? text.toUpperCase() : text
  if (!type.enum || value === '' || type.enum.includes(value)) return value
  const message = `${quoted(text)} is not one of ${type.enum.join(', ')}`
  report(context, node, {path, message, reason: 'value', suggestion: nearest(text, type.enum)})
}

const decodeBool = (node: Node | null, path: string, context: Context): boolean | undefined => {
  const scalar = scalarOf(node)
  const value = scalar && asBool(scalar)
  return value ?? wrongType(context, node, path, 'true or false')
}

const decodeInt = (type: Of<'int'>, node: Node | null, path: string, context: Context): number | undefined => {
  const scalar = scalarOf(node)
  const value = scalar && asInt32(scalar)
  if (value === undefined) return wrongType(context, node, path, 'a number')
  if (value >= type.min && value <= type.max) return value
  report(context, node, {path, message: `${value} is not between ${type.min} and ${type.max}`, reason: 'value'})
}

const decodeList = (type: Of<'list'>, node: Node | null, path: string, context: Context): unknown[] | undefined => {
  if (!isSeq(node)) return wrongType(context, node, path, 'a list')
  return node.items.map((item, i) => decodeItem(type.items, followed(item, context.targets), `${path}[${i}]`, context))
}

/** An entry of a list or a map: there null, or what could not be read, counts as the empty value of its type. */
const decodeItem = (type: FieldType, node: Node | null, path: string, context: Context): unknown => {
  context.offsets.set(path, offsetOf(node))
  const decoded = scalarOf(node)?.tag === 'null' ? undefined : decode(type, node, path, context)
  return decoded ?? {string: '', bool: false, int: 0, list: [], map: {}, object: {}}[type.type]
}

const decodeMap = (type: Of<'map'>, node: Node | null, path: string, context: Context) => {
  if (!isMap(node)) return wrongType(context, node, path, 'a mapping')
  const entries = entriesOf(node, context.targets, reportEntry(path, context))
  return Object.fromEntries(
    entries.map(({key = '', value}) => [key, decodeItem(type.values, value, join(path, key), context)]),
  )
}

const nearest = (word: string, known: readonly string[]): string | undefined =>
  word.length > 40 ? undefined : didYouMean(word, known)

const reportUnknown = (context: Context, at: Node, key: string, fields: readonly string[], path: string): void => {
  const homes = Object.entries(kindObjects).filter(
    ([, object]) => object.type === 'object' && Object.hasOwn(object.fields, key),
  )
  const suggestion = nearest(key, fields)
  const belongs = homes.length > 0 && !suggestion ? `; it belongs ${homes.map(([home]) => home).join(' or ')}` : ''
  const message = `unknown field ${quoted(key)}${belongs}`
  report(context, at, {path: join(path, key), message, reason: 'unknown-key', suggestion, level: context.unknownKeys})
}

const decodeObject = (type: Of<'object'>, node: Node | null, path: string, context: Context) => {
  if (!isMap(node)) return wrongType(context, node, path, 'a mapping')
  const value: Record<string, unknown> = {}
  for (const entry of entriesOf(node, context.targets, reportEntry(path, context))) {
    const {key} = entry
    if (key === undefined) continue
    const field = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined
    if (!field) reportUnknown(context, entry.keyNode, key, Object.keys(type.fields), path)
    else if (scalarOf(entry.value)?.tag !== 'null') {
      const decoded = decode(field, entry.value, join(path, key), context)
      if (decoded !== undefined) value[key] = decoded
    }
  }
  return value
}

const decode = (type: FieldType, node: Node | null, path: string, context: Context): unknown => {
  context.offsets.set(path, offsetOf(node))
  switch (type.type) {
    case 'string':
      return decodeString(type, node, path, context)
    case 'bool':
      return decodeBool(node, path, context)
    case 'int':
      return decodeInt(type, node, path, context)
    case 'list':
      return decodeList(type, node, path, context)
    case 'map':
      return decodeMap(type, node, path, context)
    case 'object':
      return decodeObject(type, node, path, context)
  }
}

/**
 * Reads a document by the table of kind's fields, as kind's decoder does.
 * @param unknownKeys how a field counts that the table does not have
 */
export const decodeKindConfig = (yaml: KindYaml, unknownKeys: OffsetProblem['level']): Decoded => {
  const context: Context = {targets: yaml.targets, unknownKeys, problems: [], offsets: new Map()}
  const value = decodeObject(kindSchema, yaml.root, '', context) ?? {}
  return {value, problems: context.problems, offsets: context.offsets}
}
