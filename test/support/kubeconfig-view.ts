import type {Merged} from '../../src/process/kubeconfig/changes.ts'
import {LIST_NAMES, LISTS} from '../../src/process/kubeconfig/document.ts'

/** A value without what kubectl prints for nothing. */
const said = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const fields = Object.entries(value).filter(([, one]) => one !== null && one !== '' && one !== false)
  return Object.fromEntries(fields.map(([name, one]) => [name, said(one)]))
}

/**
 * What kubia reads, in the form of `asPrinted`.
 * @param folder that of the file: kubectl prints paths as they are written, without it
 */
export const asRead = ({current, entries}: Merged, folder: string): unknown => {
  const list = (name: (typeof LIST_NAMES)[number]) =>
    [...entries[name]]
      .map(([of, content]) => [of, said(content)])
      .sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1))
  return JSON.parse(JSON.stringify([current, ...LIST_NAMES.map(list)]).replaceAll(`"${folder}/`, '"'))
}

/** What `kubectl config view --raw -o json` prints, as far as it says something. */
export const asPrinted = (printed: Record<string, unknown>): unknown => {
  const list = (name: (typeof LIST_NAMES)[number]) =>
    ((printed[name] ?? []) as Record<string, unknown>[]).map(entry => [entry['name'], said(entry[LISTS[name]])])
  const text = JSON.stringify([printed['current-context'], ...LIST_NAMES.map(list)])
  return JSON.parse(text.replaceAll('./pki/../', ''))
}
