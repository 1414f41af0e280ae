import type {KnownFailure} from './known-failure.ts'

/** A Ready condition that is not True, in a few words for the line of a step. */
const condition = (id: string, source: string, pattern: RegExp, message: string): KnownFailure => ({
  id,
  source,
  pattern,
  code: 'NODES_NOT_READY',
  explain: () => ({message}),
})

/** What the messages of a Ready condition that is not True come down to. */
export const NODE_CONDITIONS: readonly KnownFailure[] = [
  condition(
    'cni-starting',
    'kubelet 1.20 to 1.36, pkg/kubelet/kubelet.go with the words of containerd 1.4 to 2.0 and of dockershim',
    /cni plugin not initialized|NetworkPluginNotReady|network plugin is not ready/i,
    'CNI starting',
  ),
  condition(
    'runtime-starting',
    'kubelet 1.20 to 1.36, pkg/kubelet/runtime.go',
    /container runtime (?:is down|not ready|status check may not have completed)/i,
    'container runtime starting',
  ),
  condition(
    'runtime-overloaded',
    'kubelet 1.20 to 1.36, pkg/kubelet/pleg/generic.go',
    /PLEG is not healthy/i,
    'container runtime overloaded',
  ),
  condition(
    'kubelet-silent',
    'kube-controller-manager 1.20 to 1.36, pkg/controller/nodelifecycle/node_lifecycle_controller.go',
    /stopped posting node status/i,
    'kubelet does not report',
  ),
  condition(
    'kubelet-starting',
    'kubelet 1.20 to 1.36, pkg/kubelet/kubelet_node_status.go',
    /CSINode is not yet initialized|nodes? "[^"\n]{1,300}" not found|not yet/i,
    'kubelet starting',
  ),
]
