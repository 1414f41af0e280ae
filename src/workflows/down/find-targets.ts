import {viewKubeconfig} from '../../api-server/kubeconfig.ts'
import {kubectlCommand} from '../../api-server/kubectl.ts'
import {canProve, describeUnproved, isOurs} from '../../cluster/ownership.ts'
import {type ClusterProvider, contextOf, type LocalCluster, type ProviderName} from '../../cluster/provider.ts'
import {
  assumedCluster,
  assumedProvider,
  connectProvider,
  isNotInstalled,
  isProviderMissing,
  listClusters,
  providerOfName,
  readContext,
} from '../../cluster/registry.ts'
import {
  allRecords,
  hasRecord,
  knownNames,
  newerRecord,
  readableRecord,
  readRecord,
  recordedProviders,
} from '../../cluster/state.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import type {Line} from '../../printers/advice.ts'
import {commandAdvice} from '../../process/command.ts'
import type {Exec} from '../../process/exec.ts'
import type {Look} from '../../workflow/workflow.ts'

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

/** All clusters that kubia made, and what it has left of some. @throws KubiaError as `connectProvider` */
const findAll = async (exec: Exec, chosen: ProviderName | undefined, warn: Warn): Promise<DownTarget[]> => {
  const {clusters, unusable} = await listClusters(exec, chosen, recordedProviders())
  // Whether kubia's own clusters are gone is not known where a provider that made some cannot be asked.
  if (unusable && recordedProviders().includes(unusable.name)) throw unusable.problem
  const newer = knownNames().flatMap(name => {
    const problem = newerRecord(name)
    if (problem) warn([`${problem.message}; cluster ${name} stays`, {label: 'Fix', advice: problem.details.fix ?? []}])
    return problem ? [name] : []
  })
  for (const {cluster} of clusters) {
    if (newer.includes(cluster.name)) continue
    const record = readRecord(cluster.name)
    if (!hasRecord(cluster.name) || isOurs(cluster, record)) continue
    const {what, fix} = describeUnproved(cluster, record)
    warn([`${what}; it counts as not made by kubia, and stays`, {label: 'Fix', advice: fix}])
  }
  const ours = clusters.filter(({cluster}) => isOurs(cluster, readableRecord(cluster.name)))
  // A run that was killed early has left no node yet, but maybe a kind that is about to make some.
  const traces = knownNames().filter(
    name => !newer.includes(name) && !clusters.some(({cluster}) => cluster.name === name),
  )
  const targets = await Promise.all(traces.map(name => traceTarget(exec, name, chosen)))
  return [
    ...ours.map(({provider, cluster}) => ({name: cluster.name, provider, cluster, ours: true})),
    ...targets.flat(),
  ]
}

/**
 * What there is of a cluster that was named; in a plan it is there where nobody can be asked. Where no engine is even
 * installed, nothing is there of one that left no trace. @throws as `connectProvider`
 */
const findNamed = async (
  {exec, look, kubeconfig}: Searching,
  name: string,
  chosen: ProviderName | undefined,
): Promise<DownTarget> => {
  const meant = chosen ?? providerOfName(name)
  const assumed = await assumedProvider(exec, meant)
  const connected = look(() => connectProvider(exec, meant), assumed)
  const provider = await connected.catch(async (error: unknown) => {
    const isTraced =
      knownNames().includes(name) || (await contextNames(exec, kubeconfig)).includes(contextOf(meant, name))
    if (chosen !== undefined || isTraced || !isNotInstalled(error)) throw error
    return undefined
  })
  if (!provider) return {name, provider: assumed, cluster: undefined, ours: true}
  const cluster = await look(() => provider.inspect(name), assumedCluster(meant, name))
  // The record is read last: an `up` at work writes it before there is a cluster.
  return {name, provider, cluster, ours: cluster === undefined || isOurs(cluster, readRecord(name))}
}

/** What is said of a cluster that stays though its name is on record. */
type Warn = (lines: readonly Line[]) => void

/** What clusters are looked for with. */
export interface Searching {
  exec: Exec
  look: Look
  /** Called for each cluster that stays though its name is on record. */
  warn: Warn
  /** The kubeconfig that was named. */
  kubeconfig?: string | undefined
}

/**
 * What there is of the named clusters, or of all that kubia made.
 * @throws KubiaError as `connectProvider`
 */
export const findTargets = async (
  searching: Searching,
  names: readonly string[] | 'all',
  chosen: ProviderName | undefined,
): Promise<DownTarget[]> => {
  const {exec, look, warn} = searching
  if (names !== 'all') return Promise.all(names.map(name => findNamed(searching, name, chosen)))
  const recorded = allRecords().map(async ({name, provider}) => ({
    name,
    provider: await assumedProvider(exec, provider),
    cluster: assumedCluster(provider, name),
    ours: true,
  }))
  return look(() => findAll(exec, chosen, warn), await Promise.all(recorded))
}

/** The names of all contexts; none where the kubeconfig cannot be read. */
export const contextNames = async (exec: Exec, kubeconfig: string | undefined): Promise<string[]> => {
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
  const forget = kubectlCommand({kubeconfig}, ['config', 'delete-context', name])
  throw new KubiaError('NOT_OURS', `Refusing: ${name} is not managed by kubia: a context has that name, no cluster`, {
    fix: [
      ...(local ? [kubiaAdvice(['down', local.name], 'the cluster that this context is named after')] : []),
      commandAdvice(forget, 'forgets the context, while what it leads to stays'),
      kubiaAdvice(['clusters'], 'lists what can be deleted'),
    ],
    left: 'nothing was changed',
  })
}
