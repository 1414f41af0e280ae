import type {ResourceType} from '../api/resource.ts'
import {configMapResource} from '../kinds/configmap/resource.ts'
import type {Container, Pod} from '../kinds/pod/types.ts'
import {secretResource} from '../kinds/secret/resource.ts'

/** Milliseconds for which a kubelet leaves alone what lacks a ConfigMap or a Secret; a real one takes longer. */
export const CONFIG_RETRY = 2000

interface Reference {
  name?: string
  optional?: boolean
}
interface KeyReference extends Reference {
  key?: string
}

/** Whether a ConfigMap or a Secret has a key; undefined where there is no such object. */
export type KeysOf = (resource: ResourceType, namespace: string, name: string) => ((key: string) => boolean) | undefined

const references = ({env = [], envFrom = []}: Container): {resource: ResourceType; ref: KeyReference}[] => {
  const of = (resource: ResourceType, ref: KeyReference | undefined) => (ref ? [{resource, ref}] : [])
  return [
    ...envFrom.flatMap(({configMapRef, secretRef}) => [
      ...of(configMapResource, configMapRef),
      ...of(secretResource, secretRef),
    ]),
    ...env.flatMap(({valueFrom}) => [
      ...of(configMapResource, valueFrom?.configMapKeyRef),
      ...of(secretResource, valueFrom?.secretKeyRef),
    ]),
  ]
}

/**
 * What keeps a kubelet from putting a container's environment together, as it puts it; undefined where all is there.
 * What is optional is never missing.
 */
export const missingConfig = ({metadata}: Pod, container: Container, keysOf: KeysOf): string | undefined => {
  const namespace = metadata.namespace ?? 'default'
  for (const {resource, ref} of references(container)) {
    const {name = '', key, optional} = ref
    if (optional) continue
    const hasKey = keysOf(resource, namespace, name)
    if (!hasKey) return `${resource.singular} "${name}" not found`
    if (key !== undefined && !hasKey(key)) return `couldn't find key ${key} in ${resource.kind} ${namespace}/${name}`
  }
  return undefined
}
