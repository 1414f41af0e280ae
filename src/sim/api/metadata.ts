// The fields of `metadata` that belong to the server: set at birth, kept through every change.
import {timestamp} from '../clock.ts'
import {newUid} from './names.ts'
import type {KubeObject, ObjectMeta} from './object.ts'
import type {ResourceType} from './resource.ts'

/** Fields that are absent rather than empty. */
const withoutEmpty = (metadata: ObjectMeta): ObjectMeta => {
  const copy = {...metadata} as Record<string, unknown>
  for (const [field, value] of Object.entries(copy)) {
    const empty =
      value === undefined ||
      value === null ||
      value === '' ||
      (typeof value === 'object' && Object.keys(value).length === 0)
    if (empty) delete copy[field]
  }
  return copy as unknown as ObjectMeta
}

export const metadataForCreate = (type: ResourceType, {metadata}: KubeObject, now: Date): ObjectMeta => {
  const {resourceVersion, deletionTimestamp, deletionGracePeriodSeconds, generation, ...given} = metadata ?? {}
  const {namespace, ...clusterWide} = given
  return withoutEmpty({
    ...(type.namespaced ? {...clusterWide, namespace} : clusterWide),
    uid: newUid(),
    creationTimestamp: timestamp(now),
    ...(type.generation && {generation: 1}),
  } as ObjectMeta)
}

/** What the client wrote, with the server's own fields as they are stored. */
export const metadataForUpdate = ({metadata}: KubeObject, current: KubeObject): ObjectMeta => {
  const {namespace, uid, resourceVersion, generation, ...kept} = current.metadata
  return withoutEmpty({
    ...metadata,
    namespace,
    uid,
    resourceVersion,
    generation,
    // Validation refuses other values here; a client that leaves the field out means no change.
    creationTimestamp: metadata.creationTimestamp || kept.creationTimestamp,
    deletionTimestamp: metadata.deletionTimestamp || kept.deletionTimestamp,
    deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds ?? kept.deletionGracePeriodSeconds,
  } as ObjectMeta)
}
