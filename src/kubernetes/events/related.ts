import type {KubeEvent} from '../types.ts'

/** An object whose events are wanted; without a kind, any of that name. */
export interface EventSubject {
  kind?: string | undefined
  name: string
}

/** Objects that a controller names in what it says: `Created pod: kubia-2x8vq`, `Scaled up replica set kubia to 3`. */
const NAMED: readonly {kind: string; pattern: RegExp}[] = [
  {kind: 'ReplicaSet', pattern: /^Scaled (?:up|down) replica set (\S+)/},
  {kind: 'Pod', pattern: /^(?:Created|Deleted) pod:? (\S+)/},
  {kind: 'Pod', pattern: /^(?:create|delete) Pod (\S+) /},
  {kind: 'Job', pattern: /^Created job (\S+)/},
]

const namedIn = ({message = ''}: KubeEvent): EventSubject[] =>
  NAMED.flatMap(({kind, pattern}) => {
    const [, name] = pattern.exec(message) ?? []
    return name === undefined ? [] : [{kind, name}]
  })

const isAbout = ({involvedObject}: KubeEvent, {kind, name}: EventSubject): boolean =>
  involvedObject?.name === name && (kind === undefined || involvedObject.kind === kind)

/**
 * The events about some objects and about those that their events name, so that those of a pod that is gone are shown too.
 * @param subjects undefined: all events
 */
export const relatedEvents = (
  events: readonly KubeEvent[],
  subjects: readonly EventSubject[] | undefined,
): KubeEvent[] => {
  if (!subjects) return [...events]
  const byName = Map.groupBy(events, ({involvedObject}) => involvedObject?.name)
  const related = new Set<KubeEvent>()
  const waiting = [...subjects]
  for (let subject = waiting.pop(); subject; subject = waiting.pop()) {
    for (const event of byName.get(subject.name) ?? []) {
      if (related.has(event) || !isAbout(event, subject)) continue
      related.add(event)
      waiting.push(...namedIn(event))
    }
  }
  return events.filter(event => related.has(event))
}
