import {type KubeAccess, kubectlCommand} from '../../api-server/kubectl.ts'
import {
  describeReadiness,
  getNodes,
  lacksNetwork,
  lostNodes,
  type NodeReadiness,
  type Restarted,
  readinessOfAll,
  waitForNodes,
} from '../../api-server/nodes.ts'
import {getList} from '../../api-server/objects.ts'
import {type ClusterProvider, kubernetesNodes, type Lacking, type LocalCluster} from '../../cluster/provider.ts'
import type {CommandAdvice} from '../../errors/advice.ts'
import {isTrue} from '../../kubernetes/conditions.ts'
import type {Node} from '../../kubernetes/types.ts'
import type {Command} from '../../process/command.ts'
import type {Run} from '../../process/run.ts'
import {type Action, done} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {explainNode} from './explain-node.ts'
import {describeLacking, lackingLine} from './lacking.ts'
import {awayLimit, movedNodes, nodesMoved, recordAddresses} from './start-nodes.ts'
import {waitForReports} from './wait-for-reports.ts'

/** A node that is lost to a cluster that ran already: it had its time to register. In ms. */
const LOST_MS = 2000
/** One that was started just now registers and reports by itself, on a busy machine within this time, in ms. */
const LOST_AFTER_START_MS = 60_000
/** How long a kubelet that was restarted may take until its node is there, in ms. */
const REGISTER_LIMIT_MS = 60_000

/** Shows the nodes, as `up` does at its end. */
const showNodes = (access: KubeAccess): Command => kubectlCommand(access, ['get', 'nodes'])

// kubectl's own default is 30 s; a negative one is its word for a week.
const limitArg = (timeoutMs: number): string =>
  timeoutMs === 0 ? '--timeout=-1s' : `--timeout=${Math.round(timeoutMs / 1000)}s`

/**
 * Whether nodes that are not Ready lack nothing but a CNI that nobody has begun to install: such a network comes as a
 * DaemonSet, and kind's own one is kube-proxy.
 */
const waitsForCni = async (
  exec: Run['exec'],
  access: KubeAccess,
  readiness: readonly NodeReadiness[],
): Promise<boolean> => {
  if (!readiness.every(node => node.ready || lacksNetwork(node))) return false
  const daemons = await getList(exec, access, ['daemonsets', '-A'])
  return daemons.every(({metadata}) => metadata.name === 'kube-proxy')
}

/** The cluster whose nodes are waited for. */
export interface WaitedFor {
  provider: ClusterProvider
  cluster: LocalCluster
  access: KubeAccess
  /** Its nodes that were started again, and when. */
  restarted: Restarted | undefined
  /** True where all of its nodes ran before. */
  isSettled: boolean
  /** True where nodes may wait for a CNI that the user installs: then it is enough that they register. */
  lacksCni?: boolean
  /** The nodes that are waited for, where not all are. */
  only?: readonly string[] | undefined
  /** The command line that goes on waiting. */
  next: CommandAdvice
  /** True where its context is there already, so that a plan can ask its API server. */
  isReachable: boolean
}

/** The names of a cluster's Kubernetes nodes. @param only where it is given, those of its nodes alone */
const namesOfNodes = (cluster: LocalCluster, only?: readonly string[]): string[] =>
  kubernetesNodes(cluster)
    .map(({name}) => name)
    .filter(name => only?.includes(name) !== false)

/** The lines that have lost nodes register again, and those that follow once they are Ready. */
const healingLines = (
  {script}: ClusterProvider,
  cluster: LocalCluster,
  nodes: readonly Node[] | undefined,
): {before: string[]; after: string[]} => {
  const lost = nodes ? lostNodes(namesOfNodes(cluster), nodes) : []
  if (lost.length === 0) return {before: [], after: []}
  return {
    before: [`# not registered, or silent: ${lost.join(', ')}`, ...script.restartKubelets(cluster, lost)],
    after: script.markControlPlanes(cluster, lost),
  }
}

/** The nodes, and those whose kubelets had to be restarted for it. */
export interface ReadyNodes {
  nodes: Node[]
  healed: readonly string[]
  /** What the nodes lack until they can be Ready. */
  lacking?: readonly Lacking[]
}

/**
 * Waits until every node is Ready. kubia polls, to say which one is late; `kubectl wait` does the same as one command.
 * Nodes that were deleted from the API server, or have gone silent, are registered again by their kubelets.
 */
export const untilNodesReady = (
  {run, look}: Pick<Workflow, 'look'> & {run: Pick<Run, 'exec' | 'cancellation' | 'log'>},
  {provider, cluster, access, restarted, isSettled, isReachable, lacksCni, only, next}: WaitedFor,
): Action<ReadyNodes> => ({
  script: async () => {
    const nodes = isSettled && isReachable ? await look(() => getNodes(run.exec, access), undefined) : undefined
    const {before, after} = healingLines(provider, cluster, nodes)
    if (lacksCni) return [`# ${lackingLine('cni')}`, showNodes(access)]
    return [
      ...before,
      only ? '# waits for the node' : '# waits for every node',
      kubectlCommand(access, [
        'wait',
        '--for=condition=Ready',
        ...(only ? only.map(name => `node/${name}`) : ['nodes', '--all']),
        limitArg(run.cancellation.timeoutMs),
      ]),
      ...after,
      showNodes(access),
    ]
  },
  planned: {nodes: [], healed: []},
  run: async report => {
    let healed: readonly string[] = []
    const {name} = cluster
    const expected = namesOfNodes(cluster, only)
    const moved = movedNodes(cluster)
    const nodes = await waitForNodes(run.exec, {
      access,
      expected,
      signal: run.cancellation.signal,
      report,
      explain: node => {
        run.cancellation.renewToExplain()
        return explainNode(run.exec, provider, {name, access}, node)
      },
      lost: {
        afterMs: isSettled ? LOST_MS : LOST_AFTER_START_MS,
        restartKubelets: async lost => {
          await provider.restartKubelets(cluster, lost)
          healed = lost
        },
        limitMs: REGISTER_LIMIT_MS,
      },
      next,
      restarted,
      ...(lacksCni && {isEnough: readiness => waitsForCni(run.exec, access, readiness)}),
      away:
        moved.length > 0
          ? {limitMs: awayLimit(run.cancellation.timeoutMs), failure: () => nodesMoved(provider, cluster, moved)}
          : undefined,
    })
    recordAddresses(run, cluster)
    const countReady = nodes.filter(({status}) => isTrue(status?.conditions, 'Ready')).length
    if (countReady < nodes.length) {
      const found = `${expected.length}/${expected.length} registered, ${countReady} Ready: ${describeLacking('cni')}`
      return done(found, {nodes, healed, lacking: ['cni']})
    }
    const ready = `${expected.length}/${expected.length} Ready`
    if (restarted && provider.keepsContainers !== true) await waitForReports(run, access, restarted, report)
    if (healed.length === 0) return done(ready, {nodes, healed})
    await provider.markControlPlanes(cluster, healed)
    const marked = await getNodes(run.exec, access)
    return done(`${ready}, the kubelet of ${healed.join(', ')} was restarted`, {nodes: marked, healed})
  },
})

/** Lists the nodes as they are, without waiting. */
export const listNodes = ({exec}: Pick<Run, 'exec'>, access: KubeAccess): Action<Node[]> => ({
  script: () => [showNodes(access)],
  planned: [],
  run: async () => {
    const nodes = await getNodes(exec, access)
    const names = nodes.map(node => node.metadata.name)
    return done(describeReadiness(readinessOfAll(names, nodes)), nodes)
  },
})
