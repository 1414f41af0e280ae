import {joinProblems} from '../checks/run-checks.ts'
import type {ClusterProvider, ImageSource, ImageTransfer, LocalCluster} from '../cluster/provider.ts'
import {isArchiveWord} from '../cluster/providers/common/images/archive-word.ts'
import {readArchive} from '../cluster/providers/common/images/read-archive.ts'
import type {LocalClusterOf} from '../cluster/registry.ts'
import {asKubiaError, type KubiaError} from '../errors/kubia-error.ts'
import type {Run} from '../process/run.ts'
import {counted} from '../text/counted.ts'
import {type Action, type Done, done, type Report} from '../workflow/step.ts'
import type {Workflow} from '../workflow/workflow.ts'
import {someLacking} from './bring-image.ts'

/** An image, and what became of it. */
export interface LoadedImage {
  image: string
  outcome: 'loaded' | 'unchanged'
  /** The nodes that it was brought to. */
  nodes: string[]
}

/** `2 of 3 nodes`, or `3 nodes` where it is all of them. */
const share = ({lacking, nodes}: ImageTransfer): string => {
  const all = counted(nodes.length, 'node')
  return lacking.length === nodes.length ? all : `${lacking.length} of ${all}`
}

/** Where each image is. Arguments that name no archive, or a broken one, come out as problems. */
const readSources = async (names: readonly string[]): Promise<{sources: ImageSource[]; problems: KubiaError[]}> => {
  const sources: ImageSource[] = []
  const problems: KubiaError[] = []
  for (const name of names) {
    try {
      sources.push(isArchiveWord(name) ? {archive: await readArchive(name)} : {image: name})
    } catch (error) {
      problems.push(asKubiaError(error))
    }
  }
  return {sources, problems}
}

/**
 * Looks which nodes lack which image. @param names images and archives
 * @throws KubiaError with all problems at once, IMAGE_MISSING among them
 */
export const lookAtImages = async (
  provider: Pick<ClusterProvider, 'findImages'>,
  cluster: LocalCluster,
  names: readonly string[],
  report: Report,
): Promise<Done<ImageTransfer[]>> => {
  report(names.join(', '))
  const {sources, problems} = await readSources(names)
  const transfers = await provider.findImages(cluster, sources)
  const problem = joinProblems([...problems, ...transfers.flatMap(({problem}) => problem ?? [])])
  if (problem) throw problem
  const lacking = transfers.filter(transfer => transfer.lacking.length > 0).length
  return done(lacking === 0 ? 'all are on all nodes' : `${lacking} of ${transfers.length} to load`, transfers)
}

const outcomeOf = ({images, lacking}: ImageTransfer, outcome: LoadedImage['outcome']): LoadedImage[] =>
  images.map(image => ({image, outcome, nodes: lacking}))

/** Brings an image, or the images of an archive, to the nodes that lack it. */
export const loadImage = (
  run: Pick<Run, 'log'>,
  {provider, cluster}: LocalClusterOf,
  transfer: ImageTransfer,
  note: (line: string) => void,
): Action<LoadedImage[]> => ({
  script: () => provider.script.load(cluster.name, [transfer.source], someLacking(transfer)),
  planned: outcomeOf(transfer, 'loaded'),
  run: async report => {
    run.log.open()
    for (const warning of await transfer.load(report)) note(`warning: ${warning}`)
    return done(`into ${share(transfer)}`, outcomeOf(transfer, 'loaded'))
  },
})

/** What is planned for images where nothing is known of the nodes: all of them get them. */
const transfersToAll = (names: readonly string[]): ImageTransfer[] =>
  names.map(source => ({source, images: [source], nodes: [], lacking: [source], load: async () => []}))

/** Brings images and archives to all nodes. Nothing is sent before everything that was named is found. */
export const load = async (
  flow: Workflow,
  target: LocalClusterOf,
  names: readonly string[],
): Promise<LoadedImage[]> => {
  const {provider, cluster} = target
  const transfers = await flow.step('Look at images', report =>
    flow.look(() => lookAtImages(provider, cluster, names, report), done('', transfersToAll(names))),
  )
  const loaded: LoadedImage[] = []
  for (const transfer of transfers) {
    const title = `Load ${transfer.source}`
    if (transfer.lacking.length > 0)
      loaded.push(...(await flow.step(title, loadImage(flow.run, target, transfer, flow.note))))
    else {
      flow.skip(title, `on all ${counted(transfer.nodes.length, 'node')}`)
      loaded.push(...outcomeOf(transfer, 'unchanged'))
    }
  }
  return loaded
}
