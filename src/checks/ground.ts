import {type KubeConfigView, viewKubeconfig} from '../api-server/kubeconfig.ts'
import {kubectlVersion} from '../api-server/kubectl.ts'
import type {Ground, Wish} from '../cluster/check.ts'
import type {ClusterProvider, LocalCluster, Survey} from '../cluster/provider.ts'
import {definitionOf} from '../cluster/providers/index.ts'
import {type Question, question} from '../cluster/question.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {formatCommand} from '../process/command.ts'
import {CommandFailed, type Exec} from '../process/exec.ts'

/** The machine as all checks see it. */
export interface MachineGround extends Ground {
  /** What the provider stands on, with its own checks of that. */
  readonly survey: Survey
  readonly kubeconfig: Question<KubeConfigView>
  readonly provider: Question<ClusterProvider>
  /** The cluster of the wished name; undefined where there is none. */
  readonly existing: Question<LocalCluster | undefined>
}

/** How long a program may take to answer a check, in ms. Docker Desktop needs some seconds to wake from its sleep. */
export const ANSWER_LIMIT_MS = 15_000

/** The engine told its version, and then failed to list containers. */
const listingFailed = (error: unknown): never => {
  if (!(error instanceof CommandFailed)) throw error
  const {command, result} = error
  throw new KubiaError('ENGINE_DOWN', `${command.program} answers, but can't list its containers`, {
    evidence: result.stderr.trim().split('\n').slice(-2),
    fix: [`${formatCommand(command)}     # says what is wrong`],
    cause: error,
  })
}

/** The machine that this run is on. Nothing is asked yet. */
export const createGround = (unlimited: Exec, wish: Wish): MachineGround => {
  const exec: Exec = (command, options) => unlimited(command, {timeoutMs: ANSWER_LIMIT_MS, ...options})
  const survey = definitionOf(wish.provider).survey(exec, wish)
  // The provider that is found outlives the checks: what it makes takes longer than an answer may.
  const provider = question('clusters', () => survey.connect(unlimited))
  const listed = question('clusters', () => survey.connect(exec))
  /** Asks the provider for clusters, and says what it means when it has no answer. */
  const listing = async <T>(ask: (made: ClusterProvider) => Promise<T>): Promise<T> => {
    const made = await listed.known()
    return ask(made).catch(error => listingFailed(error))
  }
  const clusters = question('clusters', () => listing(made => made.list()))
  return {
    wish,
    exec,
    survey,
    kubectlVersion: question('kubectl', () => kubectlVersion(exec)),
    kubeconfig: question('kubeconfig', () => viewKubeconfig(exec, wish.kubeconfig)),
    provider,
    existing: question('cluster', () => listing(async made => wish.spec && made.inspect(wish.spec.name))),
    clusters,
    nodeCount: question(clusters.owner, async () => (await clusters.known()).flatMap(({nodes}) => nodes).length),
  }
}
