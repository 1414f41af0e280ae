import type {KubeObject} from '../api/object.ts'
import type {Registry} from '../api/registry.ts'
import {StatusError} from '../api/status.ts'
import {type Clock, timestamp} from '../clock.ts'
import {eventResource} from '../kinds/event/resource.ts'
import type {Store} from '../store/store.ts'
import {draft, partsOf, pathOf} from './draft.ts'

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
 * Events: what happened to an object, said once and counted when it happens again. No controller reads them,
 * and the server forgets them after a while. As in a real cluster they are the one thing that may get lost: where the
 * server refuses one (its namespace ends), it is dropped.
 */
export class EventRecorder {
  readonly #registry: Registry
  readonly #clock: Clock
  /** The paths of those that are there, by what they say. */
  readonly #known = new Map<string, string>()
  readonly #unsubscribe: () => void
  #sequence = 0

  constructor(registry: Registry, store: Store, clock: Clock) {
    this.#registry = registry
    this.#clock = clock
    for (const event of store.list(eventResource)) this.#known.set(identity(event), pathOf(event))
    this.#unsubscribe = store.onChange(({type, resource, object}) => {
      if (type === 'DELETED' && resource === eventResource) this.#known.delete(identity(object))
    })
  }

  emit(about: KubeObject, text: EventText): void {
    const now = this.#clock.now()
    const event = this.#draft(about, text, now)
    const key = identity(event)
    const known = this.#known.get(key)
    try {
      const stored = known ? this.#repeat(known, now) : this.#registry.create(eventResource, event)
      this.#known.set(key, pathOf(stored))
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
  }

  stop(): void {
    this.#unsubscribe()
  }

  #repeat(path: string, now: Date): KubeObject {
    const [namespace, name] = partsOf(path)
    return this.#registry.update(eventResource, namespace, name, (current: StoredEvent) =>
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
}

interface EventFields {
  involvedObject?: {uid?: string; fieldPath?: string}
  source?: {component?: string; host?: string}
  reportingComponent?: string
  reason?: string
  message?: string
  type?: string
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
