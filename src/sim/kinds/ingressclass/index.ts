import {fillPointers, record} from '../../schema/fields.ts'
import {type ActingKind, noControllers} from '../kind.ts'
import {ingressClassColumns} from './columns.ts'
import {ingressClassResource} from './resource.ts'
import {validateIngressClass} from './validation.ts'

export const ingressClass: ActingKind = {
  resource: ingressClassResource,
  strategy: {},
  defaults: given => {
    for (const spec of record(given['spec']))
      for (const parameters of record(spec['parameters'])) fillPointers(parameters, {scope: 'Cluster'})
  },
  validation: validateIngressClass,
  columns: ingressClassColumns,
  controllers: noControllers,
}
