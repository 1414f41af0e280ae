import {CommandFailed, type Exec} from '../process/exec.ts'
import {type KubeAccess, kubectlCommand, kubectlFailure, tryKubectl} from './kubectl.ts'

/** The API server's version. */
export interface ServerVersion {
  major: number
  minor: number
  /** `v1.36.1` */
  gitVersion: string
}

/** The API server's version. @throws KubiaError API_UNREACHABLE and others */
export const serverVersion = async (exec: Exec, access: KubeAccess): Promise<ServerVersion> => {
  const result = await tryKubectl(exec, kubectlCommand(access, ['version', '-o', 'json']).args)
  const {serverVersion: server} = parseVersions(result.stdout)
  if (!server)
    throw kubectlFailure(result.stderr, access) ?? new CommandFailed({program: 'kubectl', args: ['version']}, result)
  return {
    major: Number.parseInt(server.major, 10) || 1,
    minor: Number.parseInt(server.minor, 10) || 0,
    gitVersion: server.gitVersion,
  }
}

const parseVersions = (json: string): {serverVersion?: {major: string; minor: string; gitVersion: string}} => {
  try {
    return JSON.parse(json) as {serverVersion?: {major: string; minor: string; gitVersion: string}}
  } catch {
    return {}
  }
}
