import {type KubeObject, keyOf} from '../../api/object.ts'
import type {ControlPlane} from '../../controllers/control-plane.ts'
import type {Controller} from '../../controllers/loop.ts'
import {eventResource} from './resource.ts'

/** Milliseconds: what a real API server's `--event-ttl` is if not said. */
const LIFETIME = 60 * 60 * 1000
const SWEEP_PERIOD = 60 * 1000
/** One process keeps them all in memory. */
const MOST = 8000
/** Beyond the most, so that not every new event means a sweep. */
const SLACK = 500

/** When an event was last seen. */
const lastSeen = (event: KubeObject): number => {
  const {lastTimestamp, eventTime} = event as {lastTimestamp?: string | null; eventTime?: string | null}
  return Date.parse(lastTimestamp || eventTime || event.metadata.creationTimestamp)
}

/**
 * Events are news, not state: they are deleted after an hour, and the oldest ones earlier where there are too many. The
 * loop looks at all events at once, every minute for as long as there are any.
 */
export const eventTtlController = ({
  registry,
  store,
  clock,
}: Pick<ControlPlane, 'clock' | 'registry' | 'store'>): Controller => ({
  name: 'event-ttl-controller',
  batch: () => (store.count(eventResource) > MOST + SLACK ? 0 : SWEEP_PERIOD),
  *affected({type, resource}) {
    if (resource === eventResource && type === 'ADDED') yield 'events'
  },
  reconcile: () => {
    const now = clock.now().getTime()
    const events = registry
      .list(eventResource)
      .map(event => ({event, time: lastSeen(event), revision: Number(event.metadata.resourceVersion)}))
    events.sort((one, other) => other.time - one.time || other.revision - one.revision)
    for (const [index, {event, time}] of events.entries()) {
      if (index < MOST && now - time < LIFETIME) continue
      const {namespace, name} = keyOf(event)
      registry.delete(eventResource, namespace, name)
    }
    return store.count(eventResource) > 0 ? SWEEP_PERIOD : undefined
  },
})
