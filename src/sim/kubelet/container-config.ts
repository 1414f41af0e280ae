import type {Container, Pod} from '../api/kinds/pod.ts'

/** Milliseconds for which a kubelet leaves alone what lacks a ConfigMap or a Secret; a real one takes longer. */
export const CONFIG_RETRY = 2000

interface Reference {
  name?: string
  optional?: boolean
}
interface KeyReference extends Reference {
  key?: string
}

/** What tells whether a ConfigMap or a Secret has a key; nothing where there is no such object. */
export type KeysOf = (
  kind: 'ConfigMap' | 'Secret',
  namespace: string,
  name: string,
) => ((key: string) => boolean) | undefined

const references = ({env = [], envFrom = []}: Container): {kind: 'ConfigMap' | 'Secret'; ref: KeyReference}[] => {
  const of = (kind: 'ConfigMap' | 'Secret', ref: KeyReference | undefined) => (ref ? [{kind, ref}] : [])
  return [
    ...envFrom.flatMap(({configMapRef, secretRef}) => [...of('ConfigMap', configMapRef), ...of('Secret', secretRef)]),
    ...env.flatMap(({valueFrom}) => [
      ...of('ConfigMap', valueFrom?.configMapKeyRef),
      ...of('Secret', valueFrom?.secretKeyRef),
    ]),
  ]
}

/**
 * What keeps a kubelet from putting a container's environment together, in its words; undefined where all is there.
 * What is optional is never missing.
 */
export const missingConfig = ({metadata}: Pod, container: Container, keysOf: KeysOf): string | undefined => {
  const namespace = metadata.namespace ?? 'default'
  for (const {kind, ref} of references(container)) {
    const {name = '', key, optional} = ref
    if (optional) continue
    const hasKey = keysOf(kind, namespace, name)
    if (!hasKey) return `${kind.toLowerCase()} "${name}" not found`
    if (key !== undefined && !hasKey(key)) return `couldn't find key ${key} in ${kind} ${namespace}/${name}`
  }
  return undefined
}
