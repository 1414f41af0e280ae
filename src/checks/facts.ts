import {type KubeConfigView, viewKubeconfig} from '../api-server/kubeconfig.ts'
import {kubectlVersion} from '../api-server/kubectl.ts'
import type {CheckRequest, Facts} from '../cluster/check.ts'
import {type Fact, fact} from '../cluster/fact.ts'
import type {ClusterProvider, LocalCluster, Survey} from '../cluster/provider.ts'
import {makingOf} from '../cluster/providers/making.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {commandAdvice} from '../process/command.ts'
import {CommandFailed, type Exec} from '../process/exec.ts'

/** The machine as all checks see it. */
export interface MachineFacts extends Facts {
  /** What the provider stands on, with its own checks of that. */
  readonly survey: Survey
  readonly kubeconfig: Fact<KubeConfigView>
  readonly provider: Fact<ClusterProvider>
  /** The cluster of the requested name; undefined where there is none. */
  readonly existing: Fact<LocalCluster | undefined>
}

/** How long a program may take to answer a check, in ms. Docker Desktop needs some seconds to wake from its sleep. */
export const ANSWER_LIMIT_MS = 15_000

/** The engine printed its version, and then failed to list containers. */
const listingFailed = (error: unknown): never => {
  if (!(error instanceof CommandFailed)) throw error
  const {command, result} = error
  throw new KubiaError('ENGINE_DOWN', `${command.program} answers, but cannot list its containers`, {
    evidence: result.stderr.trim().split('\n').slice(-2),
    fix: [commandAdvice(command, 'says what is wrong')],
    cause: error,
  })
}

/** The machine that this run is on. Nothing is asked yet. */
export const createFacts = (unlimited: Exec, request: CheckRequest): MachineFacts => {
  const limited: Exec = (command, options) => unlimited(command, {timeoutMs: ANSWER_LIMIT_MS, ...options})
  const exec: Exec = Object.assign(limited, unlimited)
  const survey = makingOf(request.provider).survey(exec, request)
  // The provider that is found outlives the checks: what it makes takes longer than an answer may.
  const provider = fact('clusters', () => survey.connect(unlimited))
  const listed = fact('clusters', () => survey.connect(exec))
  /** Asks the provider for clusters, and says what it means when it has no answer. */
  const listing = async <T>(ask: (made: ClusterProvider) => Promise<T>): Promise<T> => {
    const made = await listed.known()
    return ask(made).catch(error => listingFailed(error))
  }
  const clusters = fact('clusters', () => listing(made => made.list()))
  return {
    request,
    exec,
    survey,
    kubectlVersion: fact('kubectl', () => kubectlVersion(exec)),
    kubeconfig: fact('kubeconfig', () => viewKubeconfig(exec, request.kubeconfig)),
    provider,
    existing: fact('cluster', () => listing(async made => request.spec && made.inspect(request.spec.name))),
    clusters,
    nodeCount: fact(clusters.owner, async () => (await clusters.known()).flatMap(({nodes}) => nodes).length),
  }
}
