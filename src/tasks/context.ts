import {KubiaError} from '../errors/kubia-error.ts'
import {switchContext, viewKubeconfig} from '../kube/kubeconfig.ts'
import type {Exec} from '../process/exec.ts'

/** A context to give back. */
export interface ContextToRestore {
  kubeconfig: string | undefined
  /** The deleted cluster's context. */
  deleted: string
  /** The context that was current before that cluster was made; empty where there was none. */
  previous: string
  /** The context that was current just before the cluster was deleted. */
  currentBefore: string
}

/**
 * Makes the context current that was before the cluster came: only if the deleted cluster's was current until now
 * (kind then leaves none) and the earlier one still exists.
 * @returns the context that is current again; empty where there is nothing to give back.
 */
export const restoreContext = async (
  exec: Exec,
  {kubeconfig, deleted, previous, currentBefore}: ContextToRestore,
): Promise<string> => {
  if (previous === '' || currentBefore !== deleted) return ''
  const view = await viewKubeconfig(exec, kubeconfig)
  if (view.current !== '' || !view.contexts.some(({name}) => name === previous)) return ''
  await switchContext(exec, {kubeconfig, context: previous})
  return previous
}

/** The current context's name, or nothing where the kubeconfig can't be read: then there is none to give back. */
export const currentContext = async (exec: Exec, kubeconfig: string | undefined): Promise<string> => {
  try {
    return (await viewKubeconfig(exec, kubeconfig)).current
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'KUBECONFIG_INVALID') return ''
    throw error
  }
}
