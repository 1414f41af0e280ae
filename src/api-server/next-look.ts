import {setTimeout as sleep} from 'node:timers/promises'
import type {KubeObject} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'
import type {KubeAccess} from './access.ts'
import {pauseAfter} from './pause.ts'
import {openDirectWay} from './transport/open-way.ts'
import {type Follow, follow} from './transport/watch.ts'

/** The longest pause while all that is waited for is watched, in ms: events and the time itself are seen then. */
const WATCHED_MS = 2000
/** Between two looks there is at least this many times what a look takes, so that looking takes a fifth of the time at most. */
const REST = 4

/** A list that tells when it is time to look again: of a kind, at its path, as far as selectors name its objects. */
export type WatchedList = Pick<Follow<KubeObject>, 'kind' | 'path' | 'fieldSelector' | 'labelSelector'>

/** What tells a wait when to look again. */
export interface NextLook {
  /**
   * Ends once something has changed since the last look began; after a pause where it may have changed unseen.
   * @param lookMs what the last look took
   * @param lists what is looked at; it is watched from the first call on that names any
   * @throws the signal's reason
   */
  wait(lookMs: number, lists: () => readonly WatchedList[]): Promise<void>
  /** Ends the watches. */
  end(): Promise<void>
}

export interface NextLookOptions {
  /** The longest pause where nothing is watched, in ms. */
  mostMs: number
  /** The same where all is watched. */
  watchedMs?: number
  signal: AbortSignal
}

/** What is known of an object that only has changed. */
const onlyName = ({apiVersion, kind, metadata: {name, namespace}}: KubeObject): KubeObject => ({
  apiVersion,
  kind,
  metadata: {name, ...(namespace === undefined ? {} : {namespace})},
})

/**
 * Watches what a wait looks at, where the API server can be asked without kubectl; elsewhere the wait looks again after
 * pauses. Nothing is watched before the first wait: most looks find that there is nothing to wait for.
 */
export const createNextLook = (exec: Exec, access: KubeAccess, options: NextLookOptions): NextLook => {
  const {mostMs, watchedMs = WATCHED_MS, signal} = options
  const ended = new AbortController()
  const begunAt = performance.now()
  /** The lists that tell of changes just now. */
  const telling = new Set<WatchedList>()
  let watched: readonly WatchedList[] = []
  let watching: Promise<unknown> | undefined
  let hasChanged = false
  let wake = (): void => {}
  const change = (): void => {
    hasChanged = true
    wake()
  }
  const watch = async (lists: readonly WatchedList[]): Promise<void> => {
    const way = await openDirectWay(exec, access)
    if (!way) return
    const followOne = (list: WatchedList): Promise<void> =>
      follow<KubeObject>({
        ...list,
        proxy: way,
        signal: AbortSignal.any([signal, ended.signal]),
        keep: onlyName,
        onList: () => telling.add(list),
        onChange: change,
        onAway: why => {
          if (why === undefined) telling.add(list)
          else telling.delete(list)
          change()
        },
      })
    // What may not be watched is looked at after pauses, and the look itself says why it fails.
    await Promise.allSettled(lists.map(followOne)).finally(way.close)
  }
  const begin = (lists: readonly WatchedList[]): void => {
    watched = lists
    if (watched.length > 0) watching = watch(watched).catch(() => telling.clear())
  }
  const pause = async (ms: number): Promise<void> => {
    const sleeping = new AbortController()
    wake = () => sleeping.abort()
    try {
      if (!hasChanged) await sleep(ms, undefined, {signal: AbortSignal.any([signal, sleeping.signal])})
    } catch {
      signal.throwIfAborted()
    }
  }
  return {
    async wait(lookMs, lists) {
      if (!watching) begin(lists())
      const isWatched = watched.length > 0 && watched.every(list => telling.has(list))
      const sinceMs = performance.now() - begunAt
      const restMs = isWatched ? lookMs * REST : 0
      await sleep(restMs, undefined, {signal})
      await pause(Math.max(0, (isWatched ? watchedMs : pauseAfter(sinceMs, lookMs, mostMs)) - restMs))
      hasChanged = false
    },
    async end() {
      ended.abort()
      await watching
    },
  }
}
