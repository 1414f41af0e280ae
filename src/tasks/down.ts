import {resolve} from 'node:path'
import {kubeconfigTarget} from '../checks/kubeconfig.ts'
import {lockCluster} from '../cluster/cluster-lock.ts'
import type {ClusterProvider, LocalCluster} from '../cluster/provider.ts'
import {type ClusterRecord, isOurs, readRecord, removeRecord} from '../cluster/state.ts'
import {asKubiaError, KubiaError} from '../errors/kubia-error.ts'
import {viewKubeconfig} from '../kube/kubeconfig.ts'
import type {Run} from '../process/run.ts'
import {currentContext, restoreContext} from './context.ts'
import type {Step} from './step.ts'

/** A cluster that is to be deleted. */
export interface DownTarget {
  name: string
  /** What there is of it; undefined where nothing is. */
  cluster: LocalCluster | undefined
  /** True where kubia made this very cluster, or where nothing is left of it. */
  ours: boolean
}

/** What there is of the named clusters, or, without names, all that kubia made. */
export const findTargets = async (
  provider: ClusterProvider,
  names: readonly string[] | 'all',
): Promise<DownTarget[]> => {
  const clusters = await provider.list()
  const toTarget = (name: string, cluster: LocalCluster | undefined): DownTarget => ({
    name,
    cluster,
    ours: cluster === undefined || isOurs(cluster, readRecord(name)),
  })
  if (names === 'all') return clusters.map(cluster => toTarget(cluster.name, cluster)).filter(({ours}) => ours)
  return names.map(name =>
    toTarget(
      name,
      clusters.find(cluster => cluster.name === name),
    ),
  )
}

/** What `down` did. */
export interface DownResult {
  removed: string[]
  /** The context that was given back; empty where none was. */
  restored: string
}

/** What is left of a cluster, and the command that removes it. */
const leftover = (name: string, engine: string, {message, details}: KubiaError): string => {
  const byHand =
    details.fix?.[0] ?? `${engine} rm -f -v $(${engine} ps -aq --filter label=io.x-k8s.kind.cluster=${name})`
  return `${byHand}     # ${name}: ${message.split('\n')[0]}`
}

/** The kubeconfig that a cluster's context is in: the one named, else the one it was written to, wherever this run is. */
const kubeconfigOf = async (
  named: string | undefined,
  record: ClusterRecord | undefined,
): Promise<string | undefined> => {
  if (named !== undefined || record?.kubeconfig === undefined) return named
  // Where kubectl's own rules lead to the same file, they decide: they also see the other files of a KUBECONFIG list.
  return record.kubeconfig === resolve(await kubeconfigTarget(undefined)) ? undefined : record.kubeconfig
}

/** Whether there is anything to delete: nodes, a record, or only a context that outlived them. */
const isAnythingLeft = async (
  run: Run,
  {name, cluster}: DownTarget,
  kubeconfig: string | undefined,
): Promise<boolean> => {
  if (cluster || readRecord(name)) return true
  const view = await viewKubeconfig(run.exec, kubeconfig).catch(() => undefined)
  return view?.contexts.some(context => context.name === `kind-${name}`) === true
}

/** Deletes clusters one after the other, then shows that nothing of them is left. */
export const downTasks = (
  run: Run,
  provider: ClusterProvider,
  engine: string,
  targets: readonly DownTarget[],
  kubeconfig: string | undefined,
  result: DownResult,
): Step[] => {
  const failures: string[] = []

  const remove = async ({name, cluster}: DownTarget): Promise<string> => {
    const release = await lockCluster(run, name, 'down')
    const record = readRecord(name)
    const file = await kubeconfigOf(kubeconfig, record)
    const currentBefore = await currentContext(run.exec, file)
    const removed = await provider.delete(name, {kubeconfig: file, settle: record?.controlPlaneId === ''})
    const restored = await restoreContext(run.exec, {
      kubeconfig: file,
      deleted: cluster?.context ?? `kind-${name}`,
      previous: record?.previousContext ?? '',
      currentBefore,
    })
    if (restored) result.restored = restored
    removeRecord(name)
    if (cluster) result.removed.push(name)
    release()
    if (removed.length === 0) return 'its context removed, no container was left'
    return `${removed.length} container${removed.length === 1 ? '' : 's'} removed`
  }

  return [
    ...targets.map(
      (target): Step => ({
        title: `Delete cluster ${target.name}`,
        skip: async () => ((await isAnythingLeft(run, target, kubeconfig)) ? undefined : 'not there'),
        task: async () => {
          try {
            return await remove(target)
          } catch (error) {
            if (!run.signal.aborted) failures.push(leftover(target.name, engine, asKubiaError(error)))
            throw error
          }
        },
      }),
    ),
    {
      title: 'Verify',
      skip: () => (targets.some(({cluster}) => cluster) ? undefined : true),
      task: async () => {
        const names = new Set(targets.map(({name}) => name))
        const left = (await provider.list())
          .filter(({name}) => names.has(name))
          .flatMap(({nodes}) => nodes.map(node => node.name))
        if (failures.length > 0 || left.length > 0)
          throw new KubiaError(
            'PARTIAL_DOWN',
            left.length > 0 ? `still there: ${left.join(', ')}` : 'not everything could be removed',
            {fix: failures, next: `kubectl kubia down ${[...names].join(' ')}`},
          )
        return 'no container left'
      },
    },
  ]
}
