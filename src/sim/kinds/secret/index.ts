import {fill} from '../../schema/fields.ts'
import {type ActingKind, noControllers} from '../kind.ts'
import {secretColumns} from './columns.ts'
import {secretResource} from './resource.ts'
import {secretStrategy} from './strategy.ts'
import {validateSecret} from './validation.ts'

export const secret: ActingKind = {
  resource: secretResource,
  strategy: secretStrategy,
  defaults: fields => fill(fields, {type: 'Opaque'}),
  validation: validateSecret,
  columns: secretColumns,
  controllers: noControllers,
}
