import {setTimeout as sleep} from 'node:timers/promises'
import type {AppSpec} from '../../api-server/manifests.ts'
import {type ClusterProvider, kubernetesNodes, type LocalCluster} from '../../cluster/provider.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {type Done, done, type Report, type Work} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {asBrought, type Brought, sendImage, transferToAll} from '../bring-image.ts'
import {type Creation, createCluster, plannedCluster} from './create-cluster.ts'

/** How long nodes may refuse an image that are not finished yet, and the pause before they are asked again, in ms. */
const REFUSED_MS = 20_000
const PAUSE_MS = 500

/** An app whose image went to the nodes while they were made. */
interface EarlyImage {
  spec: AppSpec
  /** The ids of the nodes that have it; undefined where no node is to have it from this machine. */
  nodes: readonly string[] | undefined
}

/** A cluster that was made, and the app as it runs there, where its image is as it is to be. */
export interface Created {
  cluster: LocalCluster
  brought?: AppSpec | undefined
}

const REMARK = '# kubia sends it while the cluster is created, as soon as the nodes take images'

/** Waits for a promise. @throws the signal's reason where that aborts before */
const until = async (ready: Promise<void>, signal: AbortSignal): Promise<void> => {
  const aborted = Promise.withResolvers<never>()
  const abort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, {once: true})
  try {
    signal.throwIfAborted()
    await Promise.race([ready, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/**
 * Sends an image of this machine to nodes that are being made. Nodes that do not take it stand in nobody's way: the app
 * looks again once the cluster is there, and fails with what they say then.
 * @param ready resolves when the nodes take images, at the latest when the cluster is there
 */
export const sendEarly =
  (
    flow: Workflow,
    provider: ClusterProvider,
    name: string,
    planned: LocalCluster,
    app: AppSpec,
    ready: Promise<void>,
  ) =>
  async (report: Report, beside?: AbortSignal): Promise<Done<EarlyImage>> => {
    const {image = ''} = app
    const ended = (brought: Brought, detail: string, nodes: EarlyImage['nodes']): Done<EarlyImage> => {
      const spec = asBrought(app, brought, detail)
      return done(spec.detail, {spec: spec.value, nodes})
    }
    const [here] = await flow.lookHere(() => provider.findImages({...planned, nodes: []}, [{image}]), [])
    if (here?.problem) return ended({loaded: false, isHere: false}, 'not on this machine: the nodes pull it', undefined)

    const send = async (): Promise<Done<EarlyImage>> => {
      const signal = AbortSignal.any([flow.run.signal, ...(beside ? [beside] : [])])
      report('waiting for the nodes')
      await until(ready, signal)
      const refusedAt = performance.now() + REFUSED_MS
      for (;;) {
        try {
          const cluster = (await provider.inspect(name)) ?? planned
          const [transfer = transferToAll({provider, cluster}, image)] = await provider.findImages(
            cluster,
            [{image}],
            signal,
          )
          const {detail, value} = await sendImage({provider, cluster}, transfer, {isHere: true}).run(report)
          return ended(
            value,
            detail,
            kubernetesNodes(cluster).map(({id}) => id),
          )
        } catch (error) {
          signal.throwIfAborted()
          if (!(error instanceof KubiaError)) throw error
          if (performance.now() > refusedAt)
            return done('not taken yet: again when they are Ready', {spec: app, nodes: []})
        }
        report('the nodes do not take it yet')
        await sleep(PAUSE_MS, undefined, {signal})
      }
    }
    const target = {provider, cluster: planned}
    const sending = sendImage(target, transferToAll(target, image), {isHere: here !== undefined})
    const {value} = ended(
      sending.planned,
      '',
      kubernetesNodes(planned).map(({id}) => id),
    )
    return flow.act({script: async () => [REMARK, ...(await sending.script())], run: send, planned: value}, report)
  }

/**
 * Creates the cluster, and beside that brings the app's image to the nodes, where these take images before they are a
 * cluster. What came to nodes that were made anew meanwhile does not count.
 */
export const createWithImage = async (
  flow: Workflow,
  provider: ClusterProvider,
  creation: Creation,
  app: AppSpec | undefined,
): Promise<Created> => {
  if (!app || !provider.takesImagesEarly)
    return {cluster: await flow.step('Create cluster', createCluster(flow.run, provider, creation))}
  const {spec} = creation
  const ready = Promise.withResolvers<void>()
  const create = createCluster(flow.run, provider, {...creation, onTakesImages: ready.resolve})
  const send: Work<EarlyImage> = sendEarly(flow, provider, spec.name, plannedCluster(spec), app, ready.promise)
  const [cluster, {spec: brought, nodes}] = await flow.together(
    {title: 'Create cluster', work: create},
    {title: 'Load image', work: send},
  )
  const isThere = nodes === undefined || kubernetesNodes(cluster).every(({id}) => nodes.includes(id))
  return {cluster, brought: isThere ? brought : undefined}
}
