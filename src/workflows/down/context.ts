import {hasContext, switchCommand} from '../../api-server/kubeconfig.ts'
import {kubectlCommand} from '../../api-server/kubectl.ts'
import {isBeingDeleted} from '../../cluster/earlier-contexts.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {type Command, formatCommand} from '../../process/command.ts'
import type {Exec} from '../../process/exec.ts'
import type {Merged} from '../../process/kubeconfig/changes.ts'
import {editKubeconfig, readKubeconfig} from '../../process/kubeconfig/edit.ts'

/**
 * The context that takes the place of a cluster's that goes: the first one of those that exists, and whose cluster is
 * not on its way out. Empty where there is none.
 */
const firstOf = (previous: readonly string[], own: readonly string[], merged: Merged): string =>
  previous.find(name => !own.includes(name) && hasContext(merged, name) && !isBeingDeleted(name)) ?? ''

/** The context that would take the place of a cluster's now; empty where none would, or the kubeconfig cannot be read. */
export const contextInPlaceOf = async (
  exec: Exec,
  kubeconfig: string | undefined,
  own: string,
  previous: readonly string[],
): Promise<string> => {
  if (previous.length === 0) return ''
  try {
    return firstOf(previous, [own], await readKubeconfig(exec, kubeconfig))
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'KUBECONFIG_INVALID') return ''
    throw error
  }
}

/**
 * Makes an earlier context the current one again, in the place of a cluster's: only if no other has become so meanwhile
 * (kind leaves none, kind#1894), the earlier one still exists, and its cluster is not on its way out. A cluster that is
 * gone never stays current.
 * @param own the cluster's contexts
 * @param previous the earlier contexts, the latest first: the first one that exists is given back
 * @returns the context that is current again; empty where there is nothing to give back
 */
export const restoreContext = async (
  exec: Exec,
  kubeconfig: string | undefined,
  own: readonly string[],
  previous: readonly string[],
): Promise<string> => {
  let restored = ''
  await editKubeconfig(
    exec,
    kubeconfig,
    merged => {
      restored = ''
      if (merged.current !== '' && !own.includes(merged.current)) return []
      restored = firstOf(previous, own, merged)
      return restored === '' ? own.map(leave => ({leave})) : [{current: restored}]
    },
    () => [switchCommand({kubeconfig, context: restored})],
  )
  return restored
}

/** The contexts beside a cluster's own that lead to its entry: it was renamed, or has another namespace. None where the kubeconfig cannot be read. */
export const otherContexts = async (
  exec: Exec,
  kubeconfig: string | undefined,
  own: string,
): Promise<readonly string[]> => {
  try {
    const {entries} = await readKubeconfig(exec, kubeconfig)
    return [...entries.contexts].filter(([name, {cluster}]) => cluster === own && name !== own).map(([name]) => name)
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'KUBECONFIG_INVALID') return []
    throw error
  }
}

const deleteCommands = (kubeconfig: string | undefined, contexts: readonly string[]): Command[] =>
  contexts.map(name => kubectlCommand({kubeconfig}, ['config', 'delete-context', name]))

/** The lines that `removeOthers` stands for. */
export const removeOthersScript = (kubeconfig: string | undefined, contexts: readonly string[]): string[] =>
  deleteCommands(kubeconfig, contexts).map(formatCommand)

/** Removes contexts that have lost the entry of their cluster, and so lead nowhere. @throws as `editKubeconfig` */
export const removeOthers = async (
  exec: Exec,
  kubeconfig: string | undefined,
  own: string,
  contexts: readonly string[],
): Promise<void> => {
  if (contexts.length === 0) return
  await editKubeconfig(
    exec,
    kubeconfig,
    ({entries}) =>
      entries.clusters.has(own)
        ? []
        : contexts
            .filter(name => entries.contexts.get(name)?.['cluster'] === own)
            .flatMap(name => [{leave: name}, {list: 'contexts' as const, name, remove: true as const}]),
    () => deleteCommands(kubeconfig, contexts),
  )
}

/** The current context's name, or nothing where the kubeconfig cannot be read: then there is none to give back. */
export const currentContext = async (exec: Exec, kubeconfig: string | undefined): Promise<string> => {
  try {
    return (await readKubeconfig(exec, kubeconfig)).current
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'KUBECONFIG_INVALID') return ''
    throw error
  }
}
