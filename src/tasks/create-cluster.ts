import {resolve} from 'node:path'
import {kubeconfigTarget} from '../checks/kubeconfig.ts'
import {type ClusterPlan, contextOf, type LocalCluster, type Prepared} from '../cluster/provider.ts'
import {type ClusterRecord, readRecord, removeRecord, writeRecord} from '../cluster/state.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Run} from '../process/run.ts'
import {currentContext, restoreContext} from './context.ts'
import type {Ground} from './preflight.ts'

/** Takes a half-made or whole cluster of this run back, with its context and its record. */
const remove = async (
  run: Run,
  {provider}: Ground,
  {name, kubeconfig}: ClusterPlan,
  record: ClusterRecord,
): Promise<string> => {
  const currentBefore = await currentContext(run.exec, kubeconfig)
  const removed = await provider.delete(name, {kubeconfig, settle: true})
  const {previousContext: previous} = record
  await restoreContext(run.exec, {kubeconfig, deleted: contextOf(provider.name, name), previous, currentBefore})
  removeRecord(name)
  const {nodeWord} = provider
  if (removed.length === 0) return `no ${nodeWord} had been made`
  return `removed ${removed.length} ${nodeWord}${removed.length === 1 ? '' : 's'}`
}

/**
 * Creates the cluster and keeps the record that it is ours: one without ids before kind begins, so that what a killed
 * run leaves is known as kubia's, a whole one afterwards. What it makes is registered for the run's undo first, or, with
 * `retain`, as what stays.
 * @throws KubiaError as the provider; KUBECONFIG_LOCKED with the cluster and its record kept
 */
export const createCluster = async (
  run: Run,
  ground: Ground,
  {plan, prepared}: {plan: ClusterPlan; prepared: Prepared | undefined},
  retain: boolean,
  report: (detail: string) => void,
): Promise<LocalCluster | undefined> => {
  const {provider, kubeconfig: view} = ground
  const {name} = plan
  const record: ClusterRecord = {
    name,
    provider: provider.name,
    controlPlaneId: '',
    nodes: [],
    previousContext: view.current === contextOf(provider.name, name) ? '' : view.current,
    kubeconfig: resolve(await kubeconfigTarget(plan.kubeconfig)),
    startedAt: new Date().toISOString(),
  }
  const earlier = readRecord(name)
  if (retain) run.retain(`cluster ${name}, as far as it was made (--retain)`)
  else run.undo(`Delete cluster ${name}`, () => remove(run, ground, plan, record))
  writeRecord(record)
  let kept: KubiaError | undefined
  try {
    await provider.create(plan, prepared, report)
  } catch (error) {
    if (!(error instanceof KubiaError && error.details.keep)) throw error
    // With the lock, kind made the cluster and failed only at the last step; otherwise it found another's nodes.
    if (error.code !== 'KUBECONFIG_LOCKED') {
      if (earlier) writeRecord(earlier)
      else removeRecord(name)
      throw error
    }
    kept = error
  }
  const cluster = await provider.inspect(name)
  const nodes = cluster?.nodes ?? []
  const controlPlaneId = nodes.find(node => node.role === 'control-plane')?.id ?? ''
  writeRecord({...record, controlPlaneId, nodes: nodes.map(node => node.name)})
  if (kept) throw kept
  return cluster
}
