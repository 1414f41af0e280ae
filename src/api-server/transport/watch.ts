import {setTimeout as sleep} from 'node:timers/promises'
import {apiServer, cutOff} from '../../errors/known/index.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {namespacedName} from '../../kubernetes/object-name.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import {isRecord} from '../../process/answer.ts'
import {LineSplitter, LineTooLong} from '../../process/line-splitter.ts'
import {checkObject} from '../shapes.ts'
import {AS_TABLE, columnsIn, rowsIn, type ServerColumn} from '../table-answer.ts'
import type {ApiWay} from './proxy.ts'
import {ApiError, type ApiList, type ApiRequest, callApi, errorOf, listApi, readApiAnswer, send} from './request.ts'

/** A watch is ended by the server after so long, and begun again where it was, in s: a dead connection is noticed then. */
const WATCH_SECONDS = 240
const RETRY_MS = 1000
/** A list that takes longer is reported, in ms. */
const SLOW_MS = 3000

/** Why nothing is known just now: a server that fails, or ends its answer early, has answered. */
const describeOutage = (proxy: ApiWay, error: Error & {code?: unknown}): string => {
  if (error instanceof ApiError || error instanceof KubiaError || error instanceof LineTooLong) return error.message
  if (error.code === 'ECONNRESET') return cutOff(proxy)
  return `${apiServer(proxy)} does not answer (${error.message})`
}

/** The failure of a question that was asked before anything was followed. */
export const outage = (proxy: ApiWay, error: unknown): unknown =>
  error instanceof ApiError || error instanceof KubiaError || error instanceof LineTooLong
    ? error
    : new KubiaError('API_UNREACHABLE', describeOutage(proxy, error as Error))

const isEvent = (value: unknown): boolean => isRecord(value) && isRecord(value['object'])

interface WatchEvent<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  object: T & {code?: number; message?: string}
}

export interface Follow<T extends KubeObject> {
  proxy: ApiWay
  /** What the list is of: `Service`. */
  kind: string
  /** The list: `/api/v1/services`, `/api/v1/namespaces/default/endpoints`. */
  path: string
  /** Only objects with these fields: `metadata.name=kubia`. */
  fieldSelector?: string | undefined
  /** Only objects with these labels: `app=kubia`. */
  labelSelector?: string | undefined
  /** Objects come with their metadata and `cells`, as the server prints them, and its columns are reported first. */
  onColumns?: ((columns: readonly ServerColumn[]) => void) | undefined
  /** What is kept of an object; all of it if not said. */
  keep?: (object: T) => T
  /** Called with each list: at the beginning, and where the server has forgotten what was followed. Before `onChange`. */
  onList?: (objects: ReadonlyMap<string, T>) => void
  /** Called with each change of an object, before `onChange`. */
  onEvent?: (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T) => void
  signal: AbortSignal
  /** Called with all objects, by `namespace/name`, whenever one of them changed. */
  onChange: (objects: ReadonlyMap<string, T>) => void
  /** Called with a sentence when the API server no longer answers, and with undefined once it answers again. */
  onAway: (why: string | undefined) => void
  /** How long after a failure, or after a watch that did not last as long, it is asked again, in ms. */
  retryMs?: number
}

const rowsOf = <T extends KubeObject>(table: unknown, kind: string): T[] =>
  rowsIn(table).map(({object, cells}) => ({apiVersion: '', kind, ...object, cells}) as unknown as T)

/** Lists objects as the rows of the server's own table. */
const listRows = async <T extends KubeObject>(
  proxy: ApiWay,
  kind: string,
  request: ApiRequest,
  onColumns: NonNullable<Follow<T>['onColumns']>,
): Promise<ApiList<T>> => {
  const table = await callApi<{metadata?: {resourceVersion?: unknown} | null}>(proxy, {...request, accept: AS_TABLE})
  onColumns(columnsIn(table) ?? [])
  return {items: rowsOf<T>(table, kind), resourceVersion: String(table.metadata?.resourceVersion ?? '')}
}

/**
 * Follows all objects of a list until the signal aborts: lists them, watches from there, begins again where the server
 * has forgotten that point (410), and goes on through outages.
 * @throws KubiaError FORBIDDEN where it may not be listed from the start, ApiError 404 where the resource does not exist; the signal's abort is no error
 */
export const follow = async <T extends KubeObject>(options: Follow<T>): Promise<void> => {
  const {proxy, kind, path, fieldSelector, labelSelector, onColumns, signal, onChange, onList, onEvent, onAway} =
    options
  const {keep = object => object, retryMs = RETRY_MS} = options
  const selection: Record<string, string> = {
    ...(fieldSelector === undefined ? {} : {fieldSelector}),
    ...(labelSelector === undefined ? {} : {labelSelector}),
  }
  const accept = onColumns && AS_TABLE
  let isAway = false
  const goAway = (why: string): void => {
    if (!isAway) onAway(why)
    isAway = true
  }
  const back = (): void => {
    if (isAway) onAway(undefined)
    isAway = false
  }
  const objects = new Map<string, T>()
  let version: string | undefined
  let wasListed = false

  const list = async (): Promise<string> => {
    const timer = setTimeout(
      () => goAway(`${apiServer(proxy)} does not answer (no answer for ${SLOW_MS / 1000}s)`),
      SLOW_MS,
    )
    const request = {path: `${path}?${new URLSearchParams(selection)}`, signal}
    const listed = onColumns ? listRows<T>(proxy, kind, request, onColumns) : listApi<T>(proxy, kind, request)
    const {items, resourceVersion} = await listed.finally(() => clearTimeout(timer))
    wasListed = true
    back()
    objects.clear()
    for (const item of items) objects.set(namespacedName(item), keep(item))
    onList?.(objects)
    onChange(objects)
    return resourceVersion
  }
  const apply = ({type, object: sent}: WatchEvent<T>): void => {
    if (type === 'ERROR') throw new ApiError(Number(sent.code ?? 500), String(sent.message ?? 'the watch failed'))
    const row = onColumns && rowsOf<T>(sent, kind)[0]
    version = (row ?? sent).metadata?.resourceVersion || version
    if (type === 'BOOKMARK' || (onColumns && !row)) return
    const object = keep(row ?? (checkObject({...sent, kind}, 'the API server') as T))
    if (type === 'DELETED') objects.delete(namespacedName(object))
    else objects.set(namespacedName(object), object)
    onEvent?.(type, object)
    onChange(objects)
  }
  const watchFrom = async (from: string): Promise<void> => {
    const query = new URLSearchParams({
      ...selection,
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: from,
      timeoutSeconds: String(WATCH_SECONDS),
    })
    const response = await send(proxy, {path: `${path}?${query}`, accept, signal})
    if ((response.statusCode ?? 0) >= 300) throw await errorOf(proxy, response)
    back()
    const lines = new LineSplitter()
    for await (const chunk of response as AsyncIterable<Buffer>)
      for (const line of lines.push(chunk)) apply(readApiAnswer<WatchEvent<T>>(proxy, line.toString(), isEvent))
  }

  const pause = (): Promise<unknown> => sleep(retryMs, undefined, {signal}).catch(() => undefined)
  while (!signal.aborted) {
    try {
      version ??= await list()
      const begunAt = performance.now()
      await watchFrom(version)
      // A server that ends its watches at once would be asked without a pause.
      if (performance.now() - begunAt < retryMs) await pause()
    } catch (error) {
      if (signal.aborted) return
      // What could be listed once is refused for a moment by an API server that has just begun and has not read who may.
      if (error instanceof KubiaError && !wasListed) throw error
      const status = error instanceof ApiError ? error.status : 0
      if (status === 404) throw error
      if (status === 410) version = undefined
      else goAway(describeOutage(proxy, error as Error))
      await pause()
    }
  }
}
