import {ingress as known} from '../../../kubernetes/kinds/ingress.ts'
import {noDefaults} from '../../schema/index.ts'
import {columnsOfKind} from '../../server/column.ts'
import type {ActingKind} from '../kind.ts'
import {ingressControllers} from './controller.ts'
import {ingressResource} from './resource.ts'
import {ingressStrategy} from './strategy.ts'
import {validateIngress} from './validation.ts'

export const ingress: ActingKind = {
  resource: ingressResource,
  strategy: ingressStrategy,
  defaults: noDefaults,
  validation: validateIngress,
  columns: columnsOfKind(known),
  controllers: ingressControllers,
}
