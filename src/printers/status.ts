import {columnsOf} from '../text/wrap.ts'
import {printJson} from './json.ts'
import {alignColumns, getLayout, printTable} from './table.ts'
import {printYaml} from './yaml.ts'

export type StatusFormat = 'wide' | 'json' | 'yaml' | 'name'

/** The cluster that a status is of: what `kubectl cluster-info` and `kubectl version` print. */
export interface StatusHeader {
  /** The name of a local cluster; empty for any other one. */
  cluster: string
  context: string
  /** The API server's URL. */
  server: string
  /** The API server's version, `v1.36.1`. */
  version: string
  /** What made the cluster; empty where its nodes don't say. */
  provider: string
}

const HEADER_COLUMNS: readonly {name: string; value: (header: StatusHeader) => string}[] = [
  {name: 'CLUSTER', value: ({cluster}) => cluster || '<none>'},
  {name: 'CONTEXT', value: ({context}) => context},
  {name: 'SERVER', value: ({server}) => server},
  {name: 'VERSION', value: ({version}) => version},
  {name: 'PROVIDER', value: ({provider}) => provider || '<none>'},
]

/** The cluster in one line below its headers; where the terminal is too narrow for it, each value beside its header. */
const printHeader = (header: StatusHeader, width: number): string => {
  const table = printTable(HEADER_COLUMNS, [header])
  if (table.split('\n').every(line => columnsOf(line) <= width)) return table
  return alignColumns(
    HEADER_COLUMNS.map(({name, value}) => [name, value(header)]),
    getLayout,
  )
}

/**
 * What stands above the tables in one kubectl-like view: the cluster's line, then the verdicts, so that what is wrong is
 * read first.
 * @param width the terminal's columns; without it the line is never broken
 */
export const printStatusHead = (header: StatusHeader, verdicts: string, width = Number.POSITIVE_INFINITY): string =>
  [printHeader(header, width), verdicts].filter(Boolean).join('\n')

/** Where the objects are put into the view as one object, and one of them there. */
const PLACES = {
  json: {
    print: printJson,
    none: '    "items": [],\n',
    before: '    "items": [\n',
    item: (value: unknown, isLast: boolean) =>
      `${printJson(value).trimEnd().replaceAll(/^/gm, '        ')}${isLast ? '' : ','}\n`,
    after: '    ],\n',
  },
  yaml: {
    print: printYaml,
    none: 'items: []\n',
    before: 'items:\n',
    item: (value: unknown) => printYaml([value]),
    after: '',
  },
} as const

/**
 * The view as one object: the context, the health of the apps, and the raw objects behind the tables. It comes in whole
 * lines, piece by piece: of 10,000 pods it is more than a process should hold.
 * @param texts the objects as JSON, read once
 */
export function* statusObject(
  context: string,
  apps: readonly object[],
  texts: Iterable<string> & {length: number},
  format: 'json' | 'yaml',
): Generator<string> {
  const {print, none, before, item, after} = PLACES[format]
  const status = print({apiVersion: 'kubia/v1alpha1', kind: 'Status', context, apps, items: []})
  if (texts.length === 0) return yield status
  const at = status.lastIndexOf(`\n${none}`) + 1
  yield `${status.slice(0, at)}${before}`
  let left = texts.length
  for (const text of texts) yield item(JSON.parse(text), --left === 0)
  yield `${after}${status.slice(at + none.length)}`
}
