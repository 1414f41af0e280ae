// The fields of `metadata` that belong to the server: set at birth, kept through every change.
import {timestamp} from '../clock.ts'
import {newUid} from './names.ts'
import type {KubeObject, ObjectMeta} from './object.ts'
import type {ResourceType} from './resources.ts'
import type {StatusCause} from './status.ts'

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
  const {namespace, uid, resourceVersion, creationTimestamp, generation} = current.metadata
  const {deletionTimestamp, deletionGracePeriodSeconds} = current.metadata
  return withoutEmpty({
    ...metadata,
    namespace,
    uid,
    resourceVersion,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
  } as ObjectMeta)
}

const immutable = (field: string, value: unknown): StatusCause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value)}: field is immutable`,
  field: `metadata.${field}`,
})

/** What a client tried to change of `metadata` that can't be changed. */
export const causesOfChange = (wanted: KubeObject, current: KubeObject): StatusCause[] => {
  const causes: StatusCause[] = []
  for (const field of ['name', 'creationTimestamp', 'deletionTimestamp'] as const) {
    const value = wanted.metadata[field]
    if (value && value !== current.metadata[field]) causes.push(immutable(field, value))
  }
  const had = current.metadata.finalizers ?? []
  const added = (wanted.metadata.finalizers ?? []).filter(finalizer => !had.includes(finalizer))
  if (current.metadata.deletionTimestamp && added.length > 0)
    causes.push({
      reason: 'FieldValueForbidden',
      message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`,
      field: 'metadata.finalizers',
    })
  return causes
}
