import type {Advice} from '../../../errors/advice.ts'
import {KubiaError} from '../../../errors/kubia-error.ts'
import {CommandFailed, type Exec, ProgramMissing} from '../../../process/exec.ts'
import {lastWords} from '../../../process/last-words.ts'
import {KIND_SCHEMA_VERSION} from './config/kind-schema.ts'

/** The oldest kind whose configuration and labels are known to be the same. */
export const OLDEST_KIND = '0.20'

/** Stands for a version that cannot be read from what kind prints. */
export const UNKNOWN_VERSION = 'unknown'

/** Kind's binaries for Linux, by Node's names of processors. */
const BINARIES: Readonly<Record<string, string>> = {x64: 'amd64', arm64: 'arm64'}

/** How kind is installed on a system; from the quick start of kind. */
export const kindInstall = (platform: NodeJS.Platform = process.platform, arch: string = process.arch): Advice[] => {
  const page = 'more ways: https://kind.sigs.k8s.io/docs/user/quick-start/#installation'
  if (platform === 'darwin') return [{command: 'brew install kind'}, page]
  if (platform === 'win32')
    return [{command: 'winget install Kubernetes.kind'}, {command: 'choco install kind', comment: 'or'}, page]
  const binary = BINARIES[arch]
  const release = `curl -fLo kind https://kind.sigs.k8s.io/dl/v${KIND_SCHEMA_VERSION}.0/kind-linux-${binary} && chmod +x kind && sudo mv kind /usr/local/bin/`
  return [
    ...(binary ? [{command: release}] : []),
    {command: 'go install sigs.k8s.io/kind@latest', comment: 'where there is Go'},
    page,
  ]
}

/** Kind with its version, for a line of text: `kind v0.33.0`. */
export const kindWithVersion = (version: string): string =>
  version === UNKNOWN_VERSION ? 'kind of unknown version' : `kind v${version}`

/**
 * The version of kind: `0.33.0`, or UNKNOWN_VERSION where what it answers cannot be read.
 * @throws KubiaError KIND_MISSING where it is not there, fails, or is older than `OLDEST_KIND`
 */
export const kindVersion = async (exec: Exec): Promise<string> => {
  const missing = (message: string): KubiaError => new KubiaError('KIND_MISSING', message, {fix: kindInstall()})
  let stdout: string
  try {
    ;({stdout} = await exec({program: 'kind', args: ['version']}, {timeoutMs: 20_000, waitsFor: 'kind'}))
  } catch (error) {
    if (error instanceof ProgramMissing) throw missing('kind is not on PATH')
    if (error instanceof CommandFailed) throw missing(`kind version failed: ${lastWords(error.result.stderr)}`)
    throw error
  }
  const [, major = '', minor = '', patch = ''] = /kind v(\d+)\.(\d+)\.(\d+\S*)/.exec(stdout) ?? []
  if (major === '') return UNKNOWN_VERSION
  if (Number(major) === 0 && Number(minor) < Number(OLDEST_KIND.split('.')[1]))
    throw missing(`kind ${major}.${minor} is too old: ${OLDEST_KIND} or newer is needed`)
  return `${major}.${minor}.${patch}`
}
