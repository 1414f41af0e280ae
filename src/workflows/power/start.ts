import {viewKubeconfig} from '../../api-server/kubeconfig.ts'
import {type Locking, lockCluster} from '../../cluster/cluster-lock.ts'
import {inKubeconfig} from '../../cluster/contexts.ts'
import {readableRecord} from '../../cluster/state.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import {type Action, done} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {kubeconfigOf} from '../down/remove-cluster.ts'
import {headline, shapeOf} from '../headline.ts'
import {lacksCni} from '../up/lacking.ts'
import {type Running, startNodes} from '../up/start-nodes.ts'
import {contextIsRight, setContext} from '../up/up-context.ts'
import {untilNodesReady} from '../up/wait-for-nodes.ts'
import type {ChosenNodes} from './choose-nodes.ts'
import type {PowerResult} from './stop.ts'

export interface StartOptions {
  chosen: ChosenNodes
  /** The kubeconfig that was named. */
  kubeconfig: string | undefined
  wait: boolean
}

/** Starts what is meant of a cluster, as `up` does, as the only run at work on it. @throws as `lockCluster` and `startNodes` */
const startChosen = (run: Locking, {cluster, provider, node}: ChosenNodes): Action<Running> => {
  const {script, planned, run: begin} = startNodes(provider, cluster, false, node && [node.name])
  const running = (started: Running | {lost: string}): Running => ('lost' in started ? {cluster} : started)
  return {
    script,
    planned: running(planned),
    run: async report => {
      const release = await lockCluster(run, cluster.name, 'start')
      const {detail, value} = await begin(report)
      release()
      return done(detail, running(value))
    },
  }
}

/**
 * Starts a cluster or one of its nodes, and waits until the nodes are Ready. What was started stays so where it is
 * interrupted: `start` and `up` go on from there.
 */
export const start = async (flow: Workflow, {chosen, kubeconfig: named, wait}: StartOptions): Promise<PowerResult> => {
  const {run} = flow
  const {cluster: found, provider, node} = chosen
  flow.say(headline('start', [found.name], {shape: shapeOf(found), versions: [provider.versions]}))
  const isRunning = (node ? [node] : found.nodes).every(one => one.running)
  const title = node ? 'Start node' : 'Start nodes'
  if (isRunning) flow.skip(title, node ? `${node.name} runs already` : 'all run already')
  const {cluster: live, restarted} = isRunning
    ? {cluster: found, restarted: undefined}
    : await flow.step(title, startChosen(run, chosen))

  const kubeconfig = await kubeconfigOf(named, readableRecord(live.name))
  const view = await flow.look(() => viewKubeconfig(run.exec, kubeconfig), {current: '', contexts: []})
  const cluster = inKubeconfig(live, view)
  const wanted = {cluster, kubeconfig, switches: false, created: false}
  const isRight = contextIsRight(view, wanted)
  if (!isRight) await flow.step('Context', setContext(run, provider, view, wanted))

  const access = {kubeconfig, context: cluster.context}
  const only = node && [node.name]
  const next = kubiaAdvice(['start', node ? `node/${node.name}` : cluster.name])
  const isReachable = view.contexts.some(({name}) => name === cluster.context)
  if (!wait) flow.skip('Wait for nodes', 'not waited for (--wait=false)')
  const {healed} = wait
    ? await flow.step(
        node ? 'Wait for node' : 'Wait for nodes',
        untilNodesReady(flow, {
          provider,
          cluster,
          access,
          restarted,
          isSettled: isRunning,
          isReachable,
          lacksCni: lacksCni(cluster),
          only,
          next,
        }),
      )
    : {healed: []}
  return {cluster, changed: !isRunning || !isRight || healed.length > 0}
}
