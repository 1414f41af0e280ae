import type {Labels} from '../../api/object.ts'
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {invalid, invalids} from '../../schema/validation/causes.ts'
import {validateLabels} from '../../schema/validation/metadata.ts'
import {dns1123Label} from '../../schema/validation/names.ts'
import {ageColumn, nameColumn, text} from '../../server/column.ts'
import {canonical} from '../amounts.ts'
import {type ActingKind, noControllers} from '../kind.ts'
import {validateResources} from '../pod/validation/resources.ts'
import {runtimeClassResource} from './resource.ts'
import type {RuntimeClass} from './types.ts'

/** pkg/apis/node/validation. */
const validate = (given: Fields, old?: Fields): StatusCause[] => {
  const handler = (given['handler'] ?? '') as string
  return [
    ...(old && old['handler'] !== handler ? [invalid('handler', handler, 'field is immutable')] : []),
    ...invalids('handler', handler, dns1123Label(handler)),
    ...record(given['overhead']).flatMap(({podFixed}) =>
      validateResources('overhead.podFixed', {limits: podFixed}).map(cause => ({
        ...cause,
        ...(cause.field && {field: cause.field.replace('podFixed.limits', 'podFixed')}),
      })),
    ),
    ...record(given['scheduling']).flatMap(({nodeSelector}) =>
      validateLabels('scheduling.nodeSelector', (nodeSelector ?? {}) as Labels),
    ),
  ]
}

export const runtimeClass: ActingKind = {
  resource: runtimeClassResource,
  strategy: {},
  defaults: given => {
    for (const overhead of record(given['overhead'])) for (const list of record(overhead['podFixed'])) canonical(list)
  },
  validation: validate,
  columns: [nameColumn, text('Handler', object => (object as RuntimeClass).handler), ageColumn],
  controllers: noControllers,
}
