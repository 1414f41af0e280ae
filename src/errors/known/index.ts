import {API_FAILURES} from './api-server.ts'
import {CONTAINERD_FAILURES} from './containerd.ts'
import {CONTAINER_CONFIG_FAILURES, CONTAINER_START_FAILURES} from './containers.ts'
import {ENGINE_FAILURES} from './engine.ts'
import {CONTAINER_MISSING, ENGINE_IMAGE_MISSING, ENGINE_REFUSALS} from './engine-objects.ts'
import {HOST_FAILURES} from './host.ts'
import {IMAGE_PULL_FAILURES} from './image-pull.ts'
import {KIND_FAILURES} from './kind.ts'
import type {KnownFailure} from './known-failure.ts'
import {KUBEADM_FAILURES} from './kubeadm.ts'
import {KUBECONFIG_FAILURES} from './kubeconfig.ts'
import {KUBECTL_FAILURES} from './kubectl.ts'
import {KUBELET_FAILURES} from './kubelet.ts'
import {MANIFEST_FAILURES} from './manifests.ts'
import {NODE_FAILURES} from './node.ts'
import {NODE_CONDITIONS} from './node-conditions.ts'
import {REFUSALS} from './refusals.ts'
import {PULL_REASONS} from './registry.ts'
import {SCHEDULING_FAILURES} from './scheduling.ts'
import {SERVICE_FAILURES} from './service.ts'

export {
  API_FAILURES,
  apiServer,
  cutOff,
  failingServer,
  NOT_LOGGED_IN,
  notKubernetes,
  saysNoAnswer,
} from './api-server.ts'
export {CONTAINER_CONFIG_FAILURES, CONTAINER_START_FAILURES} from './containers.ts'
export {ENGINE_FAILURES, startAdvice} from './engine.ts'
export {CONTAINER_MISSING, ENGINE_IMAGE_MISSING, ENGINE_REFUSALS} from './engine-objects.ts'
export {fullDisk, HOST_FAILURES} from './host.ts'
export {IMAGE_PULL_FAILURES} from './image-pull.ts'
export {type FailureContext, type KnownFailure, recognise, recogniseAll} from './known-failure.ts'
export {KUBECONFIG_FAILURES} from './kubeconfig.ts'
export {unfit} from './kubelet.ts'
export {nameGenerated} from './manifests.ts'
export {NODE_CONDITIONS} from './node-conditions.ts'
export {NOT_ALLOWED, REFUSALS} from './refusals.ts'
export {imageUnavailable, registryAnswered, registryUnavailable} from './registry.ts'
export {SCHEDULING_FAILURES, saysNodesAreDown} from './scheduling.ts'
export {SERVICE_FAILURES} from './service.ts'

/** What `kind` prints when it fails: its own words, with those of the engine and of kubeadm in them. */
export const PRINTED: readonly KnownFailure[] = [
  ...ENGINE_FAILURES,
  ...KUBECONFIG_FAILURES,
  ...HOST_FAILURES,
  ...KIND_FAILURES,
  ...KUBEADM_FAILURES,
]

/** What the logs of a failed node say: its boot, its kubelet, its containerd, the containers of its control plane. */
export const LOGGED: readonly KnownFailure[] = [
  ...HOST_FAILURES,
  ...NODE_FAILURES,
  ...CONTAINERD_FAILURES,
  ...KUBELET_FAILURES,
]

/** What `kubectl` prints when it fails: the API server's words first, which are the more exact. */
export const KUBECTL_PRINTED: readonly KnownFailure[] = [
  ...REFUSALS,
  ...MANIFEST_FAILURES,
  ...API_FAILURES,
  ...KUBECONFIG_FAILURES,
  ...KUBECTL_FAILURES,
]

/** Every known failure, once. */
export const ALL_KNOWN: readonly KnownFailure[] = [
  ...new Set([
    ...PRINTED,
    ...LOGGED,
    ...ENGINE_REFUSALS,
    ...CONTAINER_MISSING,
    ...ENGINE_IMAGE_MISSING,
    ...PULL_REASONS,
    ...KUBECTL_PRINTED,
    ...SERVICE_FAILURES,
    ...NODE_CONDITIONS,
    ...SCHEDULING_FAILURES,
    ...IMAGE_PULL_FAILURES,
    ...CONTAINER_CONFIG_FAILURES,
    ...CONTAINER_START_FAILURES,
  ]),
]
