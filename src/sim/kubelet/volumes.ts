import type {ResourceType} from '../api/resource.ts'
import {configMapResource} from '../kinds/configmap/resource.ts'
import type {Pod, Volume} from '../kinds/pod/types.ts'
import {secretResource} from '../kinds/secret/resource.ts'
import type {KeysOf} from './container-config.ts'

interface Source {
  resource: ResourceType
  name: string
  optional?: boolean
  items?: readonly {key: string}[]
}

/** What a volume's files are read from. */
const sourcesOf = ({configMap, secret, projected}: Volume): Source[] => [
  ...(configMap ? [{resource: configMapResource, name: '', ...configMap}] : []),
  ...(secret ? [{...secret, resource: secretResource, name: secret.secretName ?? ''}] : []),
  ...(projected?.sources ?? []).flatMap(source => [
    ...(source.configMap ? [{resource: configMapResource, name: '', ...source.configMap}] : []),
    ...(source.secret ? [{resource: secretResource, name: '', ...source.secret}] : []),
  ]),
]

const missingOf = ({resource, name, optional, items = []}: Source, hasKey: ReturnType<KeysOf>) => {
  if (optional) return undefined
  if (!hasKey) return `${resource.singular} "${name}" not found`
  const key = items.find(item => !hasKey(item.key))?.key
  const what = resource === secretResource ? 'secret' : 'config'
  return key === undefined ? undefined : `references non-existent ${what} key: ${key}`
}

/**
 * What keeps a kubelet from mounting the volumes of a pod, as it puts it: one text for each volume. What is optional is
 * never missing, and volumes of other kinds are taken for mounted.
 */
export const unmounted = ({metadata, spec}: Pod, keysOf: KeysOf): string[] =>
  (spec.volumes ?? []).flatMap(volume => {
    for (const source of sourcesOf(volume)) {
      const missing = missingOf(source, keysOf(source.resource, metadata.namespace ?? 'default', source.name))
      if (missing !== undefined) return [`MountVolume.SetUp failed for volume "${volume.name}" : ${missing}`]
    }
    return []
  })
