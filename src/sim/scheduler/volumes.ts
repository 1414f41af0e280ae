import {type ControlPlane, change, find} from '../controllers/control-plane.ts'
import {matchingVolume} from '../controllers/volume-match.ts'
import type {Node} from '../kinds/node/types.ts'
import {volumeResource} from '../kinds/persistentvolume/resource.ts'
import type {Volume} from '../kinds/persistentvolume/types.ts'
import {claimResource} from '../kinds/persistentvolumeclaim/resource.ts'
import {type Claim, SELECTED_NODE} from '../kinds/persistentvolumeclaim/types.ts'
import type {Pod} from '../kinds/pod/types.ts'
import {storageClassResource} from '../kinds/storageclass/resource.ts'
import type {StorageClass} from '../kinds/storageclass/types.ts'
import {matchesTerm} from './node-selector.ts'

/** A claim that waits for its first pod, and the volumes that it may get where none is made for it. */
export interface DelayedClaim {
  claim: Claim
  /** Undefined where a volume can be made on any node. */
  volumes: readonly Volume[] | undefined
}

/** What a pod's claims say of where it may run. */
export interface PodVolumes {
  bound: readonly Volume[]
  delayed: readonly DelayedClaim[]
}

export const claimNames = ({spec}: Pod): string[] =>
  (spec.volumes ?? []).flatMap(({persistentVolumeClaim}) => persistentVolumeClaim?.claimName ?? [])

/** @returns why the pod cannot be tried at all, as the scheduler puts it, or what its claims ask of a node */
export const volumesOf = (plane: ControlPlane, pod: Pod): PodVolumes | string => {
  const [bound, delayed] = [[] as Volume[], [] as DelayedClaim[]]
  let immediate = false
  for (const name of claimNames(pod)) {
    const claim = find<Claim>(plane, claimResource, pod.metadata.namespace ?? '', name)
    if (!claim) return `persistentvolumeclaim "${name}" not found`
    if (claim.metadata.deletionTimestamp !== undefined) return `persistentvolumeclaim "${name}" is being deleted`
    const volume = find<Volume>(plane, volumeResource, '', claim.spec.volumeName ?? '')
    if (claim.status?.phase === 'Bound' && volume) {
      bound.push(volume)
      continue
    }
    const found = find<StorageClass>(plane, storageClassResource, '', claim.spec.storageClassName ?? '')
    if (claim.spec.volumeName || found?.volumeBindingMode !== 'WaitForFirstConsumer') immediate = true
    else {
      const isStatic = found.provisioner === 'kubernetes.io/no-provisioner'
      delayed.push({claim, volumes: isStatic ? (plane.store.list(volumeResource) as Volume[]) : undefined})
    }
  }
  return immediate ? 'pod has unbound immediate PersistentVolumeClaims' : {bound, delayed}
}

/** Whether a volume can be used on a node. */
export const isOn = (node: Node, {spec}: Volume): boolean => {
  const terms = spec.nodeAffinity?.required?.nodeSelectorTerms
  return terms === undefined || terms.some(term => matchesTerm(node, term))
}

/** Why a pod with these volumes cannot run on a node; empty where it can. */
export const refusalOfVolumes = ({bound, delayed}: PodVolumes, node: Node): string[] => {
  const isAway = bound.some(volume => !isOn(node, volume))
  const isWithout = delayed.some(
    ({claim, volumes}) =>
      volumes !== undefined &&
      matchingVolume(
        volumes.filter(volume => isOn(node, volume)),
        claim,
      ) === undefined,
  )
  return [
    ...(isAway ? ["node(s) didn't match PersistentVolume's node affinity"] : []),
    ...(isWithout ? ["node(s) didn't find available persistent volumes to bind"] : []),
  ]
}

/** Says where the volumes of claims that waited are to be. The pod is bound when its claims are. */
export const selectNode = (plane: ControlPlane, {delayed}: PodVolumes, node: string): void => {
  for (const {claim} of delayed)
    change<Claim>(plane, claimResource, claim, current =>
      current.metadata.annotations?.[SELECTED_NODE] === node
        ? current
        : {
            ...current,
            metadata: {...current.metadata, annotations: {...current.metadata.annotations, [SELECTED_NODE]: node}},
          },
    )
}
