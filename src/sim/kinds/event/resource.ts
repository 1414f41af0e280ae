import {resource} from '../../api/resource.ts'
import {eventInCore} from './types.ts'

const INVOLVED = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath']

export const eventResource = resource({
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  selectableFields: [
    ...INVOLVED.map(field => `involvedObject.${field}`),
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  shown: eventInCore,
})
