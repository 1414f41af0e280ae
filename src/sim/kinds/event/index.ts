import {noDefaults} from '../../schema/index.ts'
import type {ActingKind} from '../kind.ts'
import {eventColumns} from './columns.ts'
import {eventTtlController} from './controller.ts'
import {eventResource} from './resource.ts'
import {validateEvent} from './validation.ts'

export const event: ActingKind = {
  resource: eventResource,
  strategy: {},
  defaults: noDefaults,
  validation: validateEvent,
  columns: eventColumns,
  controllers: context => [eventTtlController(context)],
}
