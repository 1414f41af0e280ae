import {resolve} from 'node:path'
import type {ClusterConfig, ClusterSpec} from '../cluster/cluster-spec.ts'
import {formatProblem, type ReadConfig} from '../cluster/config-problem.ts'
import type {ProviderName} from '../cluster/provider.ts'
import {DEFAULT_PROVIDER} from '../cluster/providers/index.ts'
import {makingOf} from '../cluster/providers/making.ts'
import {providerOfName, usualProvider} from '../cluster/registry.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Run} from '../process/run.ts'
import {clusterName, clusterSpec} from '../project/cluster-spec.ts'
import {readText} from './read-text.ts'
import {readShape, type ShapeFlags} from './shape-flags.ts'

/** A little more than a config may have: enough to see that it is too large. In bytes. */
const MAX_READ = 1024 * 1024 + 4096

/** What reading a config works with. */
type Reading = Pick<Run, 'exec' | 'signal' | 'note'>

/** What reading a cluster's description works with. */
type Describing = Reading & Pick<Run, 'verbosity'>

/** The flags that describe a cluster. */
export interface ClusterFlags extends ShapeFlags {
  provider?: ProviderName | undefined
  kubeconfig?: string | undefined
  config?: string | undefined
}

/** What messages call a config. */
const sourceOf = (path: string): string => (path === '-' ? '<stdin>' : path)

/** Reads a config and finds all that is wrong with it. @throws KubiaError CONFIG_UNREADABLE */
export const parseConfigFile = async (run: Reading, path: string, provider = DEFAULT_PROVIDER): Promise<ReadConfig> => {
  if (path === '-' && process.stdin.isTTY) run.note('reading the config from the terminal; end it with Ctrl-D')
  const text = await readText('config', path, MAX_READ, run.signal)
  return makingOf(provider).readConfig(run.exec, text, sourceOf(path))
}

/**
 * Reads and checks a config. Warnings are printed; all errors are reported together.
 * @throws KubiaError CONFIG_UNREADABLE or CONFIG_INVALID
 */
const readConfig = async (
  run: Reading,
  path: string,
  provider: ProviderName,
  warn: (line: string) => void,
): Promise<ClusterConfig | undefined> => {
  const source = sourceOf(path)
  const {config, problems} = await parseConfigFile(run, path, provider)
  const errors = problems.filter(({level}) => level === 'error')
  if (errors.length > 0) {
    const lines = errors.map(problem => formatProblem(source, problem))
    throw new KubiaError(
      'CONFIG_INVALID',
      [`the config has ${errors.length} problem${errors.length === 1 ? '' : 's'}`, ...lines].join('\n'),
    )
  }
  for (const problem of problems.filter(({isChecked}) => !isChecked)) warn(formatProblem(source, problem))
  return config && {...config, file: path === '-' ? undefined : resolve(path)}
}

/**
 * The name of the cluster that a config is of, for a command that makes none: of `up`'s order, without the argument.
 * @throws KubiaError as `readClusterSpec`
 */
export const readClusterName = async (run: Reading, path: string | undefined): Promise<string> => {
  const read = path === undefined ? undefined : await readConfig(run, path, usualProvider(), () => {})
  return clusterName(undefined, read)
}

/** The cluster that the command line describes. @throws KubiaError for whatever is not valid in it */
export const readClusterSpec = async (
  run: Describing,
  name: string | undefined,
  flags: ClusterFlags,
  warn: (line: string) => void,
): Promise<ClusterSpec> => {
  const {kubeconfig} = flags
  const reader = flags.provider ?? usualProvider()
  const config = flags.config === undefined ? undefined : await readConfig(run, flags.config, reader, warn)
  // A cluster that is there goes on with what made it.
  const provider = flags.provider ?? providerOfName(clusterName(name, config))
  const spec = clusterSpec({name, provider, kubeconfig, flags: readShape(flags), config})
  const ignored = config && makingOf(provider).ignores?.(config, run.verbosity > 0)
  if (ignored !== undefined) warn(ignored)
  return spec
}
