// Events are of two groups: the same objects under other names of fields. pkg/apis/events/v1, conversion.go.
import type {KubeObject} from '../../api/object.ts'

export const EVENTS_GROUP = 'events.k8s.io'
const CORE = 'v1'
const GROUP = `${EVENTS_GROUP}/v1`

/** What a field of the core group is called in the group of its own. */
const NAMES = {
  involvedObject: 'regarding',
  message: 'note',
  reportingComponent: 'reportingController',
  source: 'deprecatedSource',
  firstTimestamp: 'deprecatedFirstTimestamp',
  lastTimestamp: 'deprecatedLastTimestamp',
  count: 'deprecatedCount',
} as const

const TO_GROUP = new Map<string, string>(Object.entries(NAMES))
const TO_CORE = new Map<string, string>(Object.entries(NAMES).map(([core, own]) => [own, core]))

const renamed = (event: KubeObject, apiVersion: string, names: ReadonlyMap<string, string>): KubeObject =>
  event.apiVersion === apiVersion
    ? event
    : ({
        ...Object.fromEntries(Object.entries(event).map(([field, value]) => [names.get(field) ?? field, value])),
        apiVersion,
      } as KubeObject)

/** @returns the event itself where it is of that group already */
export const eventInCore = (event: KubeObject): KubeObject => renamed(event, CORE, TO_CORE)
export const eventInGroup = (event: KubeObject): KubeObject => renamed(event, GROUP, TO_GROUP)
