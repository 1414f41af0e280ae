import {noDefaults} from '../../schema/index.ts'
import {validateEvent} from '../../schema/validation/cluster.ts'
import {eventColumns} from '../../server/columns/event.ts'
import type {ActingKind} from '../kind.ts'
import {eventTtlController} from './controller.ts'
import {eventResource} from './resource.ts'

export const event: ActingKind = {
  resource: eventResource,
  strategy: {},
  defaults: noDefaults,
  validation: validateEvent,
  columns: eventColumns,
  controllers: context => [eventTtlController(context)],
}
