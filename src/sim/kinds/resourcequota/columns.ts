// pkg/printers/internalversion/printers.go, printResourceQuota.
import {ageColumn, type ColumnDefinition, nameColumn, text} from '../../server/column.ts'
import type {ResourceQuota} from './types.ts'

/** @param limits whether those are shown whose name begins so, or all others */
const amounts = (name: string, limits: boolean): ColumnDefinition => ({
  ...text(name, object => {
    const {hard = {}, used = {}} = (object as ResourceQuota).status ?? {}
    return Object.keys(hard)
      .filter(resource => resource.startsWith('limits.') === limits)
      .toSorted()
      .map(resource => `${resource}: ${used[resource] ?? 0}/${hard[resource]}`)
      .join(', ')
  }),
})

export const resourceQuotaColumns: readonly ColumnDefinition[] = [
  nameColumn,
  amounts('Request', false),
  amounts('Limit', true),
  ageColumn,
]
