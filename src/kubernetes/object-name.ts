import type {KubeObject} from './types.ts'

/** The kind in the form kubectl prefixes names with: `pod`, `deployment.apps`. */
export function resourceName({apiVersion, kind}: Pick<KubeObject, 'apiVersion' | 'kind'>): string {
  const slash = apiVersion.indexOf('/')
  const singular = kind.toLowerCase()
  return slash < 0 ? singular : `${singular}.${apiVersion.slice(0, slash)}`
}

/** What an object is called within its kind: `default/kubia`, `/node-1`. */
export function namespacedName({metadata}: Pick<KubeObject, 'metadata'>): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}

/** What an object is called among all kinds: `default/pod/kubia`. */
export function objectKey(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${objectName(object)}`
}

/** The name as `-o name` prints it: `pod/kubia`, `deployment.apps/kubia`. */
export function objectName(object: KubeObject): string {
  return `${resourceName(object)}/${object.metadata.name}`
}
