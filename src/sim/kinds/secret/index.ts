import {secretStrategy} from '../../api/strategies/secret.ts'
import {fill} from '../../schema/fields.ts'
import {validateSecret} from '../../schema/validation/config.ts'
import {secretColumns} from '../../server/columns/small.ts'
import {type ActingKind, noControllers} from '../kind.ts'
import {secretResource} from './resource.ts'

export const secret: ActingKind = {
  resource: secretResource,
  strategy: secretStrategy,
  defaults: fields => fill(fields, {type: 'Opaque'}),
  validation: validateSecret,
  columns: secretColumns,
  controllers: noControllers,
}
