import {serviceStrategy} from '../../api/strategies/service.ts'
import {serviceDefaults} from '../../schema/defaults/services.ts'
import {dns1035Label} from '../../schema/validation/names.ts'
import {validateService} from '../../schema/validation/service.ts'
import {serviceColumns} from '../../server/columns/service.ts'
import {proxyTo} from '../../server/handlers/proxy.ts'
import type {ActingKind} from '../kind.ts'
import {serviceControllers} from './controllers.ts'
import {serviceResource} from './resource.ts'

export const service: ActingKind = {
  resource: serviceResource,
  strategy: serviceStrategy,
  defaults: serviceDefaults,
  validation: validateService,
  names: dns1035Label,
  columns: serviceColumns,
  handlers: {subresources: {proxy: proxyTo('services')}},
  controllers: serviceControllers,
}
