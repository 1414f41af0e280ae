import {globSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {LineCounter, parseAllDocuments} from 'yaml'
import {KubiaError} from '../errors/kubia-error.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {isRecord} from '../process/answer.ts'
import type {Manifests} from './apply.ts'

/** Where kubectl, and the reading of a failure, find things in manifests again. It is asked only where something failed. */

/** What kubectl calls standard input. */
const STDIN = 'STDIN'

/** One document of a manifest. */
interface Written {
  /** The line that it begins at, or that its error is in, counted from 1. */
  line: number
  /** What it has; undefined where it is no YAML. */
  value: unknown
}

const documentsOf = (text: string): Written[] => {
  const lineCounter = new LineCounter()
  return [...parseAllDocuments(text, {lineCounter, version: '1.1', logLevel: 'silent'})].flatMap(document => {
    const [error] = 'errors' in document ? document.errors : []
    if (error) return [{line: lineCounter.linePos(error.pos[0]).line, value: undefined}]
    const {contents} = document
    const value: unknown = contents?.toJS(document) ?? null
    return value === null ? [] : [{line: lineCounter.linePos(contents?.range?.[0] ?? 0).line, value}]
  })
}

/** The text behind a name of kubectl's; undefined for a URL, and for what cannot be read any more. */
const textOf = (file: string, {text}: Manifests): string | undefined => {
  if (file === STDIN) return text
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const isManifest = (value: unknown): boolean =>
  isRecord(value) && typeof value['kind'] === 'string' && typeof value['apiVersion'] === 'string'

/** Adds to a failure that names a file of manifests the line of the document that is no manifest. */
export const withLine = (error: unknown, manifests: Manifests): unknown => {
  const file = error instanceof KubiaError ? error.details.facts?.manifest : undefined
  if (!(error instanceof KubiaError) || file === undefined) return error
  const bad = documentsOf(textOf(file, manifests) ?? '').find(({value}) => !isManifest(value))
  if (!bad) return error
  return new KubiaError(error.code, error.message.replace(file, `${file}:${bad.line}`), error.details)
}

const filesOf = ({files, text, recursive}: Manifests): string[] =>
  files.flatMap(file => {
    if (file === '-') return text === undefined ? [] : [STDIN]
    const found = statSync(file, {throwIfNoEntry: false})
    if (found?.isDirectory()) return globSync(join(file, `${recursive ? '**/' : ''}*.{json,yaml,yml}`)).toSorted()
    return found ? [file] : globSync(file)
  })

const itemsOf = (value: unknown): unknown[] =>
  isRecord(value) && Array.isArray(value['items']) ? value['items'] : [value]

/** Where an object is written: `k8s/web.yaml:12`; undefined where it is behind a URL or made by a kustomization. */
export const locateObject = (
  {kind, metadata}: Pick<KubeObject, 'kind' | 'metadata'>,
  manifests: Manifests,
): string | undefined => {
  const isMeant = (item: unknown): boolean =>
    isRecord(item) && item['kind'] === kind && isRecord(item['metadata']) && item['metadata']['name'] === metadata.name
  for (const file of filesOf(manifests)) {
    const found = documentsOf(textOf(file, manifests) ?? '').find(({value}) => itemsOf(value).some(isMeant))
    if (found) return `${file}:${found.line}`
  }
  return undefined
}
