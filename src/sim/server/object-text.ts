// Objects as JSON text. An object never changes, so its text is made once and serves every list, get and watch.
import type {KubeObject} from '../api/object.ts'

const texts = new WeakMap<KubeObject, string>()

/** Without kind and apiVersion, as the items of a list are. */
export const itemText = (object: KubeObject): string => {
  const known = texts.get(object)
  if (known !== undefined) return known
  const {kind, apiVersion, metadata, ...rest} = object
  const text = JSON.stringify({metadata, ...rest})
  texts.set(object, text)
  return text
}

export const objectText = (object: KubeObject): string =>
  `{"kind":${JSON.stringify(object.kind)},"apiVersion":${JSON.stringify(object.apiVersion)},${itemText(object).slice(1)}`

/** An object reduced to its metadata: what a table's rows carry. */
export const partialObject = ({metadata}: KubeObject) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
})
