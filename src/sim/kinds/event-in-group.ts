// Events as the group events.k8s.io has them, which newer clients write and read.
import type {KubeObject} from '../api/object.ts'
import {resource} from '../api/resource.ts'
import type {StatusCause} from '../api/status.ts'
import type {Fields} from '../schema/fields.ts'
import {oneOf, required} from '../schema/validation/causes.ts'
import {eventColumns} from './event/columns.ts'
import {eventResource} from './event/resource.ts'
import {EVENTS_GROUP, eventInCore, eventInGroup} from './event/types.ts'
import {validateEvent} from './event/validation.ts'
import type {StoredKind} from './kind.ts'

const NEEDED = ['eventTime', 'reportingController', 'reportingInstance', 'action', 'reason']

/** Of those that are new this group wants more. pkg/apis/core/validation/events.go */
const validate = (event: Fields, old?: Fields): StatusCause[] => [
  ...validateEvent(eventInCore(event as unknown as KubeObject)),
  ...(old ? [] : NEEDED.filter(field => !event[field]).map(field => required(field))),
  ...(old ? [] : oneOf('type', event['type'], ['Normal', 'Warning'])),
]

export const eventKindInGroup: StoredKind = {
  resource: resource({
    kind: 'Event',
    plural: 'events',
    group: EVENTS_GROUP,
    shortNames: ['ev'],
    selectableFields: [
      ...eventResource.selectableFields
        .filter(field => field.startsWith('involvedObject.'))
        .map(field => field.replace('involvedObject', 'regarding')),
      'reason',
      'reportingController',
      'type',
    ],
    stored: eventResource,
    shown: eventInGroup,
  }),
  columns: eventColumns.map(column => ({...column, value: (event, now) => column.value(eventInCore(event), now)})),
  validation: validate,
}
