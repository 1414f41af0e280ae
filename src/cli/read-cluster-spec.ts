import type {ClusterSpec} from '../cluster/cluster-spec.ts'
import type {ProviderName} from '../cluster/provider.ts'
import {clusterConfig} from '../cluster/providers/kind/config/kind-config.ts'
import {KIND_SCHEMA_VERSION} from '../cluster/providers/kind/config/kind-schema.ts'
import {formatProblem, type ParsedKindConfig, parseKindConfig} from '../cluster/providers/kind/config/kind-validate.ts'
import {kindVersion} from '../cluster/providers/kind/kind-version.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Run} from '../process/run.ts'
import {clusterSpec, unsimulatedFields} from '../project/cluster-spec.ts'
import {counted} from '../text/counted.ts'
import {readText} from './read-text.ts'
import {readShape, type ShapeWords} from './shape-flags.ts'

/** A little more than a config may have: enough to see that it is too large. In bytes. */
const MAX_READ = 1024 * 1024 + 4096

/** The flags that describe a cluster. */
export interface ClusterFlags extends ShapeWords {
  provider?: ProviderName | undefined
  kubeconfig?: string | undefined
  config?: string | undefined
}

const isNewer = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [knownMajor = 0, knownMinor = 0] = KIND_SCHEMA_VERSION.split('.').map(Number)
  return major > knownMajor || (major === knownMajor && minor > knownMinor)
}

/** A key that we don't know may be one of a newer kind. Only then is kind asked for its version. */
const knowsMoreKeys = async (run: Run): Promise<boolean> => {
  try {
    return isNewer(await kindVersion(run.exec))
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'KIND_MISSING') return false
    throw error
  }
}

/** Reads a kind config and finds all that is wrong with it. @throws KubiaError CONFIG_UNREADABLE */
export const parseConfigFile = async (run: Run, path: string): Promise<ParsedKindConfig> => {
  if (path === '-' && process.stdin.isTTY) run.note('reading the config from the terminal; end it with Ctrl-D')
  const text = await readText('config', path, MAX_READ, run.signal)
  const parsed = parseKindConfig(text, path)
  if (!parsed.problems.some(({reason}) => reason === 'unknown-key') || !(await knowsMoreKeys(run))) return parsed
  return parseKindConfig(text, path, {unknownKeys: 'warning'})
}

/**
 * Reads and checks a kind config. Warnings are told; all errors are reported together.
 * @throws KubiaError CONFIG_UNREADABLE or CONFIG_INVALID
 */
const readKindConfig = async (run: Run, path: string, warn: (line: string) => void): Promise<ParsedKindConfig> => {
  const source = path === '-' ? '<stdin>' : path
  const parsed = await parseConfigFile(run, path)
  const errors = parsed.problems.filter(({level}) => level === 'error')
  if (errors.length > 0) {
    const lines = errors.map(problem => formatProblem(source, problem))
    throw new KubiaError('CONFIG_INVALID', [`the config has ${counted(errors.length, 'problem')}`, ...lines].join('\n'))
  }
  for (const problem of parsed.problems) warn(formatProblem(source, problem))
  return parsed
}

/** The cluster that the command line describes. @throws KubiaError for whatever is not valid in it */
export const readClusterSpec = async (
  run: Run,
  name: string | undefined,
  flags: ClusterFlags,
  warn: (line: string) => void,
): Promise<ClusterSpec> => {
  const {provider = 'kind', kubeconfig} = flags
  const parsed = flags.config === undefined ? undefined : await readKindConfig(run, flags.config, warn)
  const config = parsed?.config && clusterConfig(parsed.text, parsed.config)
  const spec = clusterSpec({name, provider, kubeconfig, flags: readShape(flags), config})
  const ignored = provider === 'sim' && config ? unsimulatedFields(config) : []
  if (ignored.length > 0) warn(`the simulated cluster does without these fields of the config: ${ignored.join(', ')}`)
  return spec
}
