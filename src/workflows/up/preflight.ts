import {type KubeConfigView, viewKubeconfig} from '../../api-server/kubeconfig.ts'
import {createFacts, type MachineFacts} from '../../checks/facts.ts'
import {checksFor, sharedChecks} from '../../checks/index.ts'
import {problemOf, runChecks, warningsOf, waysOut, withoutEngine} from '../../checks/run-checks.ts'
import type {Check, CheckResult} from '../../cluster/check.ts'
import {type Fact, fact} from '../../cluster/fact.ts'
import type {ClusterProvider, ProviderName} from '../../cluster/provider.ts'
import {DEFAULT_PROVIDER} from '../../cluster/providers/index.ts'
import {assumedProvider, connectProvider, isProviderMissing, missingProvider} from '../../cluster/registry.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import {amend, KubiaError} from '../../errors/kubia-error.ts'
import type {Exec} from '../../process/exec.ts'
import type {Run} from '../../process/run.ts'
import type {Look} from '../../workflow/workflow.ts'
import {type Decision, decideOn, describeDecision, portsToFind, type WantedCluster} from './check-existing.ts'

/** What `up` knows of the machine before it changes anything. */
export interface Machine {
  provider: ClusterProvider
  kubeconfig: KubeConfigView
  /** What is to become of the cluster of the wanted name. */
  decision: Decision
  /** False in a plan where nobody can be asked whether there is such a cluster: it is taken for not there. */
  isKnown: boolean
}

/** Runs checks. @returns what they found. @throws KubiaError all problems together */
const mustPass = async (checks: readonly Check<MachineFacts>[], facts: MachineFacts): Promise<CheckResult[]> => {
  const results = await runChecks(checks, facts)
  const problem = problemOf(results)
  if (problem) throw problem
  return results
}

/**
 * What must be in order before a command works on clusters that exist. A provider that is missing matters only where clusters of it
 * are meant; then all that it lacks is reported at once.
 * @param find looks for the clusters. @returns what it found. @throws KubiaError the problems
 */
export const preflightToFind = async <T>(
  {exec}: Pick<Run, 'exec'>,
  command: 'down' | 'load',
  kubeconfig: string | undefined,
  find: () => Promise<T>,
): Promise<T> => {
  const factsOf = (provider: ProviderName): MachineFacts => createFacts(exec, {provider, kubeconfig})
  const [found, results] = await Promise.all([
    find().catch(asMissing),
    runChecks(sharedChecks(command), factsOf(DEFAULT_PROVIDER)),
  ])
  if (found instanceof KubiaError) {
    const facts = factsOf(missingProvider(found) ?? DEFAULT_PROVIDER)
    await mustPass(checksFor(facts, command), facts)
  }
  const problem = found instanceof KubiaError ? found : problemOf(results)
  if (problem) throw problem
  return found as T
}

/** A provider that is missing is reported with whatever else is missing; other failures are thrown on. */
const asMissing = (error: unknown): KubiaError => {
  if (isProviderMissing(error)) return error
  throw error
}

/** Whether the cluster that exists, if any, can be taken as it is. */
const existingCluster = (decision: Fact<Decision>): Check<MachineFacts> => ({
  id: 'cluster',
  title: decision.owner,
  commands: ['up'],
  run: async () => describeDecision(await decision.ask()),
})

/** A check for new nodes is asked only once it is known that there will be some, and of what the old ones don't hold. */
const onlyForNewNodes = (check: Check<MachineFacts>, decision: Fact<Decision>): Check<MachineFacts> => ({
  ...check,
  run: async facts => {
    const cluster = await facts.existing.known()
    const decided = await decision.known()
    if (decided && 'use' in decided) return {skipped: 'the cluster exists'}
    const {spec} = facts.request
    const free = spec && {...spec, ports: portsToFind(cluster, spec)}
    return check.run({...facts, request: {...facts.request, spec: free}})
  },
})

/** A check of what changes are made with is not asked where a cluster runs as asked for. */
const onlyForChanges = (check: Check<MachineFacts>, decision: Fact<Decision>, hasApp = false): Check<MachineFacts> => ({
  ...check,
  run: async facts => {
    // Why the cluster cannot be used is reported beside this.
    const decided = hasApp ? undefined : await decision.ask().catch(() => undefined)
    if (decided && 'use' in decided && decided.use.nodes.every(({running}) => running))
      return {skipped: 'the cluster runs as asked for'}
    return check.run(facts)
  },
})

/** What the preflight found out about the machine. */
export interface Checked extends Machine {
  /** How many checks said something. */
  checks: number
  /** What they warn of. */
  warnings: KubiaError[]
}

/**
 * All that must be in order before `up` changes anything. The checks run side by side and all problems are reported at
 * once; what several of them need is asked once.
 * @param known the machine, as far as it was asked for before
 * @throws KubiaError the problems
 */
export const checkMachine = async (
  run: Pick<Run, 'exec' | 'signal'>,
  wanted: WantedCluster,
  known?: MachineFacts,
): Promise<Checked> => {
  const {provider, kubeconfig} = wanted.spec
  const facts = known ?? createFacts(run.exec, {provider, kubeconfig, spec: wanted.spec, signal: run.signal})
  const decision = fact('cluster', async () => decideOn(await facts.existing.ask(), wanted))
  const checks = checksFor(facts, 'up').map(check => {
    if (check.forChanges) return onlyForChanges(check, decision, wanted.hasApp)
    return check.forNewNodes ? onlyForNewNodes(check, decision) : check
  })
  try {
    const found = await runChecks([...checks, existingCluster(decision)], facts, {waysOut: waysOut(provider)})
    const results = withoutEngine(found, provider)
    const problem = problemOf(results)
    if (problem) throw problem
    return {
      provider: await facts.provider.ask(),
      kubeconfig: await facts.kubeconfig.ask(),
      decision: await decision.ask(),
      isKnown: true,
      checks: results.filter(({status}) => status !== 'skipped').length,
      warnings: warningsOf(results),
    }
  } catch (error) {
    if (!isProviderMissing(error)) throw error
    throw amend(error, {next: error.details.next ?? kubiaAdvice(['up', wanted.spec.name])})
  }
}

/** What a plan of `up` can know of the machine: what it cannot ask for is taken for not there. @throws as `decideOn` */
export const lookAtMachine = async (exec: Exec, look: Look, wanted: WantedCluster): Promise<Machine> => {
  const {provider: name, kubeconfig: file} = wanted.spec
  const provider = await look(() => connectProvider(exec, name), await assumedProvider(exec, name))
  const kubeconfig = await look(() => viewKubeconfig(exec, file), {current: '', contexts: []})
  const inspect = async () => ({isKnown: true, existing: await provider.inspect(wanted.spec.name)})
  const {isKnown, existing} = await look(inspect, {isKnown: false, existing: undefined})
  return {provider, kubeconfig, decision: decideOn(existing, wanted), isKnown}
}
