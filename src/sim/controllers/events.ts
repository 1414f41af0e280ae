import type {KubeObject} from '../api/object.ts'
import type {Registry} from '../api/registry.ts'
import {types} from '../api/resources.ts'
import {ApiError} from '../api/status.ts'
import {type Clock, timestamp} from '../clock.ts'
import type {Store} from '../store/store.ts'
import {draft, partsOf, pathOf} from './draft.ts'

/** An hour, the default of kube-apiserver's `--event-ttl`. */
const TIME_TO_LIVE = 3_600_000
/** etcd would hold any number for an hour; here the oldest give way, so that memory has a limit. */
const MOST = 5000

export interface EventText {
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  component: string
  /** The node, for what a kubelet says. */
  host?: string
  /** Which part of the object, such as `spec.containers{kubia}`. */
  fieldPath?: string
  /** What was being done. Who says so writes the newer form of event, with a series instead of a count. */
  action?: string
}

interface StoredEvent extends KubeObject {
  count?: number
  series?: {count: number; lastObservedTime: string}
}

const micro = (time: Date): string => time.toISOString().replace('Z', '000Z')

/**
 * Events: what happened to an object, said once and counted when it happens again. They are kept for an hour and tell
 * nothing to the controllers. As in a real cluster they are the one thing that may get lost: where the server refuses
 * one (its namespace ends), it is dropped.
 */
export class EventRecorder {
  readonly #registry: Registry
  readonly #clock: Clock
  /** By what they say; the oldest first. */
  readonly #known = new Map<string, {path: string; last: number}>()
  readonly #unsubscribe: () => void
  #cancel: (() => void) | undefined
  #sequence = 0

  constructor(registry: Registry, store: Store, clock: Clock) {
    this.#registry = registry
    this.#clock = clock
    const byAge = store.list(types.Event).toSorted((a, b) => timeOf(a) - timeOf(b))
    for (const event of byAge) this.#known.set(identity(event), {path: pathOf(event), last: timeOf(event)})
    this.#unsubscribe = store.onChange(({type, resource, object}) => {
      if (type === 'DELETED' && resource === types.Event) this.#known.delete(identity(object))
    })
    this.#plan()
  }

  emit(about: KubeObject, text: EventText): void {
    const now = this.#clock.now()
    const event = this.#draft(about, text, now)
    const key = identity(event)
    const known = this.#known.get(key)
    try {
      const stored = known ? this.#repeat(known.path, now) : this.#registry.create(types.Event, event)
      this.#known.delete(key)
      this.#known.set(key, {path: pathOf(stored), last: now.getTime()})
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
    this.#expire()
  }

  stop(): void {
    this.#cancel?.()
    this.#unsubscribe()
  }

  #repeat(path: string, now: Date): KubeObject {
    const [namespace, name] = partsOf(path)
    return this.#registry.update(types.Event, namespace, name, (current: StoredEvent) =>
      current.eventTime
        ? {...current, series: {count: (current.series?.count ?? 1) + 1, lastObservedTime: micro(now)}}
        : {...current, count: (current.count ?? 1) + 1, lastTimestamp: timestamp(now)},
    )
  }

  #draft(about: KubeObject, {type, reason, message, component, host, fieldPath, action}: EventText, now: Date) {
    const {name, namespace, uid, resourceVersion} = about.metadata
    const time = timestamp(now)
    // As client-go names them: the object's name and the nanoseconds, which a counter tells apart here.
    const nanoseconds = BigInt(now.getTime()) * 1_000_000n + BigInt(this.#sequence++ % 1_000_000)
    return draft({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {name: `${name}.${nanoseconds.toString(16)}`, namespace: namespace ?? 'default'},
      involvedObject: {
        kind: about.kind,
        ...(namespace && {namespace}),
        name,
        uid,
        apiVersion: about.apiVersion,
        resourceVersion,
        ...(fieldPath && {fieldPath}),
      },
      reason,
      message,
      type,
      ...(action
        ? {source: {}, firstTimestamp: null, lastTimestamp: null, eventTime: micro(now), action}
        : {
            source: {component, ...(host && {host})},
            firstTimestamp: time,
            lastTimestamp: time,
            count: 1,
            eventTime: null,
          }),
      reportingComponent: component,
      reportingInstance: host ?? '',
    })
  }

  /** Takes away what is too old or too much. */
  #expire(): void {
    const oldest = this.#clock.now().getTime() - TIME_TO_LIVE
    for (const [key, {path, last}] of this.#known) {
      if (last > oldest && this.#known.size <= MOST) break
      const [namespace, name] = partsOf(path)
      this.#known.delete(key)
      try {
        this.#registry.delete(types.Event, namespace, name)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
      }
    }
    this.#plan()
  }

  #plan(): void {
    const first = this.#known.values().next().value
    if (this.#cancel || !first) return
    const left = first.last + TIME_TO_LIVE - this.#clock.now().getTime()
    this.#cancel = this.#clock.after(Math.max(left, 1000), () => {
      this.#cancel = undefined
      this.#expire()
    })
  }
}

interface EventFields {
  involvedObject?: {uid?: string; fieldPath?: string}
  source?: {component?: string; host?: string}
  reportingComponent?: string
  reason?: string
  message?: string
  type?: string
  eventTime?: string | null
  lastTimestamp?: string | null
  series?: {lastObservedTime: string}
}

/** What makes two events the same one. */
const identity = (event: KubeObject): string => {
  const {involvedObject, source, reportingComponent, reason, message, type} = event as EventFields
  const parts = [
    involvedObject?.uid,
    involvedObject?.fieldPath,
    reportingComponent,
    source?.host,
    type,
    reason,
    message,
  ]
  return parts.join('\n')
}

const timeOf = (event: KubeObject): number => {
  const {series, lastTimestamp, eventTime} = event as EventFields
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? event.metadata.creationTimestamp)
}
