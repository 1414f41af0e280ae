import {KubiaError} from '../errors/kubia-error.ts'
import {kindOf} from '../kubernetes/kinds/index.ts'
import {namespacedName, resourceName} from '../kubernetes/object-name.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'
import type {KubeAccess} from './kubectl.ts'
import {type ApiResource, resourceOfKind, resourcePath} from './resources.ts'
import {AS_TABLE, columnsIn, rowsIn, type ServerColumn} from './table-answer.ts'
import {openWay} from './transport/open-way.ts'
import type {ApiWay} from './transport/proxy.ts'
import {ApiError, callApi} from './transport/request.ts'

/** The rows of a kind as the server prints them. */
export interface ServerTable {
  columns: readonly ServerColumn[]
  /** The cells of each object, by its `namespacedName`. */
  cells: ReadonlyMap<string, readonly string[]>
}

/** The tables of kinds, by their resource names: `configmap`, `ingress.networking.k8s.io`. */
export type ServerTables = ReadonlyMap<string, ServerTable>

/** A table that the server prints; undefined where it prints none of this resource. @throws as `callApi` */
const askTable = async (
  proxy: ApiWay,
  resource: ApiResource,
  {namespace, selection}: {namespace: string | undefined; selection: Readonly<Record<string, string>>},
  signal: AbortSignal,
): Promise<ServerTable | undefined> => {
  const path = `${resourcePath(resource, namespace)}?${new URLSearchParams(selection)}`
  const table = await callApi<unknown>(proxy, {path, accept: AS_TABLE, signal})
  const columns = columnsIn(table)
  if (!columns) return undefined
  return {columns, cells: new Map(rowsIn(table).map(({object, cells}) => [namespacedName(object), cells]))}
}

/** Which rows are asked for. */
export interface TableScope {
  /** Undefined for all namespaces. */
  namespace: string | undefined
  selector?: string | undefined
}

/**
 * The server's own tables of all kinds among listed objects that have no module here. A kind of which the rows may not
 * be listed, or that the server does not print, has none.
 * @throws KubiaError as `openWay` and `callApi`
 */
export const getTables = async (
  exec: Exec,
  access: KubeAccess,
  items: readonly KubeObject[],
  {namespace, selector}: TableScope,
): Promise<ServerTables> => {
  const byKind = [...Map.groupBy(items, resourceName)].filter(([, [first]]) => first && !kindOf(first))
  if (byKind.length === 0) return new Map()
  const {signal} = new AbortController()
  const proxy = await openWay(exec, access)
  try {
    const tables = byKind.map(async ([name, objects]) => {
      const [only, ...others] = objects
      const resource = only && (await resourceOfKind(proxy, only, signal))
      if (!resource) return []
      const selection = {
        ...(selector === undefined ? {} : {labelSelector: selector}),
        ...(others.length === 0 ? {fieldSelector: `metadata.name=${only.metadata.name}`} : {}),
      }
      try {
        const table = await askTable(proxy, resource, {namespace, selection}, signal)
        return table ? [[name, table] as const] : []
      } catch (error) {
        if (error instanceof ApiError || (error instanceof KubiaError && error.code === 'FORBIDDEN')) return []
        throw error
      }
    })
    return new Map((await Promise.all(tables)).flat())
  } finally {
    await proxy.close()
  }
}
