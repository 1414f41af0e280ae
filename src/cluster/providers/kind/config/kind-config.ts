import {engineHost} from '../../../../process/engine-host.ts'
import {type ClusterConfig, type ClusterSpec, DEFAULT_SPEC} from '../../../cluster-spec.ts'
import {layOver} from './kind-edit.ts'
import {portsOf} from './kind-ports.ts'
import {KIND_API_VERSION, KIND_KIND, type KindConfig, type KindNode} from './kind-schema.ts'
import {type ParsedKindConfig, parseKindConfig} from './kind-validate.ts'

/** A config that states nothing: kind makes one control plane of it. */
const EMPTY = `kind: ${KIND_KIND}\napiVersion: ${KIND_API_VERSION}\n`

const nodesOf = (config: KindConfig): KindNode[] => config.nodes ?? [{}]

const countRole = (config: KindConfig, role: 'control-plane' | 'worker'): number =>
  nodesOf(config).filter(node => (node.role || 'control-plane') === role).length

/** What a config says to the rest of kubia. @param source the config's text, and what messages call it */
export const clusterConfig = (
  source: {text: string; name: string},
  {config = {}, lineOf}: ParsedKindConfig,
): ClusterConfig => {
  const field = (path: string, name: string) => ({name, place: `${source.name}:${lineOf(`${path}.${name}`)}`})
  return {
    source: source.name,
    text: source.text,
    name: config.name,
    shape: {controlPlanes: countRole(config, 'control-plane'), workers: countRole(config, 'worker')},
    ...(config.nodes && {nodesPlace: `${source.name}:${lineOf('nodes')}`}),
    ports: portsOf(config).map(({path, keys, ...port}) => ({
      ...port,
      fields: {port: field(path, keys.port), address: field(path, keys.address)},
    })),
    fields: config,
  }
}

/** What the user's own config says; nothing where there is none. */
export const statedConfig = ({config}: Pick<ClusterSpec, 'config'>): KindConfig => config?.fields ?? {}

/**
 * The config that kind is handed: the user's own with the flags and another name laid over it, or an empty one with the
 * whole shape. Without them the user's text stays as it is, byte for byte.
 * @param versionImage the image that `--kubernetes-version` came down to
 */
export const kindConfig = (spec: ClusterSpec, versionImage?: string): string => {
  const {name, controlPlanes, workers, config, fallbackImage} = spec
  const {kubernetesVersion: _, ...flags} = spec.flags
  const overlay = {
    ...flags,
    image: flags.image ?? versionImage,
    defaultImage: fallbackImage,
    apiHost: statesApiAddress(spec) ? undefined : engineHost(),
  }
  if (config) {
    const isOwnName = name === (config.name || DEFAULT_SPEC.name)
    return layOver(config.text, statedConfig(spec), {...overlay, name: isOwnName ? undefined : name})
  }
  return layOver(EMPTY, {}, {...overlay, name, controlPlanes, workers})
}

/** All that the config says that kind is handed. @param versionImage as for `kindConfig` */
export const wholeConfig = (spec: ClusterSpec, versionImage?: string): KindConfig =>
  parseKindConfig(kindConfig(spec, versionImage), {unknownKeys: 'warning'}).config ?? {}

/** The distinct images of the nodes of a config. @param fallback what kind takes where nothing is said, if that is known */
export const imagesOfNodes = (config: KindConfig, fallback: string | undefined): string[] => {
  const images = nodesOf(config).map(node => node.image || fallback)
  return [...new Set(images.filter(image => image !== undefined))]
}

/**
 * The distinct images of the nodes.
 * @param versionImage as for `kindConfig`; @param fallback what kind takes where nothing is said, if that is known
 */
export const nodeImages = (
  spec: ClusterSpec,
  versionImage: string | undefined,
  fallback: string | undefined,
): string[] => imagesOfNodes(wholeConfig(spec, versionImage), fallback)

/** Whether the user's own config says at which address or port of the host the API server listens. */
export const statesApiAddress = (spec: ClusterSpec): boolean => {
  const {apiServerAddress, apiServerPort} = statedConfig(spec).networking ?? {}
  return apiServerAddress !== undefined || apiServerPort !== undefined
}
