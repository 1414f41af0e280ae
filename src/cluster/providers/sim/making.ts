import {counted} from '../../../text/counted.ts'
import type {ClusterConfig} from '../../cluster-spec.ts'
import {fieldsOf} from '../../config-drift.ts'
import type {ClusterMaking} from '../../provider.ts'
import {kindConfig, statedConfig} from '../kind/config/kind-config.ts'
import type {KindConfig} from '../kind/config/kind-schema.ts'
import {saysRegistrationOnly} from '../kind/config/node-registration.ts'
import {readKindConfig} from '../kind/config/read-config.ts'
import {carries} from './carries.ts'
import {simProvider} from './provider.ts'

/** The JSON patches of a config that say what nodes are registered with, and nothing else, by their paths. */
const takenJsonPatches = (config: KindConfig): string[] =>
  [{at: '', of: config}, ...(config.nodes ?? []).map((of, i) => ({at: `nodes[${i}].`, of}))].flatMap(({at, of}) =>
    (of.kubeadmConfigPatchesJSON6902 ?? []).flatMap((patch, i) =>
      saysRegistrationOnly(patch) ? `${at}kubeadmConfigPatchesJSON6902[${i}].` : [],
    ),
  )

/** Whether a field is one that nodes are registered by, and all that it says is taken. */
const isTaken = (path: string, text: string): boolean =>
  /^nodes\[\d+\]\.labels\./.test(path) || (/kubeadmConfigPatches\[\d+\]$/.test(path) && saysRegistrationOnly(text))

/** The fields of a config beside those of its nodes' images and ports that a simulated cluster does without; a JSON patch is one. */
const untakenFields = (config: ClusterConfig): string[] => {
  const taken = takenJsonPatches(statedConfig({config}))
  const left = [...fieldsOf(config.fields)].filter(
    ([path, text]) => !isTaken(path, text) && !taken.some(patch => path.startsWith(patch)),
  )
  return [...new Set(left.map(([path]) => path.replace(/(kubeadmConfigPatchesJSON6902\[\d+\])\..*/, '$1')))]
}

/** What a config says that a simulated cluster does without: all but names, roles, TCP ports, and labels and taints of nodes. */
export const unsimulatedFields = (config: ClusterConfig): string[] => [
  ...(statedConfig({config}).nodes ?? []).flatMap(({image, extraPortMappings = []}, node) => [
    ...(image ? [`nodes[${node}].image`] : []),
    ...extraPortMappings.flatMap(({protocol}, i) =>
      carries(protocol || 'TCP') ? [] : `nodes[${node}].extraPortMappings[${i}]`,
    ),
  ]),
  ...untakenFields(config),
]

/** How simulated clusters are made. Their config is a kind config too. */
export const simMaking: ClusterMaking = {
  survey: () => ({
    programs: [],
    machine: [],
    environment: [],
    engineFailure: async () => undefined,
    connect: async of => simProvider(of),
  }),
  readConfig: (exec, text, source) => readKindConfig(exec, text, source),
  ignores: (config, isVerbose) => {
    const ignored = unsimulatedFields(config)
    if (ignored.length === 0) return undefined
    const what = `the simulated cluster does without ${counted(ignored.length, 'field')} of the config`
    return isVerbose ? `${what}: ${ignored.join(', ')}` : `${what}; -v names ${ignored.length === 1 ? 'it' : 'them'}`
  },
  plan: async (_, spec) => ({text: kindConfig(spec)}),
  fields: ({config}) => config?.fields ?? {},
}
