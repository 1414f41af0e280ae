import type {KubeObject} from './types.ts'

/** Where `kubectl apply` keeps what it sent, to find out at the next time what was taken out of the manifest. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
/** The most that all annotations of an object may hold, in bytes (k8s.io/apimachinery, ValidateAnnotationsSize). */
const MAX_ANNOTATIONS = 256 * 1024

/** The characters that Go's encoder escapes in strings, and JavaScript's does not (encoding/json, HTMLEscape). */
const escapeText = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /[<>&\u2028\u2029]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** JSON as Go writes it: names in order. JavaScript would put those that are numbers first. */
const encode = (value: unknown): string => {
  if (typeof value === 'string') return escapeText(value)
  if (Array.isArray(value)) return `[${value.map(encode).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).toSorted(([one], [other]) =>
    Buffer.compare(Buffer.from(one), Buffer.from(other)),
  )
  return `{${fields.map(([name, field]) => `${escapeText(name)}:${encode(field)}`).join(',')}}`
}

/**
 * What `kubectl apply` keeps of an object, byte for byte: with it, kubectl afterwards finds nothing to write, and nothing
 * to warn of. Source: k8s.io/kubectl, pkg/util/apply.go (GetModifiedConfiguration).
 * @param object as its manifest has it, in its namespace
 * @returns undefined where it is too long for an annotation, which kubectl refuses to apply then
 */
const lastApplied = (object: KubeObject): string | undefined => {
  const {[LAST_APPLIED]: _, ...annotations} = object.metadata.annotations ?? {}
  const text = `${encode({...object, metadata: {...object.metadata, annotations}})}\n`
  const bytes = [LAST_APPLIED, text, ...Object.entries(annotations).flat()].reduce(
    (sum, word) => sum + Buffer.byteLength(String(word)),
    0,
  )
  return bytes > MAX_ANNOTATIONS ? undefined : text
}

/** An object with what `kubectl apply` keeps of it. @param original as its manifest has it, which kubectl compares with */
export const withLastApplied = <T extends KubeObject>(object: T, original: KubeObject = object): T => {
  const text = lastApplied(original)
  if (text === undefined) return object
  const {metadata} = object
  return {...object, metadata: {...metadata, annotations: {...metadata.annotations, [LAST_APPLIED]: text}}}
}

/** An object without what `kubectl apply` keeps of it, which says nothing that its fields do not. */
export const withoutLastApplied = <T extends KubeObject>(object: T): T => {
  const {annotations: {[LAST_APPLIED]: _, ...annotations} = {}, ...metadata} = object.metadata
  const isEmpty = Object.keys(annotations).length === 0
  return {...object, metadata: isEmpty ? metadata : {...metadata, annotations}}
}

/** What `kubectl apply` keeps of an object; undefined where it keeps nothing. */
export const lastAppliedOf = ({metadata}: KubeObject): string | undefined => metadata.annotations?.[LAST_APPLIED]
