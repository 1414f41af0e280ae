import {type KubeAccess, kubectlCommand} from '../../api-server/kubectl.ts'
import {describeReadiness, getNodes, type Restarted, readinessOfAll, waitForNodes} from '../../api-server/nodes.ts'
import type {ClusterProvider, LocalCluster} from '../../cluster/provider.ts'
import {upAdvice} from '../../cluster/providers/index.ts'
import type {Node} from '../../kubernetes/types.ts'
import {formatAdvice} from '../../printers/advice.ts'
import type {Command} from '../../process/command.ts'
import type {Run} from '../../process/run.ts'
import {type Action, done} from '../../workflow/step.ts'
import {explainNode} from './explain-node.ts'
import {AWAY_LIMIT_MS, movedNodes, nodesMoved, recordAddresses} from './start-nodes.ts'

/** Nodes that run register within seconds. In ms. */
const LOST_MS = 10_000

/** Shows the nodes, as `up` does at its end. */
const showNodes = (access: KubeAccess): Command => kubectlCommand(access, ['get', 'nodes'])

// kubectl's own default is 30 s; a negative one is its word for a week.
const limitArg = (timeoutMs: number): string =>
  timeoutMs === 0 ? '--timeout=-1s' : `--timeout=${Math.round(timeoutMs / 1000)}s`

/** The cluster whose nodes are waited for. */
export interface WaitedFor {
  provider: ClusterProvider
  cluster: LocalCluster
  access: KubeAccess
  /** Its nodes that were started again, and when. */
  restarted: Restarted | undefined
}

/**
 * Waits until every node is Ready. kubia polls, to say which one is late; `kubectl wait` does the same as one command.
 * @param warn takes the lines on a node that does not register
 */
export const untilNodesReady = (
  run: Pick<Run, 'exec' | 'cancellation' | 'log'>,
  {provider, cluster, access, restarted}: WaitedFor,
  warn: (lines: readonly string[]) => void,
): Action<Node[]> => ({
  script: () => [
    '# waits for every node',
    kubectlCommand(access, ['wait', '--for=condition=Ready', 'nodes', '--all', limitArg(run.cancellation.timeoutMs)]),
    showNodes(access),
  ],
  planned: [],
  run: async report => {
    const {name} = cluster
    const expected = cluster.nodes.filter(node => node.role !== 'external-load-balancer').map(node => node.name)
    const moved = movedNodes(cluster)
    const nodes = await waitForNodes(run.exec, {
      access,
      expected,
      signal: run.cancellation.signal,
      report,
      explain: node => {
        run.cancellation.renew()
        return explainNode(run.exec, provider, {name, access}, node)
      },
      lost: {
        afterMs: LOST_MS,
        restart: node => provider.restartByHand(name, node),
        tell: (what, advice) => warn([what, `  Fix:   ${formatAdvice(advice)}`]),
      },
      next: upAdvice(provider.name, name),
      restarted,
      away: moved.length > 0 ? {limitMs: AWAY_LIMIT_MS, failure: () => nodesMoved(name, moved)} : undefined,
    })
    recordAddresses(run, cluster)
    return done(`${expected.length}/${expected.length} Ready`, nodes)
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
