import {noDefaults} from '../../schema/defaults.ts'
import type {ActingKind} from '../kind.ts'
import {createdColumns} from '../stored-columns.ts'
import {pathSegment, validateClusterRole} from '../stored-validation.ts'
import {aggregationController} from './controller.ts'
import {clusterRoleResource} from './resource.ts'

export const clusterRole: ActingKind = {
  resource: clusterRoleResource,
  strategy: {},
  defaults: noDefaults,
  names: pathSegment,
  validation: validateClusterRole,
  columns: createdColumns,
  controllers: context => [aggregationController(context)],
}
