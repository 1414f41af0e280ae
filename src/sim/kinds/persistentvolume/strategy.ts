// The admission plugin StorageObjectInUseProtection: a volume goes when no claim is bound to it any more.
import type {Strategy} from '../../api/strategy.ts'
import {PROTECTION} from './types.ts'

export const volumeStrategy: Strategy = {
  prepareForCreate: object => ({
    ...object,
    metadata: {
      ...object.metadata,
      finalizers: [...new Set([...(object.metadata.finalizers ?? []), PROTECTION])],
    },
    status: {phase: 'Pending'},
  }),
}
