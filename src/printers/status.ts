import type {KubeObject} from '../kubernetes/types.ts'
import {printJson} from './json.ts'
import {printTable} from './table.ts'
import {printYaml} from './yaml.ts'

export type StatusFormat = 'wide' | 'json' | 'yaml' | 'name'

/** The cluster that a status is of: what `kubectl cluster-info` and `kubectl version` print. */
export interface StatusHeader {
  context: string
  /** The API server's URL. */
  server: string
  /** The API server's version, `v1.36.1`. */
  version: string
  /** What made the cluster; empty where its nodes don't say. */
  provider: string
}

/** The cluster's line, then the tables, in one kubectl-like view. */
export const printStatus = (header: StatusHeader, tables: string): string => {
  const line = printTable<StatusHeader>(
    [
      {name: 'CONTEXT', value: ({context}) => context},
      {name: 'SERVER', value: ({server}) => server},
      {name: 'VERSION', value: ({version}) => version},
      {name: 'PROVIDER', value: ({provider}) => provider || '<none>'},
    ],
    [header],
  )
  return tables === '' ? line : `${line}\n${tables}`
}

/** The view as one object: the context, the health of the apps, and the raw objects behind the tables. */
export const statusObject = (
  context: string,
  apps: readonly object[],
  items: readonly KubeObject[],
  format: 'json' | 'yaml',
): string => {
  const status = {apiVersion: 'kubia/v1alpha1', kind: 'Status', context, apps, items}
  return format === 'json' ? printJson(status) : printYaml(status)
}
