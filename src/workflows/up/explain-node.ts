import type {KubeAccess} from '../../api-server/kubectl.ts'
import {type Explanation, nodeEvents} from '../../api-server/nodes.ts'
import {describeStopped, isApiServerDown} from '../../cluster/halted-nodes.ts'
import type {ClusterProvider} from '../../cluster/provider.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import type {Exec} from '../../process/exec.ts'

/** Why a node is not Ready: the cause that its logs name, where that is known, and its events. */
export const explainNode = async (
  exec: Exec,
  provider: ClusterProvider,
  {name, access}: {name: string; access: KubeAccess},
  node: string,
): Promise<Explanation> => {
  // It may have been stopped or paused meanwhile: then its logs say nothing of that.
  const cluster = await provider.inspect(name).catch(() => undefined)
  if (cluster && isApiServerDown(cluster))
    return {evidence: [], why: describeStopped(cluster), fix: [kubiaAdvice(['start', name])]}
  const [events, cause] = await Promise.all([
    nodeEvents(exec, access, node),
    // Logs only explain: without them the node's condition is what is shown.
    provider.diagnose?.(name, node).catch(() => undefined),
  ])
  if (!cause) return {evidence: events}
  const {log, error} = cause
  const [said = ''] = error.details.evidence ?? []
  return {
    evidence: [`${log} log: ${said}`, ...events],
    why: `the ${log} log of ${node} says why: ${error.message}`,
    fix: error.details.fix,
  }
}
