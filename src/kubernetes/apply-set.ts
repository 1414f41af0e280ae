import {createHash} from 'node:crypto'
import type {KubeObject} from './types.ts'

/**
 * What marks a set of objects that is applied together, and from which what it no longer has is pruned. Source: KEP-3659
 * (ApplySet), which `kubectl apply --prune --applyset` follows, too.
 */

/** The label of the members of a set: the set's id. */
export const PART_OF = 'applyset.kubernetes.io/part-of'
/** The label of the parent, the object that keeps what is known of a set. */
const ID = 'applyset.kubernetes.io/id'
/** The annotations of the parent: whose set it is, and where its members may be. */
const TOOLING = 'applyset.kubernetes.io/tooling'
const GROUP_KINDS = 'applyset.kubernetes.io/contains-group-kinds'
const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces'

/** The kinds that a parent may be of; the first one where none is named. */
export const PARENT_KINDS = ['Secret', 'ConfigMap'] as const

/** What a set is known by. */
export interface ApplySetRef {
  kind: (typeof PARENT_KINDS)[number]
  name: string
  namespace: string
}

/** Where the members of a set may be. */
export interface ApplySetContents {
  /** `ConfigMap`, `Deployment.apps` */
  groupKinds: readonly string[]
  namespaces: readonly string[]
}

/** The id of a set (`V1ApplySetIdFormat`). */
export const applySetId = ({kind, name, namespace}: ApplySetRef): string => {
  const hash = createHash('sha256').update([name, namespace, kind, ''].join('.')).digest('base64url')
  return `applyset-${hash}-v1`
}

/** A kind with its group, as the annotation has it. */
export const groupKindOf = ({apiVersion, kind}: Pick<KubeObject, 'apiVersion' | 'kind'>): string => {
  const [group = '', version] = apiVersion.split('/')
  return version === undefined ? kind : `${kind}.${group}`
}

const inOrder = (words: Iterable<string>): string[] => [...new Set(words)].filter(word => word !== '').toSorted()

/** Where objects are, as what a set contains. */
export const contentsOf = (objects: readonly KubeObject[]): ApplySetContents => ({
  groupKinds: inOrder(objects.map(groupKindOf)),
  namespaces: inOrder(objects.map(({metadata}) => metadata.namespace ?? '')),
})

/** What one set contains and another one. */
export const joinContents = (one: ApplySetContents, other: ApplySetContents): ApplySetContents => ({
  groupKinds: inOrder([...one.groupKinds, ...other.groupKinds]),
  namespaces: inOrder([...one.namespaces, ...other.namespaces]),
})

/** The parent of a set. @param tooling whose set it is: `NAME/vVERSION` */
export const parentOf = (ref: ApplySetRef, tooling: string, {groupKinds, namespaces}: ApplySetContents): KubeObject => {
  const {kind, name, namespace} = ref
  const annotations = {
    [TOOLING]: tooling,
    [GROUP_KINDS]: groupKinds.join(','),
    [NAMESPACES]: namespaces.filter(one => one !== namespace).join(','),
  }
  return {apiVersion: 'v1', kind, metadata: {name, namespace, labels: {[ID]: applySetId(ref)}, annotations}}
}

/** What a live parent says that its set contains. */
export const readContents = ({metadata: {annotations = {}}}: KubeObject): ApplySetContents => ({
  groupKinds: inOrder((annotations[GROUP_KINDS] ?? '').split(',')),
  namespaces: inOrder((annotations[NAMESPACES] ?? '').split(',')),
})

/** The program whose set a live parent keeps: `kubectl`; undefined where it is no parent of this set. */
export const ownerOf = ({metadata}: KubeObject, ref: ApplySetRef): string | undefined =>
  metadata.labels?.[ID] === applySetId(ref) ? (metadata.annotations?.[TOOLING] ?? '').split('/')[0] : undefined

/** The id of the set that an object is a member of. */
export const setOf = ({metadata}: KubeObject): string | undefined => metadata.labels?.[PART_OF]

/** An object as a member of a set. */
export const asMember = <T extends KubeObject>(object: T, id: string): T => ({
  ...object,
  metadata: {...object.metadata, labels: {...object.metadata.labels, [PART_OF]: id}},
})
