import {noDefaults} from '../../schema/index.ts'
import type {ActingKind} from '../kind.ts'
import {configMapColumns} from './columns.ts'
import {rootCaPublisher} from './controller.ts'
import {configMapResource} from './resource.ts'
import {validateConfigMap} from './validation.ts'

export const configMap: ActingKind = {
  resource: configMapResource,
  strategy: {},
  defaults: noDefaults,
  validation: validateConfigMap,
  columns: configMapColumns,
  controllers: context => [rootCaPublisher(context, context.caCertificate)],
}
