import {viewKubeconfig} from '../src/api-server/kubeconfig.ts'
import {getNodes} from '../src/api-server/nodes.ts'
import {describeClusters} from '../src/cli/cluster-rows.ts'
import {kubeconfigFlag, outputFlag} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {inKubeconfig} from '../src/cluster/contexts.ts'
import {describeStopped, isApiServerDown, isHalted} from '../src/cluster/halted-nodes.ts'
import {registryAddress} from '../src/cluster/image-registry.ts'
import type {ClusterProvider, LocalCluster} from '../src/cluster/provider.ts'
import {listClusters, usualProvider} from '../src/cluster/registry.ts'
import {newerRecord, recordedProviders} from '../src/cluster/state.ts'
import {kubiaAdvice} from '../src/errors/advice.ts'
import {KubiaError} from '../src/errors/kubia-error.ts'
import {isTrue} from '../src/kubernetes/conditions.ts'
import {type ClustersFormat, printClusters, type RegistryRow} from '../src/printers/clusters.ts'
import {createPaint, widthOf} from '../src/printers/style.ts'
import type {Run} from '../src/process/run.ts'

/** How long an API server may take to say how its nodes do, in ms: the list must not wait for one that hangs. */
const ANSWER_LIMIT_MS = 3000

/** The names of the nodes that are Ready, by the context of each cluster whose API server answers. */
const readyNodes = async (
  {exec, signal}: Pick<Run, 'exec' | 'signal'>,
  kubeconfig: string | undefined,
  clusters: readonly LocalCluster[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const asked = clusters.filter(cluster => !isApiServerDown(cluster))
  const answers = await Promise.all(
    asked.map(async ({context}) => {
      try {
        const nodes = await getNodes(exec, {kubeconfig, context}, ANSWER_LIMIT_MS)
        const ready = nodes.filter(({status}) => isTrue(status?.conditions, 'Ready'))
        return [[context, new Set(ready.map(({metadata}) => metadata.name))] as const]
      } catch (error) {
        // Then it is shown what runs; status says why the API server does not answer.
        if (error instanceof KubiaError && !signal.aborted) return []
        throw error
      }
    }),
  )
  return new Map(answers.flat())
}

/** The registry that kubia made; undefined where there is none. Whether an engine answers is said of the clusters. */
const findRegistryOfMachine = async (providers: readonly ClusterProvider[]): Promise<RegistryRow | undefined> => {
  const asked = providers.map(({registries}) => registries?.findOwn())
  const answers = await Promise.all(asked).catch((error: unknown) => {
    if (error instanceof KubiaError) return []
    throw error
  })
  const found = answers.find(one => one !== undefined)
  return found && {name: found.name, host: registryAddress(found.port), running: found.running}
}

export default class Clusters extends KubiaCommand {
  static override summary = 'list the local clusters: nodes, version, age, and which one is current'
  static override description = 'The registry that `up --registry` made is named below them.'
  static override examples = ['<%= config.bin %> clusters', '<%= config.bin %> clusters -o name']
  static override flags = {...kubeconfigFlag, ...outputFlag(['wide', 'json', 'yaml', 'name'] as const)}

  async run(): Promise<void> {
    const {flags} = await this.parse(Clusters)
    const run = this.begin(flags)
    const recorded = recordedProviders()
    const viewed = viewKubeconfig(run.exec, flags.kubeconfig)
    // What is wrong with clusters is said without waiting for kubectl: one that asks a paused API server first is slow.
    viewed.catch(() => undefined)
    const {clusters: found, providers, unusable} = await listClusters(run.exec, undefined, recorded)
    const isMissed = unusable !== undefined && (recorded.includes(unusable.name) || unusable.name === usualProvider())
    if (unusable && found.length === 0 && recorded.includes(unusable.name)) throw unusable.problem
    if (unusable && isMissed)
      this.reporter.note(`${unusable.problem.message.split('\n')[0]}  [${unusable.problem.code}]`, 'warn')
    for (const {cluster} of found)
      for (const fault of [cluster.fault, newerRecord(cluster.name)])
        if (fault) this.reporter.note(`${fault.message}  [${fault.code}]`, 'warn')
    const local = found.map(({cluster}) => cluster)
    for (const cluster of local.filter(isHalted))
      this.reporter.note(
        [describeStopped(cluster), {label: 'Fix', advice: [kubiaAdvice(['start', cluster.name])]}],
        'warn',
      )
    const isOfNames = flags.output === 'name'
    const look = async () => {
      const view = await viewed
      const reached = local.map(cluster => inKubeconfig(cluster, view))
      return {view, reached, ready: isOfNames ? new Map() : await readyNodes(run, flags.kubeconfig, reached)}
    }
    const [registry, {view, reached, ready}] = await Promise.all([
      isOfNames ? undefined : findRegistryOfMachine(providers),
      look(),
    ])
    const clusters = describeClusters(reached, view, ready)
    if (clusters.length === 0 && flags.output === undefined) this.reporter.note('No clusters found.')
    const format = flags.output as ClustersFormat | undefined
    const {stdout} = process
    const style = {width: widthOf(stdout), paint: createPaint(stdout), registry}
    const answer = printClusters(clusters, format, Date.now(), style)
    if (format !== undefined && format !== 'wide') return this.print(answer)
    if (registry)
      this.reporter.note(`registry ${registry.name} at ${registry.host}${registry.running ? '' : ', stopped'}`)
    this.printStyled(answer)
  }
}
