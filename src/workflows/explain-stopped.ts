import type {LocalCluster} from '../cluster/provider.ts'
import {findLocalCluster} from '../cluster/registry.ts'
import {kubiaAdvice} from '../errors/advice.ts'
import {amend, KubiaError} from '../errors/kubia-error.ts'
import type {Exec} from '../process/exec.ts'

/** How long the provider may take to say whether a cluster runs, in ms: it only explains. */
const ASK_LIMIT_MS = 5000

/** Whether what the API server runs on is stopped. */
export const isStopped = ({nodes}: LocalCluster): boolean =>
  nodes.length > 0 && !nodes.some(({role, running}) => role === 'control-plane' && running)

/** What is said of a cluster that is stopped: `cluster shop is stopped`. */
export const describeStopped = ({name, nodes}: LocalCluster): string => {
  const stopped = nodes.filter(({running}) => !running).map(node => node.name)
  return stopped.length === nodes.length
    ? `cluster ${name} is stopped`
    : `cluster ${name}: ${stopped.join(', ')} is stopped`
}

/**
 * The cause of an API server's silence, where it is that its local cluster is stopped; otherwise the same error.
 * @param context the context that it was asked by
 */
export const explainStopped = async (
  exec: Exec,
  context: string | undefined,
  error: KubiaError,
): Promise<KubiaError> => {
  if (error.code !== 'API_UNREACHABLE' || context === undefined) return error
  const limited: Exec = (command, options) => exec(command, {timeoutMs: ASK_LIMIT_MS, ...options})
  try {
    const cluster = (await findLocalCluster(limited, context))?.cluster
    if (!cluster || !isStopped(cluster)) return error
    const {evidence: _, next: __, ...details} = error.details
    return amend(new KubiaError('CLUSTER_STOPPED', describeStopped(cluster), details), {
      fix: [kubiaAdvice(['start', cluster.name])],
    })
  } catch (asked) {
    // Why the provider does not answer is not what was asked for.
    if (asked instanceof KubiaError) return error
    throw asked
  }
}
