import {compareQuantities, parseQuantity} from '../../../../kubernetes/quantity.ts'
import {type ControlPlane, change, changeStatus, find} from '../../../controllers/control-plane.ts'
import {partsOf, pathOf} from '../../../controllers/draft.ts'
import type {Controller} from '../../../controllers/loop.ts'
import {isFinished} from '../../../controllers/pod-state.ts'
import {isMeantFor, matchingVolume} from '../../../controllers/volume-match.ts'
import {provisioningErrorOf} from '../../../kubelet/knobs.ts'
import {isOn} from '../../../scheduler/volumes.ts'
import type {Change} from '../../../store/store.ts'
import {nodeResource} from '../../node/resource.ts'
import type {Node} from '../../node/types.ts'
import {volumeResource} from '../../persistentvolume/resource.ts'
import type {Volume} from '../../persistentvolume/types.ts'
import {podResource} from '../../pod/resource.ts'
import type {Pod} from '../../pod/types.ts'
import {storageClassResource} from '../../storageclass/resource.ts'
import {PROVISIONER, type StorageClass} from '../../storageclass/types.ts'
import {defaultClass} from '../default-class.ts'
import {claimResource} from '../resource.ts'
import {type Claim, SELECTED_NODE} from '../types.ts'
import {claimsOf, unprotect} from './protection.ts'
import {provisioned, referenceTo} from './provision.ts'

const COMPONENT = 'persistentvolume-controller'
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed'
const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller'

/**
 * A PersistentVolumeClaim gets a volume that is there and fits, or one that is made for it: at once, or once the scheduler
 * has chosen the node of the first pod that uses it. As pkg/controller/volume/persistentvolume.
 */
export const claimController = (plane: ControlPlane): Controller => ({
  name: 'persistentvolumeclaim-binder',
  affected: change => affected(plane, change),
  reconcile: key => {
    const claim = find<Claim>(plane, claimResource, ...partsOf(key))
    if (!claim) return undefined
    if (claim.metadata.deletionTimestamp !== undefined) unprotect(plane, claim)
    else if (claim.spec.volumeName) bindNamed(plane, claim, claim.spec.volumeName)
    else bindAny(plane, claim)
    return undefined
  },
})

function* affected({store}: ControlPlane, {resource, type, object}: Change): Iterable<string> {
  if (resource === claimResource) yield pathOf(object)
  // A pod that is over, or gone, may have been the last that used its claims.
  if (resource === podResource && (type === 'DELETED' || isFinished(object as Pod)))
    for (const name of claimsOf(object as Pod)) yield `${object.metadata.namespace}/${name}`
  if (resource !== volumeResource && resource !== storageClassResource) return
  for (const claim of store.list(claimResource) as Claim[])
    if (!claim.spec.volumeName || claim.spec.volumeName === object.metadata.name) yield pathOf(claim)
}

const say = (plane: ControlPlane, claim: Claim, type: 'Normal' | 'Warning', reason: string, message: string): void =>
  plane.events.emit(claim, {type, reason, message, component: COMPONENT})

/** A claim that names its volume: it was bound to it before, or is to have no other. */
const bindNamed = (plane: ControlPlane, claim: Claim, name: string): void => {
  const volume = find<Volume>(plane, volumeResource, '', name)
  if (volume && (volume.spec.claimRef === undefined || isMeantFor(volume, claim))) return bind(plane, claim, volume)
  if (claim.metadata.annotations?.[BIND_COMPLETED]) {
    if (claim.status?.phase === 'Lost') return
    changeStatus<Claim>(plane, claimResource, claim, current => ({...current, status: {phase: 'Lost'}}))
    const message = volume
      ? 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!'
      : 'Bound claim has lost its PersistentVolume. Data on the volume is lost!'
    return say(plane, claim, 'Warning', 'ClaimLost', message)
  }
  if (volume) say(plane, claim, 'Warning', 'FailedBinding', `volume "${name}" already bound to a different claim.`)
}

const bindAny = (plane: ControlPlane, given: Claim): void => {
  const claim = withClass(plane, given)
  const {storageClassName = ''} = claim.spec
  const found = find<StorageClass>(plane, storageClassResource, '', storageClassName)
  const node = claim.metadata.annotations?.[SELECTED_NODE]
  const place = node && find<Node>(plane, nodeResource, '', node)
  const volumes = (plane.store.list(volumeResource) as Volume[]).filter(volume => !place || isOn(place, volume))
  const waits = found?.volumeBindingMode === 'WaitForFirstConsumer' && !node
  // What is kept for a claim need not wait for a pod.
  const volume = waits ? volumes.find(one => isMeantFor(one, claim)) : matchingVolume(volumes, claim)
  if (volume) return bind(plane, claim, volume)
  if (waits)
    return say(
      plane,
      claim,
      'Normal',
      'WaitForFirstConsumer',
      'waiting for first consumer to be created before binding',
    )
  if (storageClassName === '') {
    const message = 'no persistent volumes available for this claim and no storage class is set'
    return say(plane, claim, 'Normal', 'FailedBinding', message)
  }
  if (found) return provision(plane, claim, found)
  const message = `storageclass.storage.k8s.io "${storageClassName}" not found`
  return say(plane, claim, 'Warning', 'ProvisioningFailed', message)
}

/** A claim that was made before there was a default class gets it afterwards. */
const withClass = (plane: ControlPlane, claim: Claim): Claim => {
  const found = claim.spec.storageClassName === undefined ? defaultClass(plane.store) : undefined
  if (!found) return claim
  const storageClassName = found.metadata.name
  return change<Claim>(plane, claimResource, claim, current => ({
    ...current,
    spec: {...current.spec, storageClassName},
  }))
}

const provision = (plane: ControlPlane, claim: Claim, found: StorageClass): void => {
  const {provisioner} = found
  if (provisioner === 'kubernetes.io/no-provisioner')
    return say(
      plane,
      claim,
      'Normal',
      'FailedBinding',
      'no persistent volumes available for this claim and no storage class is set',
    )
  const waiting = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`
  say(plane, claim, 'Normal', 'ExternalProvisioning', waiting)
  if (provisioner !== PROVISIONER) return
  const tell = (reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal'): void =>
    plane.events.emit(claim, {type, reason, message, component: PROVISIONER})
  const {namespace, name} = claim.metadata
  tell('Provisioning', `External provisioner is provisioning volume for claim "${namespace}/${name}"`)
  const why = provisioningErrorOf(claim)
  if (why !== undefined) {
    const message = `failed to provision volume with StorageClass "${found.metadata.name}": ${why}`
    return tell('ProvisioningFailed', message, 'Warning')
  }
  const wanted = provisioned(claim, found)
  const made = find<Volume>(plane, volumeResource, '', wanted.metadata.name)
  const volume = made ?? plane.registry.create(volumeResource, wanted, {fieldManager: 'kube-controller-manager'})
  tell('ProvisioningSucceeded', `Successfully provisioned volume ${volume.metadata.name}`)
  const annotations = {
    'volume.beta.kubernetes.io/storage-provisioner': provisioner,
    'volume.kubernetes.io/storage-provisioner': provisioner,
  }
  bind(plane, withAnnotations(plane, claim, annotations), volume as Volume)
}

const withAnnotations = (plane: ControlPlane, claim: Claim, annotations: Record<string, string>): Claim =>
  change<Claim>(plane, claimResource, claim, current => ({
    ...current,
    metadata: {...current.metadata, annotations: {...current.metadata.annotations, ...annotations}},
  }))

/** What a volume of a bound claim is to hold, where that is more than it does. */
const grownSize = ({spec, status}: Claim, {spec: {capacity}}: Volume): string | undefined => {
  const wanted = spec.resources?.requests?.['storage']
  if (status?.phase !== 'Bound' || wanted === undefined) return undefined
  return compareQuantities(parseQuantity(wanted), parseQuantity(capacity?.['storage'] ?? '0')) > 0 ? wanted : undefined
}

/** Each of the two names the other; the size is that of the volume. A claim that has grown takes its volume along. */
const bind = (plane: ControlPlane, claim: Claim, given: Volume): void => {
  const chosen = !claim.spec.volumeName
  const volume = change<Volume>(plane, volumeResource, given, current => {
    const storage = grownSize(claim, current)
    if (current.spec.claimRef?.uid === claim.metadata.uid && storage === undefined) return current
    const grown = storage === undefined ? {} : {capacity: {storage}}
    return {...current, spec: {...current.spec, claimRef: referenceTo(claim), ...grown}}
  })
  if (!claim.metadata.annotations?.[BIND_COMPLETED]) {
    const marks = {[BIND_COMPLETED]: 'yes', ...(chosen && {[BOUND_BY_CONTROLLER]: 'yes'})}
    const marked = withAnnotations(plane, claim, marks)
    change<Claim>(plane, claimResource, marked, current => ({
      ...current,
      spec: {...current.spec, volumeName: volume.metadata.name},
    }))
  }
  const {accessModes = [], capacity = {}} = volume.spec
  changeStatus<Claim>(plane, claimResource, claim, current => ({
    ...current,
    status: {...current.status, phase: 'Bound', accessModes, capacity},
  }))
}
