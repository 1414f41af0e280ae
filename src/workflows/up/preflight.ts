import type {KubeConfigView} from '../../api-server/kubeconfig.ts'
import {createFacts, type MachineFacts} from '../../checks/facts.ts'
import {checksFor, sharedChecks} from '../../checks/index.ts'
import {problemOf, runChecks, warningsOf, waysOut} from '../../checks/run-checks.ts'
import type {Check, CheckedCommand, CheckResult} from '../../cluster/check.ts'
import type {ClusterSpec} from '../../cluster/cluster-spec.ts'
import type {ClusterProvider, LocalCluster, ProviderName} from '../../cluster/provider.ts'
import {DEFAULT_PROVIDER} from '../../cluster/providers/index.ts'
import {isProviderMissing, missingProvider} from '../../cluster/registry.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
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
const existingCluster = (wanted: WantedCluster): Check<MachineFacts> => ({
  id: 'cluster',
  title: 'cluster',
  commands: ['up'],
  run: async ground => checkExisting(await ground.existing.ask(), wanted),
})

/** A check for new nodes is asked only once it is known that there will be some, and of what the old ones don't hold. */
const onlyForNewNodes = (check: Check<MachineFacts>, wanted: WantedCluster): Check<MachineFacts> => ({
  ...check,
  run: async ground => {
    const cluster = await ground.existing.known()
    const publish = portsToFind(cluster, wanted)
    if (cluster && !publish) return {skipped: 'the cluster exists'}
    const {spec} = ground.request
    const free = spec && {...spec, stated: {...spec.stated, publish: publish ?? []}}
    return check.run({...ground, request: {...ground.request, spec: free}})
  },
})

const runPreflight = async (
  ground: MachineFacts,
  command: CheckedCommand,
  wanted?: WantedCluster,
): Promise<CheckResult[]> => {
  const own = wanted ? [existingCluster(wanted)] : []
  const checks = checksFor(ground, command).map(check =>
    check.forNewNodes && wanted ? onlyForNewNodes(check, wanted) : check,
  )
  const results = await runChecks([...checks, ...own], ground, wanted && {waysOut: waysOut(ground.request.provider)})
  const problem = problemOf(results)
  if (problem && wanted && isProviderMissing(problem))
    throw amend(problem, {next: kubiaAdvice(['up', wanted.spec.name])})
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
  const groundOf = (provider: ProviderName): MachineFacts => createFacts(run.exec, {provider, kubeconfig})
  const [found, results] = await Promise.all([
    find().catch(asMissing),
    runChecks(sharedChecks(command), groundOf(DEFAULT_PROVIDER)),
  ])
  if (found instanceof KubiaError) await runPreflight(groundOf(missingProvider(found) ?? DEFAULT_PROVIDER), command)
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
  const asked = createFacts(run.exec, {
    provider: spec.provider,
    kubeconfig,
    spec,
    signal: run.signal,
  })
  const results = await runPreflight(asked, 'up', {spec, recreate})
  const [provider, view, existing] = await Promise.all([
    asked.provider.ask(),
    asked.kubeconfig.ask(),
    asked.existing.ask(),
  ])
  return {
    ground: {provider, kubeconfig: view, existing},
    checks: results.filter(({status}) => status !== 'skipped').length,
    warnings: warningsOf(results),
  }
}
