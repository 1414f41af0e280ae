import type {Command} from '../../../process/command.ts'
import type {LocalCluster} from '../../local-cluster.ts'
import {versionOf} from '../../node-image.ts'

const minorOf = (cluster: LocalCluster): number =>
  Number(/^v1\.(\d+)\./.exec(versionOf(cluster))?.[1] ?? Number.POSITIVE_INFINITY)

/** The taints of a control plane, which has another name since 1.24, and both names in 1.24 itself. */
const taintsOf = (cluster: LocalCluster): string[] => {
  const minor = minorOf(cluster)
  return [
    ...(minor >= 24 ? ['node-role.kubernetes.io/control-plane'] : []),
    ...(minor <= 24 ? ['node-role.kubernetes.io/master'] : []),
  ]
}

/**
 * Gives control planes their labels and their taint again, which a kubelet may not give its own node: by the step of
 * kubeadm that did it first. Where a cluster has no workers the taint is taken off, as kind takes it off.
 */
export const markCommands = (engine: string, cluster: LocalCluster, names: readonly string[]): Command[] => {
  const inside = (node: string, ...args: string[]): Command => ({program: engine, args: ['exec', node, ...args]})
  const hasWorkers = cluster.nodes.some(({role}) => role === 'worker')
  return cluster.nodes
    .filter(({name, role}) => role === 'control-plane' && names.includes(name))
    .flatMap(({name}) => {
      const mark = inside(name, 'kubeadm', 'init', 'phase', 'mark-control-plane', '--config', '/kind/kubeadm.conf')
      const kubectl = ['kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', 'taint', 'nodes', name]
      return hasWorkers ? [mark] : [mark, inside(name, ...kubectl, ...taintsOf(cluster).map(taint => `${taint}-`))]
    })
}
