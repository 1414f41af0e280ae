import {isMap, isScalar, isSeq, type Node, type Scalar} from 'yaml'
import {didYouMean} from '../../../../errors/did-you-mean.ts'
import {type OffsetProblem, quoted} from '../../../config-problem.ts'
import {type Entry, entriesOf} from './kind-entries.ts'
import {type FieldType, kindObjects, kindSchema} from './kind-schema.ts'
import {boolOf, intOf, isNull, isPlain, isTagged} from './scalars.ts'

type Of<T extends FieldType['type']> = Extract<FieldType, {type: T}>

/** A decoded document: what it says, what is wrong with it, and where each field stands. */
export interface DecodedConfig {
  /** Plain data in the shape of the schema; a field that is null, unknown or wrong is absent. */
  value: Record<string, unknown>
  problems: OffsetProblem[]
  /** The offset of each field's and list entry's value, by its path (`nodes[1].role`). */
  offsets: ReadonlyMap<string, number>
}

interface Context extends DecodedConfig {
  unknownKeys: OffsetProblem['level']
  offsets: Map<string, number>
}

type Finding = Pick<OffsetProblem, 'message' | 'reason' | 'path'> & Partial<OffsetProblem>

const offsetOf = (node: Node | null): number => node?.range?.[0] ?? 0

const report = ({problems}: Context, at: Node | null, {suggestion, ...finding}: Finding): void => {
  problems.push({level: 'error', offset: offsetOf(at), ...finding, ...(suggestion && {suggestion})})
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)

const nearest = (word: string, known: readonly string[]): string | undefined =>
  word.length > 40 ? undefined : didYouMean(word, known)

const describe = (node: Node | null): string => {
  if (isNull(node)) return 'null'
  if (!isScalar(node)) return isMap(node) ? 'a mapping' : 'a list'
  const source = node.source ?? ''
  if (isPlain(node) && /^(?:true|false)$/i.test(source)) return `the boolean ${source}`
  return intOf(node) === undefined ? `the string ${quoted(source)}` : `the number ${source.slice(0, 40)}`
}

const wrongType = (context: Context, node: Node | null, path: string, expected: string): undefined => {
  const subject = path === '' ? 'a kind config' : path.replace(/^.*\./, '')
  report(context, node, {path, message: `${subject} must be ${expected}, not ${describe(node)}`, reason: 'type'})
}

/** A number or a boolean is taken as it is written: `image: 1.10` is the string 1.10. */
const decodeString = (type: Of<'string'>, node: Scalar, path: string, context: Context): string | undefined => {
  const text = node.source ?? ''
  const value = type.ignoreCase ? text.toUpperCase() : text
  if (!type.enum || value === '' || type.enum.includes(value)) return value
  if (isTagged(node)) return undefined
  const message = `${quoted(text)} is not one of ${type.enum.join(', ')}`
  report(context, node, {path, message, reason: 'value', suggestion: nearest(text, type.enum)})
}

const decodeInt = ({min, max}: Of<'int'>, node: Scalar, path: string, context: Context): number | undefined => {
  const value = intOf(node)
  if (value === undefined) return isTagged(node) ? undefined : wrongType(context, node, path, 'a number')
  if (value >= min && value <= max) return value
  report(context, node, {path, message: `${value} is not between ${min} and ${max}`, reason: 'value'})
}

/** An entry of a list or a map: there null, or what could not be read, counts as the empty value of its type. */
const decodeItem = (type: FieldType, node: Node | null, path: string, context: Context): unknown =>
  (isNull(node) ? undefined : decode(type, node, path, context)) ??
  {string: '', bool: false, int: 0, list: [], map: {}, object: {}}[type.type]

const reportUnknown = (context: Context, {keyNode}: Entry, key: string, fields: readonly string[], path: string) => {
  const homes = Object.entries(kindObjects).filter(([, {fields}]) => Object.hasOwn(fields, key))
  const suggestion = nearest(key, fields)
  const belongs = homes.length > 0 && !suggestion ? `; it belongs ${homes.map(([home]) => home).join(' or ')}` : ''
  const message = `unknown field ${quoted(key)}${belongs}`
  report(context, keyNode, {
    path: join(path, key),
    message,
    reason: 'unknown-key',
    suggestion,
    level: context.unknownKeys,
  })
}

const decodeObject = ({fields}: Of<'object'>, entries: readonly Entry[], path: string, context: Context) => {
  const value: Record<string, unknown> = {}
  for (const entry of entries) {
    const {key} = entry
    const field = key !== undefined && Object.hasOwn(fields, key) ? fields[key] : undefined
    if (key === undefined || (field && isNull(entry.value))) continue
    if (!field) reportUnknown(context, entry, key, Object.keys(fields), path)
    else {
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
      return isScalar(node) ? decodeString(type, node, path, context) : wrongType(context, node, path, 'a string')
    case 'bool':
      if (!isScalar(node)) return wrongType(context, node, path, 'true or false')
      return boolOf(node) ?? (isTagged(node) ? undefined : wrongType(context, node, path, 'true or false'))
    case 'int':
      return isScalar(node) ? decodeInt(type, node, path, context) : wrongType(context, node, path, 'a number')
    case 'list':
      if (!isSeq<Node | null>(node)) return wrongType(context, node, path, 'a list')
      return node.items.map((item, i) => decodeItem(type.items, item, `${path}[${i}]`, context))
    case 'map':
    case 'object': {
      if (!isMap(node)) return wrongType(context, node, path, 'a mapping')
      const entries = entriesOf(node, (finding, at, key) =>
        report(context, at, {...finding, path: key === undefined ? path : join(path, key)}),
      )
      if (type.type === 'object') return decodeObject(type, entries, path, context)
      return Object.fromEntries(
        entries.map(({key = '', value}) => [key, decodeItem(type.values, value, join(path, key), context)]),
      )
    }
  }
}

/**
 * Reads a document by the table of kind's fields, as kind's decoder does. A scalar with a tag of its own is left to kind.
 * @param unknownKeys how a field counts that the table does not have
 */
export const decodeKindConfig = (root: Node | null, unknownKeys: OffsetProblem['level']): DecodedConfig => {
  const context: Context = {unknownKeys, value: {}, problems: [], offsets: new Map()}
  const value = decode(kindSchema, root, '', context)
  return {...context, value: (value ?? {}) as Record<string, unknown>}
}
