import {CommandFailed, type Exec} from '../process/exec.ts'
import {type KubeAccess, kubectlCommand, kubectlFailure, tryKubectl} from './kubectl.ts'

/** A kind that an API server has, in the version that it prefers. */
export interface ServedKind {
  apiVersion: string
  kind: string
  namespaced: boolean
}

/**
 * The kinds that an API server has. Where the server behind one of its groups does not answer, kubectl fails, and prints
 * the others.
 * @throws KubiaError API_UNREACHABLE and others, where it prints none
 */
export const servedKinds = async (exec: Exec, access: KubeAccess): Promise<ServedKind[]> => {
  const args = ['api-resources', '--no-headers']
  const result = await tryKubectl(exec, {...access, namespace: undefined}, args)
  // NAME SHORTNAMES APIVERSION NAMESPACED KIND; many have no short names.
  const rows = result.stdout.split('\n').map(line => line.trim().split(/\s+/).slice(-3))
  const kinds = rows.flatMap(([apiVersion, namespaced, kind]) =>
    kind === undefined ? [] : [{apiVersion: apiVersion as string, kind, namespaced: namespaced === 'true'}],
  )
  if (result.exitCode !== 0 && kinds.length === 0)
    throw kubectlFailure(result.stderr, access) ?? new CommandFailed(kubectlCommand(access, args), result)
  return kinds
}
