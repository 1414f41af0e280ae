import {rootCaPublisher} from '../../controllers/root-ca-publisher.ts'
import {noDefaults} from '../../schema/index.ts'
import {validateConfigMap} from '../../schema/validation/config.ts'
import {configMapColumns} from '../../server/columns/small.ts'
import type {ActingKind} from '../kind.ts'
import {configMapResource} from './resource.ts'

export const configMap: ActingKind = {
  resource: configMapResource,
  strategy: {},
  defaults: noDefaults,
  validation: validateConfigMap,
  columns: configMapColumns,
  controllers: context => [rootCaPublisher(context, context.caCertificate)],
}
