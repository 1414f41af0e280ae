import {service as known} from '../../../kubernetes/kinds/service.ts'
import {dns1035Label} from '../../schema/validation/names.ts'
import {columnsOfKind} from '../../server/column.ts'
import {proxyTo} from '../../server/handlers/proxy.ts'
import type {ActingKind} from '../kind.ts'
import {serviceControllers} from './controller.ts'
import {serviceDefaults} from './defaults.ts'
import {serviceResource} from './resource.ts'
import {serviceStrategy} from './strategy.ts'
import {validateService} from './validation.ts'

export const service: ActingKind = {
  resource: serviceResource,
  strategy: serviceStrategy,
  defaults: serviceDefaults,
  validation: validateService,
  names: dns1035Label,
  columns: columnsOfKind(known),
  handlers: {subresources: {proxy: proxyTo('services')}},
  controllers: serviceControllers,
}
