import {serviceAccountController} from '../../controllers/service-account.ts'
import {noDefaults, onlyMetadata} from '../../schema/index.ts'
import {serviceAccountColumns} from '../../server/columns/small.ts'
import type {ActingKind} from '../kind.ts'
import {serviceAccountResource} from './resource.ts'

export const serviceAccount: ActingKind = {
  resource: serviceAccountResource,
  strategy: {},
  defaults: noDefaults,
  validation: onlyMetadata,
  columns: serviceAccountColumns,
  controllers: context => [serviceAccountController(context)],
}
