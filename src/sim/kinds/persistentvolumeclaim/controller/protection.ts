import {type ControlPlane, change} from '../../../controllers/control-plane.ts'
import {isFinished} from '../../../controllers/pod-state.ts'
import type {Pod} from '../../pod/types.ts'
import {claimResource} from '../resource.ts'
import {type Claim, PROTECTION} from '../types.ts'

/** The names of the claims that a pod has as volumes. */
export const claimsOf = ({spec}: Pod): string[] =>
  (spec.volumes ?? []).flatMap(({persistentVolumeClaim}) => persistentVolumeClaim?.claimName ?? [])

const isUsed = ({podsByNamespace}: ControlPlane, {metadata}: Claim): boolean =>
  podsByNamespace
    .get(metadata.namespace ?? '')
    .some(pod => pod.spec.nodeName !== undefined && !isFinished(pod) && claimsOf(pod).includes(metadata.name))

/** Lets a claim go that is to be deleted, once no pod on a node uses it. */
export const unprotect = (plane: ControlPlane, claim: Claim): void => {
  if (!claim.metadata.finalizers?.includes(PROTECTION) || isUsed(plane, claim)) return
  change<Claim>(plane, claimResource, claim, current => {
    const {finalizers = [], ...metadata} = current.metadata
    const left = finalizers.filter(finalizer => finalizer !== PROTECTION)
    return {...current, metadata: {...metadata, ...(left.length > 0 && {finalizers: left})}}
  })
}
