import {resolve} from 'node:path'
import {type KubeConfigView, switchContext} from '../../api-server/kubeconfig.ts'
import {contextsBefore} from '../../cluster/earlier-contexts.ts'
import {contextOf, type LocalCluster} from '../../cluster/provider.ts'
import {isOurs, readRecord} from '../../cluster/state.ts'
import {kubeconfigFiles, kubeconfigTarget} from '../../process/kubeconfig/files.ts'
import {tildePath} from '../../process/paths.ts'
import type {Run} from '../../process/run.ts'
import type {ListedStep as Step} from '../../workflow/listed-step.ts'
import {tryToRecord} from '../down/remove-cluster.ts'
import type {Ground} from './preflight.ts'
import type {UpOptions, UpResult} from './up.ts'

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
      const had = view.current
      const missing = !result.created && !isWhole(view, context)
      if (missing) await provider.exportKubeconfig(spec.name, kubeconfig)
      const wanted = switches ? context : had
      await switchContext(run.exec, {kubeconfig, context: wanted})
      if (wanted !== had && !result.created) await rememberContext(run, result.cluster, kubeconfig, had)
      result.changed = true
      if (missing && wanted === context) return `${wanted}, written again`
      return wanted === ''
        ? 'none, as before'
        : `${wanted}${wanted === had ? ', as before' : ` (was: ${had || 'none'})`}`
    },
  }
}
