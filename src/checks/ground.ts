import {type KubeConfigView, viewKubeconfig} from '../api-server/kubeconfig.ts'
import {kubectlVersion} from '../api-server/kubectl.ts'
import {type ClusterSpec, DEFAULT_SPEC} from '../cluster/cluster-spec.ts'
import type {ClusterProvider, LocalCluster, ProviderName} from '../cluster/provider.ts'
import {connectEngine, type Engine} from '../cluster/providers/common/engine.ts'
import {type EngineInfo, engineInfo} from '../cluster/providers/common/engine-info.ts'
import {kindVersion} from '../cluster/providers/kind/kind-version.ts'
import {kindProvider, neededImages} from '../cluster/providers/kind/provider.ts'
import {connectProvider} from '../cluster/registry.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {formatCommand} from '../process/command.ts'
import {CommandFailed, type Exec} from '../process/exec.ts'
import {allKnown, type Question, question} from './question.ts'

/** What the checks are asked for. */
export interface Wish {
  provider: ProviderName
  /** The kubeconfig that was named. */
  kubeconfig: string | undefined
  /** The cluster that is to be there; doctor has none in mind. */
  spec?: ClusterSpec | undefined
  /** Ends what a check waits for. */
  signal?: AbortSignal
}

/**
 * The machine as the checks see it. Whatever several of them need is a question that is asked once, when the first
 * check wants it; checks run side by side, so questions do too.
 */
export interface Ground {
  readonly wish: Wish
  /** Runs a program with the checks' time limit: none of them may hang. */
  readonly exec: Exec
  readonly engine: Question<Engine>
  /** What the engine tells of itself and its machine. */
  readonly engineInfo: Question<EngineInfo>
  readonly kindVersion: Question<string>
  readonly kubectlVersion: Question<string>
  readonly kubeconfig: Question<KubeConfigView>
  readonly provider: Question<ClusterProvider>
  /** The cluster of the wished name; undefined where there is none. */
  readonly existing: Question<LocalCluster | undefined>
  /** All local clusters. */
  readonly clusters: Question<LocalCluster[]>
  /** How many node containers there are, of all clusters. */
  readonly nodeCount: Question<number>
  /** The images that the nodes need. */
  readonly images: Question<string[]>
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

/** What is to be there: without a word what `up` without a word asks for. */
const wanted = ({spec, provider}: Wish): ClusterSpec =>
  spec ?? {...DEFAULT_SPEC, provider, fallbackImage: process.env['KUBIA_NODE_IMAGE'] || undefined}

/** How many containers a cluster takes: its nodes, and the load balancer that kind puts in front of several control planes. */
export const containersOf = (wish: Wish): number => {
  const {controlPlanes, workers} = wanted(wish)
  return controlPlanes + workers + (controlPlanes > 1 ? 1 : 0)
}

/** The machine that this run is on, with a cluster of kind in mind. Nothing is asked yet. */
export const createGround = (unlimited: Exec, wish: Wish): Ground => {
  const exec: Exec = (command, options) => unlimited(command, {timeoutMs: ANSWER_LIMIT_MS, ...options})
  const engine = question('container engine', () => connectEngine(exec))
  const version = question('kind', () => kindVersion(exec))
  const connect = async (of: Exec): Promise<ClusterProvider> => {
    if (wish.provider !== 'kind') return connectProvider(of, wish.provider)
    const [found, kind] = await allKnown([engine, version])
    return kindProvider(of, found, kind)
  }
  // The provider that is found outlives the checks: what it makes takes longer than an answer may.
  const provider = question('clusters', () => connect(unlimited))
  const listed = question('clusters', () => connect(exec))
  /** Asks the provider for clusters, and says what it means when it has no answer. */
  const listing = async <T>(ask: (made: ClusterProvider) => Promise<T>): Promise<T> => {
    const made = await listed.known()
    return ask(made).catch(error => listingFailed(error))
  }
  const clusters = question('clusters', () => listing(made => made.list()))
  return {
    wish,
    exec,
    engine,
    engineInfo: question('engine system', async () => engineInfo(exec, await engine.known())),
    kindVersion: version,
    kubectlVersion: question('kubectl', () => kubectlVersion(exec)),
    kubeconfig: question('kubeconfig', () => viewKubeconfig(exec, wish.kubeconfig)),
    provider,
    existing: question('cluster', () => listing(async made => wish.spec && made.inspect(wish.spec.name))),
    clusters,
    nodeCount: question(clusters.owner, async () => (await clusters.known()).flatMap(({nodes}) => nodes).length),
    images: question('node image', async () => {
      const [{program}, kind] = await allKnown([engine, version])
      return (await neededImages(exec, wanted(wish), program, kind)).images
    }),
  }
}
