import type {LocalNodes} from '../api-server/diagnosis/nodes.ts'
import type {AskNodes} from '../api-server/examine.ts'
import type {KubeAccess} from '../api-server/kubectl.ts'
import {kubernetesNodes} from '../cluster/local-cluster.ts'
import {configArgs} from '../cluster/ownership.ts'
import {upAdvice} from '../cluster/providers/index.ts'
import {findLocalCluster, type LocalClusterOf} from '../cluster/registry.ts'
import type {Exec} from '../process/exec.ts'

/** The Kubernetes nodes among the nodes of a local cluster, and the command line that mends them. */
export const localNodesOf = ({provider, cluster}: LocalClusterOf): LocalNodes => ({
  nodes: kubernetesNodes(cluster),
  up: upAdvice(provider.name, cluster.name, {flags: configArgs(cluster)}),
})

/**
 * Asks for the nodes of the local cluster that a context leads to, each time again: nodes stop and start.
 * @param known the cluster, where the workflow before has made it: then only its nodes are asked for
 */
export const askNodesOf =
  (exec: Exec, {kubeconfig, context}: KubeAccess, known?: LocalClusterOf): AskNodes =>
  async () => {
    if (known)
      return localNodesOf({...known, cluster: (await known.provider.inspect(known.cluster.name)) ?? known.cluster})
    const found = context === undefined ? undefined : await findLocalCluster(exec, {kubeconfig, context})
    return found && localNodesOf(found)
  }
