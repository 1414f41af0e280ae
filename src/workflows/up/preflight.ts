import type {KubeConfigView} from '../../api-server/kubeconfig.ts'
import type {Check, CheckedCommand, CheckResult} from '../../checks/check.ts'
import {type Ground as CheckedGround, createGround} from '../../checks/ground.ts'
import {CHECKS} from '../../checks/index.ts'
import {problemOf, runChecks, selectChecks, warningsOf} from '../../checks/run-checks.ts'
import type {ClusterSpec} from '../../cluster/cluster-spec.ts'
import type {ClusterProvider, LocalCluster, ProviderName} from '../../cluster/provider.ts'
import {DEFAULT_PROVIDER, PROVIDERS} from '../../cluster/providers/index.ts'
import {isProviderMissing} from '../../cluster/registry.ts'
import {amend, KubiaError} from '../../errors/kubia-error.ts'
import type {Run} from '../../process/run.ts'
import {checkExisting, portsToFind, type WantedCluster} from './check-existing.ts'

/** What the preflight of `up` found out about the machine. */
export interface Ground {
  provider: ClusterProvider
  kubeconfig: KubeConfigView
  /** The cluster of the wanted name, where there is one; `fateOf` says whether it is of use. */
  existing: LocalCluster | undefined
}

export interface PreflightOptions {
  spec: ClusterSpec
  /** The kubeconfig that was named. */
  kubeconfig: string | undefined
  /** True: a cluster that is not what was asked for may be deleted and made anew. */
  recreate: boolean
}

/** Whether the cluster that exists, if any, can be taken as it is. */
const existingCluster = (wanted: WantedCluster): Check => ({
  id: 'cluster',
  title: 'cluster',
  providers: PROVIDERS,
  commands: ['up'],
  run: async ground => checkExisting(await ground.existing.ask(), wanted),
})

/** A check for new nodes is asked only once it is known that there will be some, and of what the old ones don't hold. */
const onlyForNewNodes = (check: Check, wanted: WantedCluster | undefined): Check => ({
  ...check,
  run: async ground => {
    const cluster = await ground.existing.known()
    const publish = wanted && portsToFind(cluster, wanted)
    if (cluster && !publish) return {silent: 'the cluster exists'}
    const {spec} = ground.wish
    const free = spec && {...spec, stated: {...spec.stated, publish: publish ?? []}}
    return check.run({...ground, wish: {...ground.wish, spec: free}})
  },
})

const runPreflight = async (
  ground: CheckedGround,
  chosen: {provider: ProviderName; command: CheckedCommand},
  wanted?: WantedCluster,
): Promise<CheckResult[]> => {
  const own = wanted ? [existingCluster(wanted)] : []
  const checks = selectChecks(CHECKS, chosen).map(check => (check.forNewNodes ? onlyForNewNodes(check, wanted) : check))
  const results = await runChecks([...checks, ...own], ground, {offerSim: chosen.command === 'up'})
  const problem = problemOf(results)
  if (problem && wanted && isProviderMissing(problem))
    throw amend(problem, {next: `kubectl kubia up ${wanted.spec.name}`})
  if (problem) throw problem
  return results
}

/**
 * What must be in order before a command works on clusters that exist. A provider that is missing matters only where clusters of it
 * are meant; then all that it lacks is told at once.
 * @param find looks for the clusters. @returns what it found. @throws KubiaError the problems
 */
export const preflightToFind = async <T>(
  run: Run,
  command: 'down' | 'load',
  kubeconfig: string | undefined,
  find: () => Promise<T>,
): Promise<T> => {
  const ground = createGround(run.exec, {provider: DEFAULT_PROVIDER, kubeconfig})
  // Rows that name every provider by the one list of them.
  const ofEveryProvider = selectChecks(CHECKS, {provider: DEFAULT_PROVIDER, command}).filter(
    ({providers}) => providers === PROVIDERS,
  )
  const [found, results] = await Promise.all([find().catch(asMissing), runChecks(ofEveryProvider, ground)])
  if (found instanceof KubiaError) await runPreflight(ground, {provider: 'kind', command})
  const problem = found instanceof KubiaError ? found : problemOf(results)
  if (problem) throw problem
  return found as T
}

/** A provider that is missing is told with whatever else is; other failures are thrown on. */
const asMissing = (error: unknown): KubiaError => {
  if (isProviderMissing(error)) return error
  throw error
}

/**
 * All that must be in order before `up` changes anything. The checks run side by side and all problems are told at
 * once; what several of them need is asked once.
 * @returns what was found out, how many checks said something, and what they warn of. @throws KubiaError the problems
 */
export const preflight = async (
  run: Run,
  {spec, kubeconfig, recreate}: PreflightOptions,
): Promise<{ground: Ground; checks: number; warnings: KubiaError[]}> => {
  const asked = createGround(run.exec, {
    provider: spec.provider,
    kubeconfig,
    spec,
    signal: run.signal,
  })
  const results = await runPreflight(asked, {provider: spec.provider, command: 'up'}, {spec, recreate})
  const [provider, view, existing] = await Promise.all([
    asked.provider.ask(),
    asked.kubeconfig.ask(),
    asked.existing.ask(),
  ])
  return {
    ground: {provider, kubeconfig: view, existing},
    checks: results.filter(({status}) => status !== 'silent').length,
    warnings: warningsOf(results),
  }
}
