import {record} from '../../schema/fields.ts'
import {canonical} from '../amounts.ts'
import type {ActingKind} from '../kind.ts'
import {resourceQuotaColumns} from './columns.ts'
import {resourceQuotaController} from './controller.ts'
import {resourceQuotaGuard} from './guard.ts'
import {resourceQuotaResource} from './resource.ts'
import {validateResourceQuota} from './validation.ts'

export const resourceQuota: ActingKind = {
  resource: resourceQuotaResource,
  strategy: {prepareForCreate: quota => ({...quota, status: {}})},
  defaults: quota => {
    for (const part of [...record(quota['spec']), ...record(quota['status'])])
      for (const list of [...record(part['hard']), ...record(part['used'])]) canonical(list)
  },
  validation: validateResourceQuota,
  columns: resourceQuotaColumns,
  guard: resourceQuotaGuard,
  controllers: context => [resourceQuotaController(context)],
}
