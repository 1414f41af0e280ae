import type {AppSpec} from '../api-server/manifests.ts'
import type {Place} from '../api-server/objects.ts'
import {type ImageTransfer, kubernetesNodes} from '../cluster/provider.ts'
import {findLocalCluster, type LocalClusterOf} from '../cluster/registry.ts'
import {counted} from '../text/counted.ts'
import {type Action, type Done, done, type Report} from '../workflow/step.ts'
import type {Workflow} from '../workflow/workflow.ts'

/** Finds the local cluster behind a place, once, when it is first needed; undefined for any other cluster. */
export type FindCluster = () => Promise<LocalClusterOf | undefined>

/** @param known the cluster, where the workflow before has made it or planned it */
export const findClusterOf = (flow: Workflow, {kubeconfig, context}: Place, known?: LocalClusterOf): FindCluster => {
  let found: Promise<LocalClusterOf | undefined> | undefined
  return () => {
    found ??=
      known || context === undefined
        ? Promise.resolve(known)
        : flow.look(() => findLocalCluster(flow.run.exec, {kubeconfig, context}), undefined)
    return found
  }
}

/** What became of an image. */
export interface Brought {
  /** True where it was sent to nodes that lacked it. */
  loaded: boolean
  /** True where all nodes have this machine's image. */
  isHere: boolean
}

/** The nodes that lack an image, where others have it; none where all lack it. */
export const someLacking = ({nodes, lacking}: ImageTransfer): readonly string[] =>
  lacking.length < nodes.length ? lacking : []

/**
 * Sends an image to the nodes that lack it.
 * @param isHere false in a plan where the engine cannot be asked whether it has the image
 */
export const sendImage = (
  {provider, cluster}: LocalClusterOf,
  transfer: ImageTransfer,
  {isHere}: {isHere: boolean},
): Action<Brought> => ({
  script: () => [
    ...(isHere ? [] : ['# if the image is on this machine: brings it to the nodes']),
    ...provider.script.load(cluster.name, [transfer.source], someLacking(transfer)),
  ],
  run: async report => {
    const warnings = await transfer.load(report)
    const text = `${transfer.source} loaded from this machine into ${counted(transfer.lacking.length, 'node')}`
    return done([text, ...warnings].join('; '), {loaded: true, isHere: true})
  },
  planned: {loaded: true, isHere},
})

/** What is to be sent to all nodes, of an image that is not there yet or for nodes that are not. */
export const transferToAll = ({cluster}: LocalClusterOf, image: string): ImageTransfer => {
  const nodes = kubernetesNodes(cluster).map(({name}) => name)
  return {source: image, images: [image], nodes, lacking: nodes, load: async () => []}
}

/**
 * Looks where an image is. Nodes that are yet to come lack what this machine has.
 * @returns undefined in a plan where the engine cannot be asked
 */
const findImage = async (
  {look, lookHere}: Workflow,
  target: LocalClusterOf,
  image: string,
): Promise<ImageTransfer | undefined> => {
  const {provider, cluster} = target
  const found = await look(() => provider.findImages(cluster, [{image}]), undefined)
  if (found) return found[0]
  const here = await lookHere(() => provider.findImages({...cluster, nodes: []}, [{image}]), undefined)
  return here && (here[0]?.problem ? here[0] : transferToAll(target, image))
}

/**
 * Brings an image that the local engine has to the nodes of a local cluster that lack it.
 * @param isBuilt false in a plan: the image is yet to be built
 */
export const bringImage = async (
  flow: Workflow,
  target: LocalClusterOf,
  image: string,
  report: Report,
  isBuilt = true,
): Promise<Done<Brought>> => {
  report(`is ${image} on the nodes?`)
  const found = isBuilt ? await findImage(flow, target, image) : undefined
  const transfer = found ?? transferToAll(target, image)
  if (transfer.problem) return done('not on this machine: the nodes pull it', {loaded: false, isHere: false})
  if (transfer.nodes.length > 0 && transfer.lacking.length === 0)
    return done('on all nodes', {loaded: false, isHere: true})
  return flow.act(sendImage(target, transfer, {isHere: !isBuilt || found !== undefined}), report)
}

/**
 * With a tag that may move (`:latest`, or none) the nodes ask the registry each time, and one that lacks the image makes
 * them fail. What came from this machine, now or earlier, must be taken as it is then.
 */
export const pullPolicyOfLoaded = (image: string): 'IfNotPresent' | undefined => {
  const name = image.split('/').at(-1) ?? image
  return image.includes('@') || (name.includes(':') && !name.endsWith(':latest')) ? undefined : 'IfNotPresent'
}

/** An app whose image is where it is to be, with the pull policy that an image of this machine needs. */
export const asBrought = (spec: AppSpec, {isHere}: Brought, detail: string): Done<AppSpec> => {
  const policy = isHere && spec.imagePullPolicy === undefined ? pullPolicyOfLoaded(spec.image ?? '') : undefined
  return policy ? done(`${detail}, imagePullPolicy ${policy}`, {...spec, imagePullPolicy: policy}) : done(detail, spec)
}

/** Brings an app's image to the nodes. @returns the app as `asBrought` */
export const bringAppImage = async (
  flow: Workflow,
  target: LocalClusterOf,
  spec: AppSpec,
  report: Report,
  isBuilt?: boolean,
): Promise<Done<AppSpec>> => {
  const {detail, value} = await bringImage(flow, target, spec.image ?? '', report, isBuilt)
  return asBrought(spec, value, detail)
}
