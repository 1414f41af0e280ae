import type {ContextAccess} from '../cluster/contexts.ts'
import {describeStopped, isApiServerDown} from '../cluster/halted-nodes.ts'
import type {LocalCluster} from '../cluster/local-cluster.ts'
import {findLocalCluster} from '../cluster/registry.ts'
import {kubiaAdvice} from '../errors/advice.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Exec} from '../process/exec.ts'

/** How long the provider may take to say whether a cluster runs, in ms: it only explains. */
const ASK_LIMIT_MS = 5000

/** The failure of whatever asks a cluster whose API server is stopped or paused; undefined for one that runs. */
export const stoppedFailure = (cluster: LocalCluster): KubiaError | undefined =>
  isApiServerDown(cluster)
    ? new KubiaError('CLUSTER_STOPPED', describeStopped(cluster), {
        fix: [kubiaAdvice(['start', cluster.name])],
        // Nothing can be taken back of a cluster that does not answer.
        keep: true,
      })
    : undefined

/**
 * The failure of whatever is asked of a local cluster that is stopped or paused; undefined where the cluster runs, is
 * not local, or its provider does not say. @param access the context that it is asked by
 */
export const findStopped = async (exec: Exec, access: ContextAccess): Promise<KubiaError | undefined> => {
  const limited: Exec = (command, options) => exec(command, {timeoutMs: ASK_LIMIT_MS, ...options})
  try {
    const cluster = (await findLocalCluster(limited, access))?.cluster
    return cluster && stoppedFailure(cluster)
  } catch (asked) {
    // Why the provider does not answer is not what was asked for.
    if (asked instanceof KubiaError) return undefined
    throw asked
  }
}

/** What the silence of an API server ends with: one that is stopped refuses, one that is paused says nothing. */
const SILENCE: readonly string[] = ['API_UNREACHABLE', 'TIMEOUT']

/**
 * The cause of an API server's silence, where it is that its local cluster is stopped; otherwise the same error.
 * @param access the context that it was asked by
 */
export const explainStopped = async (
  exec: Exec,
  access: ContextAccess | undefined,
  error: KubiaError,
): Promise<KubiaError> => {
  if (!SILENCE.includes(error.code) || access === undefined) return error
  return (await findStopped(exec, access)) ?? error
}
