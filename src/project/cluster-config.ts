import type {ClusterPlan} from '../cluster/provider.ts'
import {formatKindConfig, generateKindConfig} from '../cluster/providers/kind/config/kind-config.ts'
import {applyToKindConfig} from '../cluster/providers/kind/config/kind-edit.ts'
import type {ClusterSpec} from './cluster-spec.ts'

/**
 * The kind configuration that `up` hands to kind: the user's own text, with what the flags state over it, or a
 * generated one. Without flags the user's text stays as it is, byte for byte.
 * @param versionImage the image that `--kubernetes-version` came down to
 */
export const clusterConfig = (spec: ClusterSpec, versionImage?: string): string => {
  const {name, controlPlanes, workers, flags, config: parsed, fallbackImage} = spec
  const image = flags.image ?? versionImage
  if (parsed?.config) {
    const {config, text} = parsed
    return applyToKindConfig({text, config}, {...flags, image, defaultImage: fallbackImage})
  }
  const stated = image ?? fallbackImage
  return formatKindConfig(
    generateKindConfig({name, controlPlanes, workers, publish: flags.publish, ...(stated && {image: stated})}),
  )
}

/** The distinct images of the nodes. @param fallback what kind takes where nothing is said, if that is known */
export const nodeImages = (
  {flags, config, fallbackImage}: ClusterSpec,
  versionImage: string | undefined,
  fallback: string | undefined,
): string[] => {
  const forAll = flags.image ?? versionImage
  const ofNodes = forAll
    ? [forAll]
    : (config?.config?.nodes ?? [{}]).map(node => node.image || fallbackImage || fallback)
  return [...new Set(ofNodes.filter(image => image !== undefined))]
}

/** A cluster as its provider is asked for it. */
export const clusterPlan = (spec: ClusterSpec, kubeconfig: string | undefined): ClusterPlan => ({
  name: spec.name,
  controlPlanes: spec.controlPlanes,
  workers: spec.workers,
  kubernetesVersion: spec.flags.kubernetesVersion,
  publish: spec.stated.publish,
  nodeImages: (versionImage, fallback) => nodeImages(spec, versionImage, fallback),
  kindConfig: versionImage => clusterConfig(spec, versionImage),
  userConfig: spec.config?.config,
  kubeconfig,
})
