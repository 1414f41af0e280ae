import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type Tags,
  type YAMLMap,
} from 'yaml'
import {readPlain} from './plain.ts'
import {notUsable} from './write.ts'

/** The lists of a kubeconfig, and the key that the content of their entries has. */
export const LISTS = {clusters: 'cluster', users: 'user', contexts: 'context'} as const
export type List = keyof typeof LISTS
export const LIST_NAMES = Object.keys(LISTS) as List[]

/** What an entry says beside its name: `{server: …}`. */
export type EntryFields = Readonly<Record<string, unknown>>

/** A kubeconfig as text, with what it says. */
export interface KubeconfigText {
  text: string
  /** The first document, the only one that kubectl reads; undefined where there is none, or where no edit needs it. */
  document: Document | undefined
  /** Its mapping; undefined where it says nothing, or where no edit needs it. */
  root: YAMLMap | undefined
  /** The current context's name; empty where there is none. */
  current: string
  /** The content of the entries by their names, in the order of the file. */
  entries: Readonly<Record<List, ReadonlyMap<string, EntryFields>>>
  /** All else that it says, as JSON. */
  others: string
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The pair of a key; of several, the last one counts, as it does for kubectl. */
export const pairOf = (root: YAMLMap | undefined, key: string): Pair | undefined =>
  root?.items.findLast(pair => isScalar(pair.key) && pair.key.value === key)

/** Where what a node says ends in its text; the remark behind it is not part of that. */
export const endOf = (node: unknown): number => {
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1)
    return endOf(last?.value ?? last?.key)
  }
  if (isSeq(node) && !node.flow) return endOf(node.items.at(-1))
  if (isScalar(node) || isAlias(node) || isCollection(node)) return node.range?.[1] ?? 0
  return 0
}

/** The entries of a list by name. An entry without a name has an empty one, as kubectl takes it. */
const entriesOf = (file: string, list: List, value: unknown): Map<string, EntryFields> => {
  const entries = new Map<string, EntryFields>()
  if (value === undefined || value === null) return entries
  if (!Array.isArray(value)) throw notUsable(file, `${list} is not a list`)
  for (const entry of value as unknown[]) {
    const {name = '', [LISTS[list]]: content = null}: Record<string, unknown> = isRecord(entry) ? entry : {}
    if ((entry !== null && !isRecord(entry)) || (content !== null && !isRecord(content)))
      throw notUsable(file, `an entry of ${list} is not a mapping`)
    if (typeof name !== 'string') throw notUsable(file, `a name in ${list} is not a string`)
    if (entries.has(name)) throw notUsable(file, `${list} has the name "${name}" twice`)
    entries.set(name, content ?? {})
  }
  return entries
}

/** What kubectl reads as YAML 1.1, but for times and numbers to the base of 60, which are texts to it (go-yaml v2). */
const asKubectl = (tags: Tags): Tags =>
  tags.filter(tag => typeof tag === 'string' || !(tag.tag.endsWith(':timestamp') || tag.format === 'TIME'))

/**
 * Reads a kubeconfig as kubectl does (client-go, `clientcmd.Load`; tried with kubectl 1.32): the first document of
 * YAML or JSON, where of a key that is there twice the last one counts.
 * @param file its path, for the failure
 * @param forEdit whether the places of words in the text are kept, which takes twice as long
 * @throws KubiaError KUBECONFIG_INVALID
 */
export const readKubeconfigText = (file: string, text: string, forEdit = true): KubeconfigText => {
  const plain = forEdit ? undefined : readPlain(text)
  if (plain) return textOf(file, {text, document: undefined, root: undefined}, plain)
  const options = {
    version: '1.1',
    customTags: asKubectl,
    keepSourceTokens: forEdit,
    uniqueKeys: false,
    merge: true,
    logLevel: 'error',
  } as const
  const document = [parseAllDocuments(text, options)].flat()[0] as Document | undefined
  const [problem] = document?.errors ?? []
  if (problem) throw notUsable(file, problem.message.split('\n')[0] ?? problem.code)
  let said: unknown
  try {
    said = document?.toJS()
  } catch (error) {
    throw notUsable(file, (error as Error).message)
  }
  const {contents} = document ?? {}
  const isEmpty = said === undefined || said === null
  if (!isEmpty && !(isMap(contents) && isRecord(said))) throw notUsable(file, 'it is not a kubeconfig')
  return textOf(file, {text, document, root: isMap(contents) ? contents : undefined}, said ?? {})
}

/** A kubeconfig's text with what its mapping says. @throws KubiaError KUBECONFIG_INVALID */
const textOf = (
  file: string,
  parsed: Pick<KubeconfigText, 'text' | 'document' | 'root'>,
  said: unknown,
): KubeconfigText => {
  const {clusters, users, contexts, 'current-context': current, ...others} = said as Record<string, unknown>
  if ((others['kind'] ?? 'Config') !== 'Config' || (others['apiVersion'] ?? 'v1') !== 'v1')
    throw notUsable(file, 'it is not a kubeconfig of kind Config and version v1')
  if (typeof (current ?? '') !== 'string') throw notUsable(file, 'current-context is not a string')
  return {
    ...parsed,
    current: (current as string | null | undefined) ?? '',
    entries: {
      clusters: entriesOf(file, 'clusters', clusters),
      users: entriesOf(file, 'users', users),
      contexts: entriesOf(file, 'contexts', contexts),
    },
    others: JSON.stringify(others),
  }
}

/** Whether a node says nothing: `null`, `~`, or no word at all. */
export const isNull = (node: unknown): node is Scalar | null | undefined =>
  node === null || node === undefined || (isScalar(node) && node.value === null)
