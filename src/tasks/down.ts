import {lockCluster} from '../cluster/cluster-lock.ts'
import {type ClusterProvider, contextOf, type LocalCluster, type ProviderName} from '../cluster/provider.ts'
import {connectProvider, listClusters, providerOfName} from '../cluster/registry.ts'
import {allRecords, isOurs, isUnfinished, readRecord, recordedProviders} from '../cluster/state.ts'
import {asKubiaError, KubiaError} from '../errors/kubia-error.ts'
import {viewKubeconfig} from '../kube/kubeconfig.ts'
import type {Exec} from '../process/exec.ts'
import type {Run} from '../process/run.ts'
import {countNodes, removeCluster} from './remove-cluster.ts'
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
    const ours = clusters.filter(({cluster}) => isOurs(cluster, readRecord(cluster.name)))
    // A run that was killed early has left no node yet, but maybe a kind that is about to make some.
    const begun = allRecords().filter(
      record =>
        isUnfinished(record) &&
        (chosen ?? record.provider) === record.provider &&
        !clusters.some(({cluster}) => cluster.name === record.name),
    )
    const targets = begun.map(async ({name, provider}): Promise<DownTarget> => {
      return {name, provider: await connectProvider(exec, provider), cluster: undefined, ours: true}
    })
    return [
      ...ours.map(({provider, cluster}) => ({name: cluster.name, provider, cluster, ours: true})),
      ...(await Promise.all(targets)),
    ]
  }
  const targets = names.map(async (name): Promise<DownTarget> => {
    const record = readRecord(name)
    const provider = await connectProvider(exec, chosen ?? providerOfName(name))
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
    const {nodes, restored} = await removeCluster(run, provider, {name, kubeconfig})
    if (restored) result.restored = restored
    if (cluster || nodes.length > 0) result.removed.push(name)
    release()
    if (nodes.length === 0) return `its context removed, no ${provider.nodeWord} was left`
    return `${countNodes(provider, nodes.length)} removed`
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
