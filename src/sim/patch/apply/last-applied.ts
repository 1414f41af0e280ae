// What kubectl's client-side apply left behind: the annotation with what it last applied. Whoever goes on with server-side
// apply is the same person, so nothing of that is a conflict, and the annotation follows along
// (k8s.io/apimachinery, pkg/util/managedfields/internal: lastappliedmanager.go and lastappliedupdater.go).
import type {KubeObject} from '../../api/object.ts'
import type {StructShape} from '../../schema/types.ts'
import {validateAnnotations} from '../../schema/validation/metadata.ts'
import {isObject} from '../json.ts'
import type {Path} from './path.ts'
import {compare, fieldsOf} from './walk.ts'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
/** Another field manager wants none of this. */
const KUBECTL = 'kubectl'

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // Whatever somebody else wrote there: then it allows nothing.
    return undefined
  }
}

/**
 * @param live the stored object
 * @param manager who applies
 * @returns the fields that client-side apply set, and that are as it set them: no conflict to those who go on with them
 */
export const allowedConflicts = (shape: StructShape, live: KubeObject, manager: string): ReadonlySet<Path> => {
  const text = live.metadata.annotations?.[LAST_APPLIED]
  const lastApplied = manager === KUBECTL && text ? parsed(text) : undefined
  if (!isObject(lastApplied) || lastApplied['apiVersion'] !== live.apiVersion) return new Set()
  const {changed, removed} = compare(shape, lastApplied, live)
  return fieldsOf(shape, lastApplied).difference(changed).difference(removed)
}

/** JSON as Go's encoder writes it: keys in order, characters of HTML escaped, and a line end. */
const goJson = (value: unknown): string => {
  const sorted = (_: string, inner: unknown): unknown =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner
  const text = JSON.stringify(value, sorted)
  return `${text.replace(/[<>&\u2028\u2029]/g, each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
}

const withAnnotations = (object: KubeObject, annotations: Record<string, string>): KubeObject => {
  const {annotations: _, ...metadata} = object.metadata
  return {...object, metadata: {...metadata, ...(Object.keys(annotations).length > 0 && {annotations})}}
}

const withoutLastApplied = (object: KubeObject): KubeObject => {
  const {[LAST_APPLIED]: _, ...annotations} = object.metadata.annotations ?? {}
  return withAnnotations(object, annotations)
}

/**
 * Brings the annotation along, where the object has one; one that would be too large goes.
 * @param applied as it was sent
 * @returns the very same object where nothing changes
 */
export const withLastApplied = (object: KubeObject, applied: KubeObject, manager: string): KubeObject => {
  const {annotations = {}} = object.metadata
  if (manager !== KUBECTL || !annotations[LAST_APPLIED]) return object
  const text = goJson(withoutLastApplied(applied))
  if (annotations[LAST_APPLIED] === text) return object
  const updated = {...annotations, [LAST_APPLIED]: text}
  return validateAnnotations('', updated).length > 0 ? withoutLastApplied(object) : withAnnotations(object, updated)
}
