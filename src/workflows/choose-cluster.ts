import {entryOf, resolveContext, viewKubeconfig} from '../api-server/kubeconfig.ts'
import type {ContextAccess} from '../cluster/contexts.ts'
import {describeHalted} from '../cluster/halted-nodes.ts'
import {isArchiveWord} from '../cluster/providers/common/images/archive-word.ts'
import {
  assumedCluster,
  assumedProvider,
  connectProvider,
  findLocalCluster,
  type LocalClusterOf,
  listClusters,
  providerOfName,
  readContext,
} from '../cluster/registry.ts'
import {readRecord} from '../cluster/state.ts'
import {kubiaAdvice} from '../errors/advice.ts'
import {didYouMean, orMeant} from '../errors/did-you-mean.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {engineProgram} from '../process/engine-program.ts'
import type {Exec} from '../process/exec.ts'
import type {Run} from '../process/run.ts'
import {clusterName} from '../project/cluster-spec.ts'
import {isOrAre} from '../text/counted.ts'
import type {Workflow} from '../workflow/workflow.ts'

/** What a command line says of the local cluster that it means. */
export interface ClusterFlags {
  name?: string | undefined
  context?: string | undefined
  kubeconfig?: string | undefined
  /** The images that are for its nodes. */
  images?: readonly string[]
}

/**
 * The local cluster of a name.
 * @param verb a command that takes the name as its argument: the one that was most likely meant is advised as its line
 * @throws KubiaError NOT_FOUND naming the clusters that there are; as `connectProvider` where not all could be asked for
 */
export const namedCluster = async (exec: Exec, name: string, verb?: string): Promise<LocalClusterOf> => {
  const provider = readRecord(name)?.provider
  const known = provider && (await connectProvider(exec, provider))
  const own = known && (await known.inspect(name))
  if (own) return {provider: known, cluster: own}
  const {clusters, unusable} = await listClusters(exec, undefined)
  const found = clusters.find(({cluster}) => cluster.name === name)
  if (found) return found
  if (unusable) throw unusable.problem
  const names = clusters.map(({cluster}) => cluster.name)
  const near = didYouMean(name, names)
  const others = names.length > 0 ? ` (there ${isOrAre(names.length)} ${names.join(', ')})` : ''
  const again = verb === undefined || near === undefined ? [] : [kubiaAdvice([verb, near])]
  throw new KubiaError('NOT_FOUND', `there is no local cluster ${name}${others}${orMeant(near)}`, {
    fix: [...again, kubiaAdvice(['up', name], 'creates it')],
  })
}

/** @throws KubiaError NOT_LOCAL; as `connectProvider` where the context is named after a local cluster */
const behind = async (exec: Exec, access: ContextAccess, images: readonly string[]): Promise<LocalClusterOf> => {
  const {context} = access
  const found = await findLocalCluster(exec, access)
  if (found) return found
  const spoken = readContext(context)
  if (spoken) await connectProvider(exec, spoken.provider)
  throw new KubiaError('NOT_LOCAL', `context ${context} leads to no local cluster: its nodes can only pull images`, {
    fix: [
      'push it to a registry that these nodes can pull from, then deploy it from there',
      ...images.filter(image => !isArchiveWord(image)).map(image => ({command: [engineProgram(), 'push', image]})),
    ],
  })
}

/** The local cluster behind the current context; undefined where that leads elsewhere, or cannot be read. */
export const currentCluster = async (
  exec: Exec,
  kubeconfig: string | undefined,
): Promise<LocalClusterOf | undefined> => {
  const view = await viewKubeconfig(exec, kubeconfig).catch(() => undefined)
  return view && view.current !== '' ? findLocalCluster(exec, {kubeconfig, context: view.current}) : undefined
}

/**
 * The local cluster that is meant: the one named, the one behind the context named, KIND_CLUSTER_NAME's, the one behind
 * the current context, `kubia`.
 * @throws KubiaError NOT_FOUND, NOT_LOCAL, CONTEXT_MISSING, NAME_INVALID, and as `connectProvider`
 */
export const chooseCluster = async (
  exec: Exec,
  {name, context, kubeconfig, images = []}: ClusterFlags,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<LocalClusterOf> => {
  if (context !== undefined) {
    await resolveContext(exec, {kubeconfig, context})
    return behind(exec, {kubeconfig, context}, images)
  }
  if (name === undefined && !env['KIND_CLUSTER_NAME']) {
    const view = await viewKubeconfig(exec, kubeconfig)
    const found = view.current === '' ? undefined : await findLocalCluster(exec, {kubeconfig, context: view.current})
    if (found) return found
  }
  return namedCluster(exec, clusterName(name, undefined, env))
}

/** Refuses a cluster whose nodes do not all run. @throws KubiaError CLUSTER_INCOMPLETE */
export const checkRunning = ({cluster}: LocalClusterOf): void => {
  if (cluster.nodes.every(({running}) => running)) return
  throw new KubiaError(
    'CLUSTER_INCOMPLETE',
    `cluster ${cluster.name} does not run: ${describeHalted(cluster.nodes, ['is', 'are'])}`,
    {
      fix: [kubiaAdvice(['start', cluster.name])],
      left: 'nothing was loaded',
    },
  )
}

/** The cluster that is meant where nobody can be asked for it: by its name, as it will be. */
export const clusterToBe = async (exec: Exec, {name, context, kubeconfig}: ClusterFlags): Promise<LocalClusterOf> => {
  const byName = (found: string) => ({name: found, provider: providerOfName(found)})
  const isNamed = name !== undefined || (context === undefined && Boolean(process.env['KIND_CLUSTER_NAME']))
  const view = isNamed ? undefined : await viewKubeconfig(exec, kubeconfig).catch(() => ({current: '', contexts: []}))
  const meant = (view && readContext(entryOf(view, context ?? view.current))) ?? byName(clusterName(name, undefined))
  return {cluster: assumedCluster(meant.provider, meant.name), provider: await assumedProvider(exec, meant.provider)}
}

/** A cluster for a plan. */
export interface PlannedTarget {
  target: LocalClusterOf
  /** False where it is not there, or nobody can be asked: then nothing is known of its nodes. */
  isThere: boolean
}

/**
 * The local cluster that is meant, for a plan: it can be had before the cluster is there, and on a machine without the
 * programs that know of it. @throws as `chooseCluster` and `checkRunning` for all else
 */
export const clusterForPlan = async (
  {run, look, note}: Pick<Workflow, 'look' | 'note'> & {run: Pick<Run, 'exec'>},
  named: ClusterFlags,
): Promise<PlannedTarget> => {
  const choose = async (): Promise<LocalClusterOf | undefined> => {
    const chosen = await chooseCluster(run.exec, named)
    checkRunning(chosen)
    return chosen
  }
  const found = await look(choose, undefined).catch((error: unknown) => {
    if (!(error instanceof KubiaError) || error.code !== 'NOT_FOUND') throw error
    note(`warning: ${error.message}; the commands are as for a new one`)
    return undefined
  })
  return {target: found ?? (await clusterToBe(run.exec, named)), isThere: found !== undefined}
}
