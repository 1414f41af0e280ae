import {timestamp} from '../../clock.ts'
import {type ControlPlane, change, changeStatus, find, remove} from '../../controllers/control-plane.ts'
import {partsOf, pathOf} from '../../controllers/draft.ts'
import type {Controller} from '../../controllers/loop.ts'
import {claimResource} from '../persistentvolumeclaim/resource.ts'
import type {Claim} from '../persistentvolumeclaim/types.ts'
import {volumeResource} from './resource.ts'
import {PROTECTION, type Volume} from './types.ts'

/**
 * A PersistentVolume is free, bound, or left by its claim. The loop compares the volume's reference with the claims that
 * are there; what becomes of a volume that its claim has left is its reclaim policy's word.
 */
export const volumeController = (plane: ControlPlane): Controller => ({
  name: 'persistentvolume-binder',
  *affected({resource, object, previous}) {
    if (resource === volumeResource) yield pathOf(object)
    if (resource !== claimResource) return
    for (const claim of new Set([object, previous]))
      if ((claim as Claim | undefined)?.spec.volumeName) yield `/${(claim as Claim).spec.volumeName}`
  },
  reconcile: key => {
    const volume = find<Volume>(plane, volumeResource, ...partsOf(key))
    if (!volume) return undefined
    const phase = phaseOf(plane, volume)
    setPhase(plane, volume, phase)
    if (volume.metadata.deletionTimestamp !== undefined) {
      if (phase !== 'Bound') unprotect(plane, volume)
    } else if (phase === 'Released') reclaim(plane, volume)
    return undefined
  },
})

const phaseOf = (plane: ControlPlane, {metadata, spec}: Volume): NonNullable<Volume['status']>['phase'] => {
  const {claimRef} = spec
  if (!claimRef?.uid) return 'Available'
  const claim = find<Claim>(plane, claimResource, claimRef.namespace, claimRef.name)
  if (claim?.metadata.uid !== claimRef.uid) return 'Released'
  return claim.spec.volumeName === metadata.name ? 'Bound' : 'Available'
}

const setPhase = (plane: ControlPlane, volume: Volume, phase: NonNullable<Volume['status']>['phase']): void => {
  if (volume.status?.phase === phase) return
  const status = {...volume.status, phase, lastPhaseTransitionTime: timestamp(plane.clock.now())}
  changeStatus<Volume>(plane, volumeResource, volume, current => ({...current, status}) as Volume)
}

const unprotect = (plane: ControlPlane, volume: Volume): void => {
  change<Volume>(plane, volumeResource, volume, current => {
    const {finalizers = [], ...metadata} = current.metadata
    const left = finalizers.filter(finalizer => finalizer !== PROTECTION)
    if (left.length === finalizers.length) return current
    return {...current, metadata: {...metadata, ...(left.length > 0 && {finalizers: left})}}
  })
}

/** What is to be recycled is free again: there is nothing in it that would have to be deleted. */
const reclaim = (plane: ControlPlane, volume: Volume): void => {
  const {persistentVolumeReclaimPolicy: policy} = volume.spec
  if (policy === 'Delete') remove(plane, volumeResource, volume)
  if (policy === 'Recycle')
    change<Volume>(
      plane,
      volumeResource,
      volume,
      ({spec: {claimRef: _, ...spec}, ...rest}) => ({...rest, spec}) as Volume,
    )
}
