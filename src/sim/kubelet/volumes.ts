import type {Pod, Volume} from '../api/kinds/pod.ts'
import type {KeysOf} from './container-config.ts'

interface Source {
  kind: 'ConfigMap' | 'Secret'
  name: string
  optional?: boolean
  items?: readonly {key: string}[]
}

/** What a volume's files are read from. */
const sourcesOf = ({configMap, secret, projected}: Volume): Source[] => [
  ...(configMap ? [{kind: 'ConfigMap' as const, name: '', ...configMap}] : []),
  ...(secret ? [{...secret, kind: 'Secret' as const, name: secret.secretName ?? ''}] : []),
  ...(projected?.sources ?? []).flatMap(source => [
    ...(source.configMap ? [{kind: 'ConfigMap' as const, name: '', ...source.configMap}] : []),
    ...(source.secret ? [{kind: 'Secret' as const, name: '', ...source.secret}] : []),
  ]),
]

const missingOf = ({kind, name, optional, items = []}: Source, hasKey: ReturnType<KeysOf>) => {
  if (optional) return undefined
  if (!hasKey) return `${kind.toLowerCase()} "${name}" not found`
  const key = items.find(item => !hasKey(item.key))?.key
  const what = kind === 'Secret' ? 'secret' : 'config'
  return key === undefined ? undefined : `references non-existent ${what} key: ${key}`
}

/**
 * What keeps a kubelet from mounting the volumes of a pod, in its words: one text for each volume. What is optional is
 * never missing, and volumes of other kinds are taken for mounted.
 */
export const unmounted = ({metadata, spec}: Pod, keysOf: KeysOf): string[] =>
  (spec.volumes ?? []).flatMap(volume => {
    for (const source of sourcesOf(volume)) {
      const missing = missingOf(source, keysOf(source.kind, metadata.namespace ?? 'default', source.name))
      if (missing !== undefined) return [`MountVolume.SetUp failed for volume "${volume.name}" : ${missing}`]
    }
    return []
  })
