import type {ClusterProvider, LocalCluster} from '../cluster/provider.ts'
import {isOurs, readRecord, removeRecord} from '../cluster/state.ts'
import {asKubiaError, KubiaError} from '../errors/kubia-error.ts'
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
    const record = readRecord(name)
    const file = kubeconfig ?? record?.kubeconfig
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
    return `${removed.length} container${removed.length === 1 ? '' : 's'} removed`
  }

  return [
    ...targets.map(
      (target): Step => ({
        title: `Delete cluster ${target.name}`,
        skip: () => (target.cluster || readRecord(target.name) ? undefined : 'not there'),
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
