import type {ServerVersion} from '../kubernetes/types.ts'
import {isRecord, readAnswer} from '../process/answer.ts'
import {CommandFailed, type Exec} from '../process/exec.ts'
import {type KubeAccess, kubectlCommand, kubectlFailure, tryKubectl} from './kubectl.ts'

interface Versions {
  serverVersion: {major?: string; minor?: string; gitVersion?: string}
}

/** The API server's version, as Kubernetes' version.Info names it. */
export interface VersionInfo extends ServerVersion {
  /** `v1.36.1` */
  gitVersion: string
}

const hasServer = (value: unknown): boolean => isRecord(value) && isRecord(value['serverVersion'])

/** The API server's version. @throws KubiaError API_UNREACHABLE and others */
export const serverVersion = async (exec: Exec, access: KubeAccess): Promise<VersionInfo> => {
  const args = ['version', '-o', 'json']
  const result = await tryKubectl(exec, access, args)
  // kubectl prints its own version also where it cannot get the server's, and fails then.
  if (result.exitCode !== 0 && !/"serverVersion"/.test(result.stdout))
    throw kubectlFailure(result.stderr, access) ?? new CommandFailed(kubectlCommand(access, args), result)
  const {serverVersion: server} = readAnswer<Versions>('kubectl version', result.stdout, hasServer)
  return {
    major: Number.parseInt(server.major ?? '', 10) || 1,
    minor: Number.parseInt(server.minor ?? '', 10) || 0,
    gitVersion: server.gitVersion ?? 'unknown',
  }
}
