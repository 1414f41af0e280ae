import {switchContext, viewKubeconfig} from '../../api-server/kubeconfig.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import type {Exec} from '../../process/exec.ts'

/**
 * Makes the context current again that was before a cluster came whose context was current until it was deleted: only
 * if no other has become so meanwhile (kind leaves none, kind#1894) and the earlier one still exists.
 * @param previous the earlier contexts, the latest first: the first one that exists is given back
 * @returns the context that is current again; empty where there is nothing to give back.
 */
export const restoreContext = async (
  exec: Exec,
  kubeconfig: string | undefined,
  previous: readonly string[],
): Promise<string> => {
  if (previous.length === 0) return ''
  const view = await viewKubeconfig(exec, kubeconfig)
  const context = previous.find(known => view.contexts.some(({name}) => name === known))
  if (view.current !== '' || context === undefined) return ''
  await switchContext(exec, {kubeconfig, context})
  return context
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
