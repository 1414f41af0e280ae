import type {KubeObject, OwnerReference} from '../api/object.ts'

/** What a client says of an object that is to be created; the registry fills in the rest. */
export interface Draft {
  apiVersion: string
  kind: string
  metadata: {
    name?: string
    generateName?: string
    namespace?: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
    ownerReferences?: OwnerReference[]
    finalizers?: string[]
  }
  [field: string]: unknown
}

/** Without the fields that only the server knows: uid, revision, times. */
export const draft = (object: Draft): KubeObject => object as unknown as KubeObject

/** The reference of an object to the one that manages it. */
export const controlledBy = (owner: KubeObject): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid,
  controller: true,
  blockOwnerDeletion: true,
})

/** The uid of the object that manages this one, if any. */
export const controllerOf = (object: KubeObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find(({controller}) => controller)

/** The key of an object in a queue. */
export const pathOf = ({metadata}: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`

/** The two parts of a key; the first is empty for what lives in no namespace. */
export const partsOf = (path: string): [namespace: string, name: string] => {
  const slash = path.indexOf('/')
  return [path.slice(0, slash), path.slice(slash + 1)]
}
