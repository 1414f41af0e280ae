import {resolve} from 'node:path'
import {type KubeConfigView, switchCommand, switchContext} from '../../api-server/kubeconfig.ts'
import {kubectlCommand} from '../../api-server/kubectl.ts'
import {contextChain, contextsBefore} from '../../cluster/earlier-contexts.ts'
import {isOurs} from '../../cluster/ownership.ts'
import type {ClusterProvider, LocalCluster} from '../../cluster/provider.ts'
import {readRecord} from '../../cluster/state.ts'
import {formatCommand} from '../../process/command.ts'
import {kubeconfigFiles, kubeconfigTarget} from '../../process/kubeconfig/files.ts'
import {tildePath} from '../../process/paths.ts'
import type {Run} from '../../process/run.ts'
import {type Action, done, runOnly, type ScriptLine} from '../../workflow/step.ts'
import {currentContext, restoreContext} from '../down/context.ts'
import {tryToRecord} from '../down/remove-cluster.ts'

/** Whether a context is there with its server: a run that was killed while it wrote one may have left its name alone. */
const isWhole = ({contexts}: KubeConfigView, context: string): boolean =>
  contexts.some(({name, server}) => name === context && server !== '')

/** What the kubeconfig is to say of a cluster. */
export interface WantedContext {
  cluster: LocalCluster
  kubeconfig: string | undefined
  /** False: the context that was current stays so. */
  switches: boolean
  /** True where the provider has just written the context and made it the current one. */
  created: boolean
}

/** Whether the kubeconfig needs no hand of ours. @param view what it says, as far as the cluster is no new one */
export const contextIsRight = (view: KubeConfigView, {cluster, switches, created}: WantedContext): boolean => {
  if (created) return switches
  return isWhole(view, cluster.context) && (!switches || view.current === cluster.context)
}

const kubectlConfig = (kubeconfig: string | undefined, ...args: string[]): string =>
  formatCommand(kubectlCommand({kubeconfig}, ['config', ...args]))

/** The line of a plan that keeps the name of the context that is current, for `leavePrevious`. */
export const keepPrevious = (kubeconfig: string | undefined): string =>
  `previous=$(${kubectlConfig(kubeconfig, 'current-context')} 2>/dev/null)`

const leavePrevious = (kubeconfig: string | undefined): string[] => [
  '# makes the context current again that was before, or none',
  `if [ -n "$previous" ]; then ${kubectlConfig(kubeconfig, 'use-context')} "$previous"; else ${kubectlConfig(kubeconfig, 'unset', 'current-context')}; fi`,
]

/** A new context, and the file that it went to where there are several. */
export const describeContext = async (context: string, kubeconfig: string | undefined): Promise<string> =>
  kubeconfigFiles(kubeconfig).length > 1 ? `${context} in ${tildePath(await kubeconfigTarget(kubeconfig))}` : context

/**
 * Puts on record which context is to be given back when a cluster of kubia's goes: the one that was current before the
 * latest `up` that switched away from it.
 */
const rememberContext = async (
  run: Pick<Run, 'log'>,
  cluster: LocalCluster | undefined,
  kubeconfig: string | undefined,
  current: string,
): Promise<void> => {
  const record = cluster && readRecord(cluster.name)
  if (!record || !isOurs(cluster, record)) return
  // In another file than the cluster's own, nothing is given back.
  if (record.kubeconfig === resolve(await kubeconfigTarget(kubeconfig)))
    tryToRecord(run, {...record, ...contextsBefore(record, current)})
}

/** Gives the context back that was current before the cluster's was written. @returns what the step's line says */
const leaveContext = async (
  {exec}: Pick<Run, 'exec'>,
  context: string,
  kubeconfig: string | undefined,
  had: string,
): Promise<string> => {
  if (had === context) return `${context}, as before`
  const restored = await restoreContext(exec, kubeconfig, [context], contextChain(had))
  if (restored !== '') return `${restored}${restored === had ? ', as before' : ` (was: ${had})`}`
  return (await currentContext(exec, kubeconfig)) || 'none, as before'
}

/** The lines of a plan that do what `setContext` does. */
const contextScript = (
  provider: ClusterProvider,
  view: KubeConfigView,
  {cluster: {name, context}, kubeconfig, switches, created}: WantedContext,
): ScriptLine[] => {
  if (created) return leavePrevious(kubeconfig)
  if (isWhole(view, context)) return [switchCommand({kubeconfig, context})]
  const written = provider.script.context(name, kubeconfig)
  return switches ? written : [keepPrevious(kubeconfig), ...written, ...leavePrevious(kubeconfig)]
}

/** Makes the cluster's context the current one, or leaves the one that was; writes it again where it is gone. */
export const setContext = (
  run: Pick<Run, 'exec' | 'log'>,
  provider: ClusterProvider,
  view: KubeConfigView,
  wanted: WantedContext,
): Action<undefined> => {
  const {cluster, kubeconfig, switches, created} = wanted
  const {context} = cluster
  return {
    script: () => contextScript(provider, view, wanted),
    planned: undefined,
    run: async () => {
      const missing = !created && !isWhole(view, context)
      if (missing) await provider.exportKubeconfig(cluster.name, kubeconfig)
      if (!switches) return done(await leaveContext(run, context, kubeconfig, view.current))
      // Writing it again has made it the current one.
      const had = missing ? view.current : await switchContext(run.exec, {kubeconfig, context})
      if (had !== context && !created) await rememberContext(run, cluster, kubeconfig, had)
      if (missing) return done(`${context}, written again`)
      return done(`${context}${had === context ? ', as before' : ` (was: ${had || 'none'})`}`)
    },
  }
}

/**
 * Writes the context again that was there and is gone: others who edit the kubeconfig with `kubectl config` meanwhile
 * lose entries that came after they had read it.
 */
export const writeContextAgain = (
  run: Pick<Run, 'exec'>,
  provider: ClusterProvider,
  {cluster, kubeconfig, switches}: WantedContext,
): Action<undefined> =>
  runOnly(async () => {
    const had = await currentContext(run.exec, kubeconfig)
    await provider.exportKubeconfig(cluster.name, kubeconfig)
    if (!switches) await leaveContext(run, cluster.context, kubeconfig, had)
    return done(`${cluster.context} was gone, written again`)
  }, undefined)
