import {namespace as known} from '../../../kubernetes/kinds/namespace.ts'
import {onlyMetadata} from '../../schema/index.ts'
import {dns1123Label} from '../../schema/validation/names.ts'
import {columnsOfKind} from '../../server/column.ts'
import {update} from '../../server/handlers/write.ts'
import type {ActingKind} from '../kind.ts'
import {namespaceController} from './controller.ts'
import {namespaceDefaults} from './defaults.ts'
import {namespaceResource} from './resource.ts'
import {namespaceStrategy} from './strategy.ts'

export const namespace: ActingKind = {
  resource: namespaceResource,
  strategy: namespaceStrategy,
  defaults: namespaceDefaults,
  validation: onlyMetadata,
  names: dns1123Label,
  columns: columnsOfKind(known),
  handlers: {subresources: {finalize: {update}}},
  controllers: context => [namespaceController(context)],
}
