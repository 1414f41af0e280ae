import type {ClusterSpec} from './cluster-spec.ts'
import type {ProviderName} from './provider.ts'
import {definitionOf} from './providers/index.ts'

/** The commands that create a cluster. @param versionImage the node image that a Kubernetes version came down to */
export const planCreate = (spec: ClusterSpec, versionImage: string | undefined): string[] =>
  definitionOf(spec.provider).script.create(spec, versionImage)

/** The commands that delete a cluster and its context. */
export const planDelete = (provider: ProviderName, name: string, kubeconfig: string | undefined): string[] =>
  definitionOf(provider).script.delete(name, kubeconfig)

/** The commands that bring images and archives to the nodes of a cluster. Reads nothing. */
export const planLoad = (provider: ProviderName, name: string, words: readonly string[]): string[] =>
  definitionOf(provider).script.load(name, words)
