// The admission plugins DefaultStorageClass and PersistentVolumeClaimResize.
import {isDeepStrictEqual} from 'node:util'
import {forbidden} from '../../api/status.ts'
import type {Strategy} from '../../api/strategy.ts'
import {protectedBy} from '../storage-protection.ts'
import {storageClassResource} from '../storageclass/resource.ts'
import type {StorageClass} from '../storageclass/types.ts'
import {defaultClass} from './default-class.ts'
import {claimResource} from './resource.ts'
import {type Claim, PROTECTION} from './types.ts'

export const claimStrategy: Strategy = {
  prepareForCreate: protectedBy(PROTECTION),
  admit: (object, previous, {store}) => {
    const claim = object as Claim
    if (!previous) {
      const found = claim.spec.storageClassName === undefined ? defaultClass(store) : undefined
      return found ? {...claim, spec: {...claim.spec, storageClassName: found.metadata.name}} : claim
    }
    const {storageClassName = ''} = claim.spec
    const grows = !isDeepStrictEqual(claim.spec.resources, (previous as Claim).spec.resources)
    const its = store.get(storageClassResource, '', storageClassName) as StorageClass | undefined
    if (grows && its?.allowVolumeExpansion !== true)
      throw forbidden(
        claimResource,
        claim.metadata.name,
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      )
    return claim
  },
}
