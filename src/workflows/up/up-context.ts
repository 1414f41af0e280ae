import {resolve} from 'node:path'
import {hasContext, type KubeConfigView, switchContext} from '../../api-server/kubeconfig.ts'
import {contextChain, contextsBefore} from '../../cluster/earlier-contexts.ts'
import {contextOf, type LocalCluster} from '../../cluster/provider.ts'
import {isOurs, readRecord} from '../../cluster/state.ts'
import {readKubeconfig} from '../../process/kubeconfig/edit.ts'
import {kubeconfigFiles, kubeconfigTarget} from '../../process/kubeconfig/files.ts'
import {tildePath} from '../../process/paths.ts'
import type {Run} from '../../process/run.ts'
import type {ListedStep as Step} from '../../workflow/listed-step.ts'
import {currentContext, restoreContext} from '../down/context.ts'
import {tryToRecord} from '../down/remove-cluster.ts'
import type {Ground} from './preflight.ts'
import type {UpOptions, UpResult} from './up-options.ts'

/** Whether a context is there with its server: a run that was killed while it wrote one may have left its name alone. */
const isWhole = ({contexts}: KubeConfigView, context: string): boolean =>
  contexts.some(({name, server}) => name === context && server !== '')

/** Whether the kubeconfig needs no hand of ours: kind makes a new cluster's context and switches to it. */
const contextIsRight = ({kubeconfig: view}: Ground, context: string, switches: boolean, created: boolean): boolean => {
  if (created) return switches
  return isWhole(view, context) && (!switches || view.current === context)
}

/** A new context, and the file that it went to where there are several. */
export const tellContext = async (context: string, kubeconfig: string | undefined): Promise<string> =>
  kubeconfigFiles(kubeconfig).length > 1 ? `${context} in ${tildePath(await kubeconfigTarget(kubeconfig))}` : context

/**
 * Puts on record which context is to be given back when a cluster of kubia's goes: the one that was current before the
 * latest `up` that switched away from it.
 */
const rememberContext = async (
  run: Run,
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

/** Makes the cluster's context the current one, or leaves the one that was; writes it again where it is gone. */
export const contextStep = (
  run: Run,
  {spec, kubeconfig, switchContext: switches}: UpOptions,
  result: UpResult,
  ground: () => Ground,
): Step => {
  const context = contextOf(spec.provider, spec.name)
  return {
    title: 'Context',
    skip: () => (contextIsRight(ground(), context, switches, result.created === true) ? true : undefined),
    task: async () => {
      const {provider, kubeconfig: view} = ground()
      const missing = !result.created && !isWhole(view, context)
      if (missing) await provider.exportKubeconfig(spec.name, kubeconfig)
      result.changed = true
      if (!switches) return leaveContext(run, context, kubeconfig, view.current)
      // Writing it again has made it the current one.
      const had = missing ? view.current : await switchContext(run.exec, {kubeconfig, context})
      if (had !== context && !result.created) await rememberContext(run, result.cluster, kubeconfig, had)
      if (missing) return `${context}, written again`
      return `${context}${had === context ? ', as before' : ` (was: ${had || 'none'})`}`
    },
  }
}

/** Gives the context back that was current before the cluster's was written. @returns what the step's line says */
const leaveContext = async (
  run: Run,
  context: string,
  kubeconfig: string | undefined,
  had: string,
): Promise<string> => {
  if (had === context) return `${context}, as before`
  const restored = await restoreContext(run.exec, kubeconfig, context, contextChain(had))
  if (restored !== '') return `${restored}${restored === had ? ', as before' : ` (was: ${had})`}`
  return (await currentContext(run.exec, kubeconfig)) || 'none, as before'
}

/**
 * Looks at the end whether the context is there, and writes it again: others who edit the kubeconfig with `kubectl
 * config` meanwhile lose entries that came after they had read it.
 */
export const verifyContextStep = (
  run: Run,
  {spec, kubeconfig, switchContext: switches}: UpOptions,
  result: UpResult,
  ground: () => Ground,
): Step => {
  const context = contextOf(spec.provider, spec.name)
  return {
    title: 'Verify context',
    skip: async () => (hasContext(await readKubeconfig(run.exec, kubeconfig), context) ? true : undefined),
    task: async () => {
      const had = await currentContext(run.exec, kubeconfig)
      await ground().provider.exportKubeconfig(spec.name, kubeconfig)
      result.changed = true
      if (!switches) await leaveContext(run, context, kubeconfig, had)
      return `${context} was gone, written again`
    },
  }
}
