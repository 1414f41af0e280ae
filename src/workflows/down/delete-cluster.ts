import {type Locking, lockCluster} from '../../cluster/cluster-lock.ts'
import {canProve, isOurs} from '../../cluster/ownership.ts'
import {type ClusterProvider, contextOf, type LocalCluster} from '../../cluster/provider.ts'
import {readRecord} from '../../cluster/state.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {type Action, done} from '../../workflow/step.ts'
import type {DownTarget} from './find-targets.ts'
import {countNodes, forgetRecord, type Removed, type Removing, removalScript, removeCluster} from './remove-cluster.ts'

/**
 * Refuses a cluster that took the place of ours since it was looked for, which may be long where another run had the
 * lock. One that was named and confirmed though it is not ours is deleted all the same.
 * @returns the cluster, where it was looked at. @throws KubiaError NOT_OURS
 */
const refuseReplaced = async (
  provider: ClusterProvider,
  name: string,
  ours: boolean,
): Promise<LocalCluster | undefined> => {
  const cluster = ours ? await provider.inspect(name) : undefined
  if (!cluster || isOurs(cluster, readRecord(name))) return cluster
  throw new KubiaError('NOT_OURS', `Refusing: cluster ${name} that is there now was not made by kubia`, {
    fix: [kubiaAdvice(['down', name, '--yes'], 'deletes it, with its data, if you mean it')],
    left: 'the cluster is as it was',
  })
}

export interface Deletion {
  /** The kubeconfig that was named. */
  kubeconfig: string | undefined
  /** What there is of it beside its nodes, in words. */
  what: string | undefined
  /** Contexts of clusters that were deleted before it: a plan gives none of them back. */
  gone: readonly string[]
}

/** Deletes a cluster, or what is left of one, with its context and its record. @throws as `lockCluster` and `removeCluster`; NOT_OURS */
export const deleteCluster = (
  run: Removing & Locking,
  target: DownTarget,
  {kubeconfig, what, gone}: Deletion,
): Action<Removed> => {
  const {name, provider, ours, onlyRecord} = target
  const removal = {name, kubeconfig}
  return {
    script: () => removalScript(run.exec, provider, removal, gone),
    planned: {nodes: [], restored: '', context: contextOf(provider.name, name), others: []},
    run: async () => {
      const release = await lockCluster(run, name, 'down')
      const seen = (await refuseReplaced(provider, name, ours))?.nodes.map(node => node.name)
      const removed =
        onlyRecord && !canProve(readRecord(name))
          ? forgetRecord(provider, name)
          : await removeCluster(run, provider, {...removal, seen})
      release()
      const count = removed.nodes.length
      const {others} = removed
      const also =
        others.length === 0 ? '' : `, with ${others.length === 1 ? 'context' : 'contexts'} ${others.join(', ')}`
      return done(
        count === 0
          ? `${what ?? 'what was left of it'} removed, no ${provider.nodeWord} was left${also}`
          : `${countNodes(provider, count)} removed${also}`,
        removed,
      )
    },
  }
}
