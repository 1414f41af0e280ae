import {noDefaults, onlyMetadata} from '../../schema/index.ts'
import type {ActingKind} from '../kind.ts'
import {serviceAccountColumns} from './columns.ts'
import {serviceAccountController} from './controller.ts'
import {serviceAccountResource} from './resource.ts'

export const serviceAccount: ActingKind = {
  resource: serviceAccountResource,
  strategy: {},
  defaults: noDefaults,
  validation: onlyMetadata,
  columns: serviceAccountColumns,
  controllers: context => [serviceAccountController(context)],
}
