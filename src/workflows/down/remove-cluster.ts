import {resolve} from 'node:path'
import {switchCommand} from '../../api-server/kubeconfig.ts'
import {kubectlCommand} from '../../api-server/kubectl.ts'
import {contextsToGiveBack} from '../../cluster/earlier-contexts.ts'
import {isUnfinished} from '../../cluster/ownership.ts'
import {type ClusterProvider, contextOf} from '../../cluster/provider.ts'
import {type ClusterRecord, readRecord, removeRecord, writeRecord} from '../../cluster/state.ts'
import {endTunnels, endTunnelsScript} from '../../expose/tunnel/end.ts'
import {formatCommand} from '../../process/command.ts'
import type {Exec} from '../../process/exec.ts'
import {kubeconfigTarget} from '../../process/kubeconfig/files.ts'
import type {Run} from '../../process/run.ts'
import {counted} from '../../text/counted.ts'
import {quoteWord} from '../../text/quote-word.ts'
import type {ScriptLine} from '../../workflow/step.ts'
import {
  contextInPlaceOf,
  currentContext,
  otherContexts,
  removeOthers,
  removeOthersScript,
  restoreContext,
} from './context.ts'

/** A cluster that is to go, whole or in part. */
export interface Removal {
  name: string
  /** The kubeconfig that was named. */
  kubeconfig: string | undefined
  /** True where nodes may still appear, because their creation was cut off. */
  settle?: boolean
  /** The names of its nodes, where they were looked at just now. */
  seen?: readonly string[] | undefined
}

/** What a removal works with. */
export type Removing = Pick<Run, 'exec' | 'log' | 'note'>

/** What became of it. */
export interface Removed {
  /** The names of the nodes that were removed. */
  nodes: string[]
  /** The context that is current again; empty where none was given back. */
  restored: string
  /** The context that was the cluster's. */
  context: string
  /** Other contexts that led to it, and are gone with it. */
  others: readonly string[]
}

/** `3 containers`, in the provider's word. */
export const countNodes = ({nodeWord}: ClusterProvider, count: number): string => counted(count, nodeWord)

/** The kubeconfig that a cluster's context is in: the one named, else the one it was written to, wherever this run is. */
export const kubeconfigOf = async (
  named: string | undefined,
  record: ClusterRecord | undefined,
): Promise<string | undefined> => {
  if (named !== undefined || record?.kubeconfig === undefined) return named
  // Where kubectl's own rules lead to the same file, they decide: they also see the other files of a KUBECONFIG list.
  return record.kubeconfig === resolve(await kubeconfigTarget(undefined)) ? undefined : record.kubeconfig
}

/** Writes a record that only a later run needs: where the disk is full, what takes up space on it must go all the same. */
export const tryToRecord = (run: Pick<Run, 'log'>, record: ClusterRecord): void => {
  try {
    writeRecord(record)
  } catch (error) {
    run.log.write(`not put on record: ${(error as Error).message}`)
  }
}

/**
 * Removes whatever there is of a cluster: its tunnel, its nodes, its context and its record, and gives the earlier context back.
 * That it has begun is put on record first, so that a run after one that was killed here finishes it.
 * @throws KubiaError or CommandFailed where something of it stays; the record stays too then
 */
export const removeCluster = async (run: Removing, provider: ClusterProvider, removal: Removal): Promise<Removed> => {
  const {name} = removal
  const context = contextOf(provider.name, name)
  const record = readRecord(name)
  const kubeconfig = await kubeconfigOf(removal.kubeconfig, record)
  // First, so that from here on no other run makes this context current: what is current is looked at then.
  if (record) tryToRecord(run, {...record, deleting: true})
  const others = await otherContexts(run.exec, kubeconfig, context)
  const current = await currentContext(run.exec, kubeconfig)
  const wasCurrent = record?.wasCurrent === true || [context, ...others].includes(current)
  if (record) tryToRecord(run, {...record, deleting: true, wasCurrent})
  for (const one of [context, ...others]) await endTunnels(run, one)
  const settle = removal.settle === true || isUnfinished(record)
  const nodes = await provider.delete(name, {kubeconfig, settle, seen: removal.seen})
  await removeOthers(run.exec, kubeconfig, context, others)
  const earlier = contextsToGiveBack(record)
  const restored = wasCurrent ? await restoreContext(run.exec, kubeconfig, [context, ...others], earlier) : ''
  removeRecord(name)
  return {nodes, restored, context, others}
}

/** Removes a record that proves nothing, and nothing else that has its name. @throws KubiaError STATE_UNWRITABLE */
export const forgetRecord = ({name: provider}: ClusterProvider, name: string): Removed => {
  removeRecord(name)
  return {nodes: [], restored: '', context: contextOf(provider, name), others: []}
}

/**
 * What `removeCluster` does, as lines of a script.
 * @param gone contexts of clusters that are deleted before it
 * @throws KubiaError KUBECONFIG_INVALID and others where the kubeconfig cannot be read
 */
export const removalScript = async (
  exec: Exec,
  provider: ClusterProvider,
  {name, kubeconfig}: Removal,
  gone: readonly string[] = [],
): Promise<ScriptLine[]> => {
  const record = readRecord(name)
  const file = kubeconfig ?? record?.kubeconfig
  const context = contextOf(provider.name, name)
  const previous = await contextInPlaceOf(
    exec,
    file,
    context,
    contextsToGiveBack(record).filter(one => !gone.includes(one)),
  )
  const others = await otherContexts(exec, file, context)
  const deletion = [
    ...(await Promise.all([context, ...others].map(one => endTunnelsScript(exec, one)))).flat(),
    ...provider.script.delete(name, file),
    ...removeOthersScript(file, others),
  ]
  const current = formatCommand(kubectlCommand({kubeconfig: file}, ['config', 'current-context']))
  const none = formatCommand(switchCommand({kubeconfig: file}))
  if (previous === '')
    return [...deletion, ...others.map(one => `[ "$(${current} 2>/dev/null)" != ${quoteWord(one)} ] || ${none}`)]
  const giveBack = formatCommand(switchCommand({kubeconfig: file, context: previous}))
  // Of a deletion that was cut off, the context may be gone already.
  if (record?.wasCurrent) return [...deletion, `[ -n "$(${current} 2>/dev/null)" ] || ${giveBack}`]
  return [
    `current=$(${current} 2>/dev/null)`,
    ...deletion,
    '# makes the context current again that was before',
    ...[context, ...others].map(one => `[ "$current" != ${quoteWord(one)} ] || ${giveBack}`),
  ]
}
