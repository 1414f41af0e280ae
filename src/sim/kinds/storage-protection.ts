import type {Strategy} from '../api/strategy.ts'

/**
 * How claims and volumes begin: Pending, and with a finalizer that keeps them while they are used. As the admission plugin
 * StorageObjectInUseProtection.
 */
export const protectedBy =
  (finalizer: string): NonNullable<Strategy['prepareForCreate']> =>
  object => ({
    ...object,
    metadata: {...object.metadata, finalizers: [...new Set([...(object.metadata.finalizers ?? []), finalizer])]},
    status: {phase: 'Pending'},
  })
