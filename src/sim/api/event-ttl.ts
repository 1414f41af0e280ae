// Events are news, not state: a real API server forgets them after an hour (its `--event-ttl`). Here there is also a
// most, since one process keeps them in memory.
import type {Clock} from '../clock.ts'
import type {Store} from '../store/store.ts'
import {type KubeObject, keyOf} from './object.ts'
import type {Registry} from './registry.ts'
import {types} from './resources.ts'

/** Milliseconds. */
const LIFETIME = 60 * 60 * 1000
const SWEEP_PERIOD = 60 * 1000
const MOST = 8000
/** Beyond the most, so that not every new event means a sweep. */
const SLACK = 500

/** When an event was told last. */
const toldAt = (event: KubeObject): number => {
  const {lastTimestamp, eventTime} = event as {lastTimestamp?: string | null; eventTime?: string | null}
  return Date.parse(lastTimestamp || eventTime || event.metadata.creationTimestamp)
}

const sweep = (registry: Registry, now: number): void => {
  const events = registry
    .list(types.Event)
    .map(event => ({event, time: toldAt(event), revision: Number(event.metadata.resourceVersion)}))
  events.sort((one, other) => other.time - one.time || other.revision - one.revision)
  for (const [index, {event, time}] of events.entries()) {
    if (index < MOST && now - time < LIFETIME) continue
    const {namespace, name} = keyOf(event)
    registry.delete(types.Event, namespace, name)
  }
}

/** Forgets old events from now on. @returns what ends it */
export const forgetOldEvents = (registry: Registry, store: Store, clock: Clock): (() => void) => {
  let callOff = (): void => undefined
  let early: (() => void) | undefined
  const run = (): void => sweep(registry, clock.now().getTime())
  const beat = (): void => {
    run()
    callOff = clock.after(SWEEP_PERIOD, beat)
  }
  callOff = clock.after(SWEEP_PERIOD, beat)
  const unsubscribe = store.onChange(({resource, type}) => {
    if (resource !== types.Event || type !== 'ADDED' || early || store.count(types.Event) <= MOST + SLACK) return
    // Not here: whoever listens must not write.
    early = clock.after(0, () => {
      early = undefined
      run()
    })
  })
  return () => {
    callOff()
    early?.()
    unsubscribe()
  }
}
