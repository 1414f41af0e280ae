import type {KubeObject} from '../../api/object.ts'
import {ageOf, type ColumnDefinition, integer, text} from '../../server/column.ts'

interface Event {
  type?: string
  reason?: string
  message?: string
  count?: number
  firstTimestamp?: string | null
  lastTimestamp?: string | null
  eventTime?: string | null
  series?: {count: number; lastObservedTime: string}
  source?: {component?: string; host?: string}
  reportingComponent?: string
  involvedObject?: {kind?: string; name?: string; fieldPath?: string}
}

const eventOf = (object: KubeObject): Event => object as Event

const firstSeen = ({firstTimestamp, eventTime}: Event): string | null | undefined => firstTimestamp || eventTime

const lastSeen = (event: Event): string | null | undefined =>
  event.series?.lastObservedTime ?? (event.lastTimestamp || firstSeen(event))

const target = ({involvedObject = {}}: Event): string => {
  const kind = (involvedObject.kind ?? '').toLowerCase()
  return involvedObject.name ? `${kind}/${involvedObject.name}` : kind
}

const sourceText = ({source = {}, reportingComponent = ''}: Event): string => {
  const component = source.component || reportingComponent
  return source.host ? `${component}, ${source.host}` : component
}

export const eventColumns: readonly ColumnDefinition[] = [
  text('Last Seen', (object, now) => ageOf(lastSeen(eventOf(object)), now)),
  text('Type', object => eventOf(object).type ?? ''),
  text('Reason', object => eventOf(object).reason ?? ''),
  text('Object', object => target(eventOf(object))),
  text('Subobject', object => eventOf(object).involvedObject?.fieldPath ?? '', 1),
  text('Source', object => sourceText(eventOf(object)), 1),
  text('Message', object => (eventOf(object).message ?? '').trim()),
  text('First Seen', (object, now) => ageOf(firstSeen(eventOf(object)), now), 1),
  // The real column holds numbers and says that they are texts.
  {
    ...integer('Count', object => eventOf(object).series?.count ?? (eventOf(object).count || 1)),
    type: 'string',
    priority: 1,
  },
  {name: 'Name', type: 'string', format: 'name', priority: 1, value: ({metadata}) => metadata.name},
]
