import type {Store} from '../../store/store.ts'
import {storageClassResource} from '../storageclass/resource.ts'
import {DEFAULT_CLASS, type StorageClass} from '../storageclass/types.ts'

/** The class of claims that name none: of several the one made last. */
export const defaultClass = (store: Store): StorageClass | undefined =>
  (store.list(storageClassResource) as StorageClass[])
    .filter(({metadata}) => metadata.annotations?.[DEFAULT_CLASS] === 'true')
    .toSorted((a, b) => Date.parse(b.metadata.creationTimestamp) - Date.parse(a.metadata.creationTimestamp))[0]
