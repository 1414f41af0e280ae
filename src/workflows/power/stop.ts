import {type Locking, lockCluster} from '../../cluster/cluster-lock.ts'
import type {ClusterNode, LocalCluster} from '../../cluster/provider.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {isOrAre} from '../../text/counted.ts'
import {type Action, done} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {headline, shapeOf} from '../headline.ts'
import type {ChosenNodes} from './choose-nodes.ts'

/** What became of a cluster or a node that was to be stopped or started. */
export interface PowerResult {
  cluster: LocalCluster
  changed: boolean
}

/** Whether there is anything to stop on a node: a paused one holds its memory and its ports. */
const isThere = ({running, paused}: ClusterNode): boolean => running || paused === true

/** Stops nodes, and shows that they do not run. @throws as `lockCluster`; KubiaError STOP_FAILED */
export const stopNodes = (
  run: Locking,
  {cluster, provider}: ChosenNodes,
  names: readonly string[],
): Action<LocalCluster> => ({
  script: () => provider.script.stop(cluster, names),
  planned: {
    ...cluster,
    nodes: cluster.nodes.map(({paused, ...node}) =>
      names.includes(node.name) ? {...node, running: false} : {...node, ...(paused && {paused})},
    ),
  },
  run: async () => {
    const release = await lockCluster(run, cluster.name, 'stop')
    await provider.stop(cluster, names)
    const live = (await provider.inspect(cluster.name)) ?? cluster
    release()
    const running = live.nodes.filter(node => isThere(node) && names.includes(node.name)).map(node => node.name)
    if (running.length > 0)
      throw new KubiaError('STOP_FAILED', `${running.join(', ')} still ${running.length === 1 ? 'runs' : 'run'}`, {
        left: 'nodes that were stopped stay so',
        keep: true,
      })
    return done(`${names.join(', ')} ${isOrAre(names.length)} stopped`, live)
  },
})

/** What a cluster lacks once a control plane is stopped, as a warning; undefined where it lacks nothing. */
const missingQuorum = ({nodes}: LocalCluster, stopping: readonly string[]): string | undefined => {
  const planes = nodes.filter(({role}) => role === 'control-plane')
  const left = planes.filter(({name, running}) => running && !stopping.includes(name)).length
  const needed = Math.floor(planes.length / 2) + 1
  if (left >= needed || left === planes.length) return undefined
  return planes.length === 1
    ? 'it is the only control plane: the API server goes with it'
    : `etcd needs ${needed} of ${planes.length} control planes, and ${left} will run: the API server will not answer`
}

/**
 * Stops a cluster or one of its nodes; what runs on them comes back when they are started. Nothing is taken back where
 * it is interrupted: half a stop is a state that both `stop` and `start` finish, and sooner than an undo would.
 */
export const stop = async (flow: Workflow, chosen: ChosenNodes): Promise<PowerResult> => {
  const {cluster, provider, node} = chosen
  flow.say(headline('stop', [cluster.name], {shape: shapeOf(cluster), versions: [provider.versions]}))
  const meant = node ? [node] : cluster.nodes
  const running = meant.filter(isThere).map(({name}) => name)
  const title = node ? 'Stop node' : 'Stop nodes'
  if (running.length === 0) {
    flow.skip(title, node ? `${node.name} does not run` : 'none runs')
    return {cluster, changed: false}
  }
  const missing = node && provider.apiServerOnNodes ? missingQuorum(cluster, running) : undefined
  if (missing !== undefined) flow.note(missing, 'warn')
  return {cluster: await flow.step(title, stopNodes(flow.run, chosen, running)), changed: true}
}
