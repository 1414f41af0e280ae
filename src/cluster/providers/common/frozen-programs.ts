import type {StoppedProcess} from '../../../process/processes.ts'
import type {ClusterNode, LocalCluster} from '../../provider.ts'

/**
 * The programs that make a container a node of Kubernetes, as Linux names their processes. What is in pods of the user's
 * may be stopped on purpose.
 */
const NODE_PROGRAMS: readonly string[] = [
  'systemd',
  'containerd',
  'kubelet',
  'etcd',
  'kube-apiserver',
  'kube-controller',
  'kube-scheduler',
  'kube-proxy',
  'kindnetd',
]

const frozenPrograms = ({id, role}: ClusterNode, processes: readonly StoppedProcess[]): string[] => {
  const own = processes.filter(
    ({program, groups}) =>
      groups.includes(id) && (role === 'external-load-balancer' || NODE_PROGRAMS.includes(program)),
  )
  return [...new Set(own.map(({program}) => program))].sort()
}

/**
 * The same cluster, with the nodes paused whose programs signals have stopped, which the engine knows nothing of.
 * @param processes all that signals have stopped: an engine's in a virtual machine are not among them
 */
export const withFrozen = (cluster: LocalCluster, processes: readonly StoppedProcess[]): LocalCluster => ({
  ...cluster,
  nodes: cluster.nodes.map(node => {
    const frozen = node.running ? frozenPrograms(node, processes) : []
    return frozen.length === 0 ? node : {...node, running: false, paused: true, frozen}
  }),
})
