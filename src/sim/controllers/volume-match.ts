import {compareQuantities, parseQuantity} from '../../kubernetes/quantity.ts'
import type {Volume} from '../kinds/persistentvolume/types.ts'
import type {Claim} from '../kinds/persistentvolumeclaim/types.ts'
import {matchesSelector} from './selector.ts'

const amountOf = (amounts: Record<string, string> | undefined) => parseQuantity(amounts?.['storage'] ?? '0')

/** Whether a volume is kept for a claim: by its name, and by its uid once that is known. */
export const isMeantFor = ({spec: {claimRef}}: Volume, {metadata}: Claim): boolean =>
  claimRef !== undefined &&
  claimRef.namespace === metadata.namespace &&
  claimRef.name === metadata.name &&
  (claimRef.uid === undefined || claimRef.uid === metadata.uid)

const fits = ({metadata, spec}: Volume, {spec: wanted}: Claim): boolean =>
  metadata.deletionTimestamp === undefined &&
  (spec.storageClassName ?? '') === (wanted.storageClassName ?? '') &&
  (spec.volumeMode ?? 'Filesystem') === (wanted.volumeMode ?? 'Filesystem') &&
  (wanted.accessModes ?? []).every(mode => spec.accessModes?.includes(mode)) &&
  (wanted.selector === undefined || matchesSelector(wanted.selector, metadata.labels)) &&
  compareQuantities(amountOf(spec.capacity), amountOf(wanted.resources?.requests)) >= 0

/** The volume that a claim gets of those that are there: one that is kept for it, or the smallest free one that fits. */
export const matchingVolume = (volumes: readonly Volume[], claim: Claim): Volume | undefined =>
  volumes.find(volume => isMeantFor(volume, claim)) ??
  volumes
    .filter(volume => volume.spec.claimRef === undefined && fits(volume, claim))
    .toSorted((a, b) => compareQuantities(amountOf(a.spec.capacity), amountOf(b.spec.capacity)))[0]
