import {viewKubeconfig} from '../../api-server/kubeconfig.ts'
import {kubectlCommand} from '../../api-server/kubectl.ts'
import {lockCluster} from '../../cluster/cluster-lock.ts'
import {type ClusterProvider, contextOf, type LocalCluster, type ProviderName} from '../../cluster/provider.ts'
import {connectProvider, isProviderMissing, listClusters, providerOfName, readContext} from '../../cluster/registry.ts'
import {
  canProve,
  describeUnproved,
  hasRecord,
  isOurs,
  knownNames,
  readRecord,
  recordedProviders,
} from '../../cluster/state.ts'
import {asKubiaError, KubiaError} from '../../errors/kubia-error.ts'
import {formatCommand} from '../../process/command.ts'
import type {Exec} from '../../process/exec.ts'
import type {Run} from '../../process/run.ts'
import {collectEvidence} from '../../workflow/evidence.ts'
import type {ListedStep as Step} from '../../workflow/listed-step.ts'
import {countNodes, forgetRecord, removeCluster} from './remove-cluster.ts'

/** A cluster that is to be deleted. */
export interface DownTarget {
  name: string
  provider: ClusterProvider
  /** What there is of it; undefined where nothing is. */
  cluster: LocalCluster | undefined
  /** True where kubia made this very cluster, or where nothing is left of it. */
  ours: boolean
  /** True where all there is of it is a record that proves nothing: no more than that record is removed then. */
  onlyRecord?: boolean
}

/**
 * A cluster of which no node is there, but something in kubia's state folder. None where it is another provider's than
 * the chosen one, or where no record says whose it is and that provider is missing.
 */
const traceTarget = async (exec: Exec, name: string, chosen: ProviderName | undefined): Promise<DownTarget[]> => {
  const recorded = readRecord(name)?.provider
  if (recorded !== undefined && chosen !== undefined && recorded !== chosen) return []
  try {
    const provider = await connectProvider(exec, recorded ?? chosen ?? providerOfName(name))
    const onlyRecord = hasRecord(name) && !canProve(readRecord(name))
    return [{name, provider, cluster: undefined, ours: true, onlyRecord}]
  } catch (error) {
    if (recorded === undefined && isProviderMissing(error)) return []
    throw error
  }
}

/**
 * What there is of the named clusters, or, without names, all that kubia made.
 * @param warn called for each cluster that stays though its name is on record
 * @throws KubiaError as `connectProvider`
 */
export const findTargets = async (
  exec: Exec,
  names: readonly string[] | 'all',
  chosen: ProviderName | undefined,
  warn: (lines: readonly string[]) => void,
): Promise<DownTarget[]> => {
  if (names === 'all') {
    const {clusters, unusable} = await listClusters(exec, chosen, recordedProviders())
    // Kubia's own clusters can't be told to be gone where those of a provider that made some can't be asked for.
    if (unusable && recordedProviders().includes(unusable.name)) throw unusable.problem
    for (const {cluster} of clusters) {
      const record = readRecord(cluster.name)
      if (!hasRecord(cluster.name) || isOurs(cluster, record)) continue
      const {what, fix} = describeUnproved(cluster, record)
      warn([`${what}; it counts as not made by kubia, and stays`, `  Fix:   ${fix}`])
    }
    const ours = clusters.filter(({cluster}) => isOurs(cluster, readRecord(cluster.name)))
    // A run that was killed early has left no node yet, but maybe a kind that is about to make some.
    const traces = knownNames().filter(name => !clusters.some(({cluster}) => cluster.name === name))
    const targets = await Promise.all(traces.map(name => traceTarget(exec, name, chosen)))
    return [
      ...ours.map(({provider, cluster}) => ({name: cluster.name, provider, cluster, ours: true})),
      ...targets.flat(),
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

/** The names of all contexts; none where the kubeconfig can't be read. */
const contextNames = async (exec: Exec, kubeconfig: string | undefined): Promise<string[]> => {
  const view = await viewKubeconfig(exec, kubeconfig).catch(() => undefined)
  return view?.contexts.map(({name}) => name) ?? []
}

/**
 * Refuses a name that is a context's and no local cluster's: to say that there is nothing to remove would be taken for
 * an answer about the cluster that the context leads to.
 * @throws KubiaError NOT_OURS
 */
export const refuseContexts = async (
  exec: Exec,
  targets: readonly DownTarget[],
  kubeconfig: string | undefined,
): Promise<void> => {
  const absent = targets.filter(({name, cluster}) => !cluster && !knownNames().includes(name))
  if (absent.length === 0) return
  const contexts = await contextNames(exec, kubeconfig)
  const meant = absent.find(
    ({name, provider}) => contexts.includes(name) && !contexts.includes(contextOf(provider.name, name)),
  )
  if (!meant) return
  const {name} = meant
  const local = readContext(name)
  const forget = formatCommand(kubectlCommand({kubeconfig}, ['config', 'delete-context', name]))
  throw new KubiaError('NOT_OURS', `Refusing: ${name} is not managed by kubia: a context has that name, no cluster`, {
    fix: [
      ...(local ? [`kubectl kubia down ${local.name}     # the cluster that this context is named after`] : []),
      `${forget}     # forgets the context; what it leads to stays`,
      'kubectl kubia clusters     # lists what can be deleted',
    ],
    left: 'nothing was changed',
  })
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
  return `${byHand.replace(/ +# .*$/, '')}     # ${name}: ${message.split('\n')[0]}`
}

const isLocked = (error: unknown): boolean => error instanceof KubiaError && error.code === 'CLUSTER_LOCKED'

/** What there is of a cluster beside its nodes; undefined where nothing is. */
const remains = async (
  run: Run,
  {name, provider}: DownTarget,
  kubeconfig: string | undefined,
): Promise<string | undefined> => {
  if ((await contextNames(run.exec, kubeconfig)).includes(contextOf(provider.name, name))) return 'its context'
  if (hasRecord(name)) return "kubia's record of it"
  return knownNames().includes(name) ? 'the lock of an interrupted run' : undefined
}

/**
 * Refuses a cluster that took the place of ours since it was looked for, which may be long where another run had the
 * lock. One that was named and confirmed though it is not ours is deleted all the same.
 * @throws KubiaError NOT_OURS
 */
const refuseReplaced = async (provider: ClusterProvider, name: string, ours: boolean): Promise<void> => {
  const cluster = ours ? await provider.inspect(name) : undefined
  if (!cluster || isOurs(cluster, readRecord(name))) return
  throw new KubiaError('NOT_OURS', `Refusing: cluster ${name} that is there now was not made by kubia`, {
    fix: [`kubectl kubia down ${name} --yes     # deletes it, with its data, if you mean it`],
    left: 'the cluster is as it was',
  })
}

/** Deletes clusters one after the other, then shows that nothing of them is left. */
export const downTasks = (
  run: Run,
  targets: readonly DownTarget[],
  kubeconfig: string | undefined,
  result: DownResult,
): Step[] => {
  const failures: string[] = []
  /** Clusters that another run is at work on: nothing was changed, which is a conflict and no half-done deletion. */
  const locked: string[] = []

  const remove = async (
    {name, provider, ours, onlyRecord}: DownTarget,
    what = 'what was left of it',
  ): Promise<string> => {
    const release = await lockCluster(run, name, 'down')
    await refuseReplaced(provider, name, ours)
    const {nodes, restored} =
      onlyRecord && !canProve(readRecord(name))
        ? forgetRecord(name)
        : await removeCluster(run, provider, {name, kubeconfig})
    if (restored) result.restored = restored
    result.removed.push(name)
    release()
    if (nodes.length === 0) return `${what} removed, no ${provider.nodeWord} was left`
    return `${countNodes(provider, nodes.length)} removed`
  }

  const deletion = (target: DownTarget): Step => {
    let what: string | undefined
    return {
      title: `Delete cluster ${target.name}`,
      skip: async () => {
        what = await remains(run, target, kubeconfig)
        return target.cluster || what ? undefined : 'not there'
      },
      task: async () => {
        try {
          return await remove(target, what)
        } catch (error) {
          if (isLocked(error)) locked.push(target.name)
          if (!run.signal.aborted) failures.push(leftover(target, asKubiaError(error)))
          run.onFailure(folder => collectEvidence(run, target.provider, {name: target.name, kubeconfig}, folder))
          throw error
        }
      },
    }
  }

  return [
    ...targets.map(deletion),
    {
      title: 'Verify',
      skip: () => {
        if (locked.length === failures.length && locked.length > 0 && result.removed.length === 0)
          return `not done: another run is at work on ${locked.join(', ')}`
        return targets.some(({cluster}) => cluster) ? undefined : true
      },
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
