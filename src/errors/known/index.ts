import {ENGINE_FAILURES} from './engine.ts'
import {HOST_FAILURES} from './host.ts'
import {KIND_FAILURES} from './kind.ts'
import type {KnownFailure} from './known-failure.ts'
import {KUBEADM_FAILURES} from './kubeadm.ts'
import {KUBELET_FAILURES} from './kubelet.ts'
import {NODE_FAILURES} from './node.ts'

export {API_FAILURES, apiServer, notKubernetes} from './api-server.ts'
export {ENGINE_FAILURES, startAdvice} from './engine.ts'
export {fullDisk, HOST_FAILURES} from './host.ts'
export {type FailureContext, type KnownFailure, recognise} from './known-failure.ts'
export {unfit} from './kubelet.ts'
export {imageUnavailable, registryAnswered} from './registry.ts'

/** What `kind` prints when it fails: its own words, with those of the engine and of kubeadm in them. */
export const PRINTED: readonly KnownFailure[] = [
  ...ENGINE_FAILURES,
  ...HOST_FAILURES,
  ...KIND_FAILURES,
  ...KUBEADM_FAILURES,
]

/** What the logs of a failed node tell: its boot, its kubelet, the containers of its control plane. */
export const LOGGED: readonly KnownFailure[] = [...HOST_FAILURES, ...NODE_FAILURES, ...KUBELET_FAILURES]
