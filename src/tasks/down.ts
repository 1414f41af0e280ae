import {resolve} from 'node:path'
import {kubeconfigTarget} from '../checks/kubeconfig.ts'
import {lockCluster} from '../cluster/cluster-lock.ts'
import {type ClusterProvider, contextOf, type LocalCluster, type ProviderName} from '../cluster/provider.ts'
import {connectProvider, listClusters} from '../cluster/registry.ts'
import {type ClusterRecord, isOurs, readRecord, recordedProviders, removeRecord} from '../cluster/state.ts'
import {asKubiaError, KubiaError} from '../errors/kubia-error.ts'
import {viewKubeconfig} from '../kube/kubeconfig.ts'
import type {Exec} from '../process/exec.ts'
import type {Run} from '../process/run.ts'
import {currentContext, restoreContext} from './context.ts'
import type {Step} from './step.ts'

/** A cluster that is to be deleted. */
export interface DownTarget {
  name: string
  provider: ClusterProvider
  /** What there is of it; undefined where nothing is. */
  cluster: LocalCluster | undefined
  /** True where kubia made this very cluster, or where nothing is left of it. */
  ours: boolean
}

/** What there is of the named clusters, or, without names, all that kubia made. @throws KubiaError as `connectProvider` */
export const findTargets = async (
  exec: Exec,
  names: readonly string[] | 'all',
  chosen: ProviderName | undefined,
): Promise<DownTarget[]> => {
  if (names === 'all') {
    const clusters = await listClusters(exec, chosen, recordedProviders())
    return clusters
      .map(({provider, cluster}) => ({
        name: cluster.name,
        provider,
        cluster,
        ours: isOurs(cluster, readRecord(cluster.name)),
      }))
      .filter(({ours}) => ours)
  }
  const targets = names.map(async (name): Promise<DownTarget> => {
    const record = readRecord(name)
    const provider = await connectProvider(exec, chosen ?? record?.provider ?? 'kind')
    const cluster = await provider.inspect(name)
    return {name, provider, cluster, ours: cluster === undefined || isOurs(cluster, record)}
  })
  return Promise.all(targets)
}

/** What `down` did. */
export interface DownResult {
  removed: string[]
  /** The context that was given back; empty where none was. */
  restored: string
}

/** What is left of a cluster, and the command that removes it. */
const leftover = ({name, provider}: DownTarget, {message, details}: KubiaError): string => {
  const byHand = details.fix?.[0] ?? provider.removeByHand(name)
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
  {name, provider, cluster}: DownTarget,
  kubeconfig: string | undefined,
): Promise<boolean> => {
  if (cluster || readRecord(name)) return true
  const view = await viewKubeconfig(run.exec, kubeconfig).catch(() => undefined)
  return view?.contexts.some(context => context.name === contextOf(provider.name, name)) === true
}

/** Deletes clusters one after the other, then shows that nothing of them is left. */
export const downTasks = (
  run: Run,
  targets: readonly DownTarget[],
  kubeconfig: string | undefined,
  result: DownResult,
): Step[] => {
  const failures: string[] = []

  const remove = async ({name, provider, cluster}: DownTarget): Promise<string> => {
    const release = await lockCluster(run, name, 'down')
    const record = readRecord(name)
    const file = await kubeconfigOf(kubeconfig, record)
    const currentBefore = await currentContext(run.exec, file)
    const removed = await provider.delete(name, {kubeconfig: file, settle: record?.controlPlaneId === ''})
    const restored = await restoreContext(run.exec, {
      kubeconfig: file,
      deleted: contextOf(provider.name, name),
      previous: record?.previousContext ?? '',
      currentBefore,
    })
    if (restored) result.restored = restored
    removeRecord(name)
    if (cluster) result.removed.push(name)
    release()
    const {nodeWord} = provider
    if (removed.length === 0) return `its context removed, no ${nodeWord} was left`
    return `${removed.length} ${nodeWord}${removed.length === 1 ? '' : 's'} removed`
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
            if (!run.signal.aborted) failures.push(leftover(target, asKubiaError(error)))
            throw error
          }
        },
      }),
    ),
    {
      title: 'Verify',
      skip: () => (targets.some(({cluster}) => cluster) ? undefined : true),
      task: async () => {
        const clusters = await Promise.all(targets.map(({name, provider}) => provider.inspect(name)))
        const left = clusters.flatMap(cluster => cluster?.nodes.map(node => node.name) ?? [])
        if (failures.length > 0 || left.length > 0)
          throw new KubiaError(
            'PARTIAL_DOWN',
            left.length > 0 ? `still there: ${left.join(', ')}` : 'not everything could be removed',
            {fix: failures, next: `kubectl kubia down ${targets.map(({name}) => name).join(' ')}`},
          )
        return `no ${[...new Set(targets.map(({provider}) => provider.nodeWord))].join(' and no ')} left`
      },
    },
  ]
}
