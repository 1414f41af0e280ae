import {KubiaError} from '../../errors/kubia-error.ts'
import {sortedKeys} from '../answer.ts'
import {type EntryFields, type KubeconfigText, LIST_NAMES, type List, readKubeconfigText} from './document.ts'
import {type FileEdit, spliceKubeconfig} from './splice.ts'

/** What the files of a kubeconfig say together; of what several say, the first one's counts. */
export interface Merged {
  /** The current context's name; empty where there is none. */
  current: string
  entries: Readonly<Record<List, ReadonlyMap<string, EntryFields>>>
}

/** One thing that is to be otherwise. */
export type KubeconfigChange =
  /** Fields of an entry, which is made where it is not there; undefined takes one away. Others of its fields stay. */
  | {list: List; name: string; set: EntryFields}
  /** Takes an entry out of every file. */
  | {list: List; name: string; remove: true}
  /** The current context; empty: none. */
  | {current: string}
  /** A context that is not to be the current one, in any file. */
  | {leave: string}

/** A file of a kubeconfig, with its text; empty where there is no file. */
export interface Source {
  file: string
  text: string
}

/** What files say together. @param files in kubectl's order */
export const merge = (files: readonly KubeconfigText[]): Merged => {
  const all = (list: List) => new Map(files.toReversed().flatMap(({entries}) => [...entries[list]]))
  return {
    current: files.find(({current}) => current !== '')?.current ?? '',
    entries: {clusters: all('clusters'), users: all('users'), contexts: all('contexts')},
  }
}

/** What files say together. @param sources in kubectl's order @throws KubiaError KUBECONFIG_INVALID */
export const mergeSources = (sources: readonly Source[]): Merged =>
  merge(sources.map(({file, text}) => readKubeconfigText(file, text)))

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(sortedKeys(a)) === JSON.stringify(sortedKeys(b))

const withFields = (content: EntryFields, fields: EntryFields): EntryFields =>
  Object.fromEntries(Object.entries({...content, ...fields}).filter(([, value]) => value !== undefined))

const emptyEdit = (): FileEdit => ({entries: {clusters: new Map(), users: new Map(), contexts: new Map()}})

/** Puts a change to the edits of the files that kubectl would make it in (client-go, `clientcmd.ModifyConfig`). */
const place = (
  change: KubeconfigChange,
  files: readonly KubeconfigText[],
  edits: readonly FileEdit[],
  main: number,
): void => {
  const edit = (index: number): FileEdit => edits[index] as FileEdit
  if ('leave' in change) {
    for (const [index, {current}] of files.entries()) if (current === change.leave) edit(index).current = ''
  } else if ('current' in change) {
    const where = change.current === '' ? files.findIndex(({current}) => current !== '') : main
    if (where !== -1) edit(where).current = change.current
  } else if ('remove' in change) {
    for (const [index, {entries}] of files.entries())
      if (entries[change.list].has(change.name)) edit(index).entries[change.list].set(change.name, undefined)
  } else {
    const {list, name, set} = change
    const origin = files.findIndex(({entries}) => entries[list].has(name))
    const before = files[origin]?.entries[list].get(name)
    const content = withFields(before ?? {}, set)
    if (before === undefined || !isSame(before, content))
      edit(origin === -1 ? main : origin).entries[list].set(name, content)
  }
}

/** What a file must say after an edit. */
const expected = ({entries, current, others}: KubeconfigText, edit: FileEdit): unknown => {
  const list = (name: List): [string, EntryFields][] => {
    const edited = new Map([...entries[name], ...edit.entries[name]])
    return [...edited].filter((one): one is [string, EntryFields] => one[1] !== undefined)
  }
  return [LIST_NAMES.map(list), edit.current ?? current, others]
}

/** Edits one file's text, and reads it again: whatever its YAML is made of, it must say what it is to say and no more. */
const editText = (file: string, parsed: KubeconfigText, edit: FileEdit): string => {
  const isNew = parsed.root === undefined
  try {
    const text = spliceKubeconfig(parsed, edit)
    if (text === parsed.text) return text
    const after = readKubeconfigText(file, text)
    const others = isNew ? parsed.others : after.others
    if (isSame(expected({...after, others}, emptyEdit()), expected(parsed, edit))) return text
    throw new Error('what others have in it would change')
  } catch (error) {
    throw new KubiaError('KUBECONFIG_INVALID', `the kubeconfig ${file} cannot be edited: its entries share anchors`, {
      fix: ['write the shared parts out, or name another file: --kubeconfig FILE'],
      cause: error,
    })
  }
}

/**
 * The texts of the files of a kubeconfig after changes; those that stay as they are are left out.
 * @param sources all files, in kubectl's order
 * @param main the one that is for what is new
 * @param decide what is to change, by what all files say together
 * @throws KubiaError KUBECONFIG_INVALID where one cannot be read or edited
 */
export const changeTexts = (
  sources: readonly Source[],
  main: string,
  decide: (merged: Merged) => readonly KubeconfigChange[],
): Source[] => {
  const files = sources.map(({file, text}) => readKubeconfigText(file, text))
  const edits = sources.map(emptyEdit)
  const mainIndex = sources.findIndex(({file}) => file === main)
  for (const change of decide(merge(files))) place(change, files, edits, mainIndex)
  return sources.flatMap(({file, text}, index) => {
    const edited = editText(file, files[index] as KubeconfigText, edits[index] as FileEdit)
    return edited === text ? [] : [{file, text: edited}]
  })
}
