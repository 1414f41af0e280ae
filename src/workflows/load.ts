import {joinProblems} from '../checks/run-checks.ts'
import type {ImageSource, ImageTransfer} from '../cluster/provider.ts'
import {isArchiveWord, readArchive} from '../cluster/providers/common/images/read-archive.ts'
import type {LocalClusterOf} from '../cluster/registry.ts'
import {asKubiaError, type KubiaError} from '../errors/kubia-error.ts'
import type {Run} from '../process/run.ts'
import {counted} from '../text/counted.ts'
import type {ListedStep as Step} from '../workflow/listed-step.ts'
import type {Reporter} from '../workflow/reporters/reporter.ts'

/** An image, and what became of it. */
export interface LoadedImage {
  image: string
  outcome: 'loaded' | 'unchanged'
  /** The nodes that it was brought to. */
  nodes: string[]
}

export interface LoadResult {
  loaded: LoadedImage[]
}

/** `2 of 3 nodes`, or `3 nodes` where it is all of them. */
const share = (part: readonly string[], all: readonly string[]): string =>
  part.length === all.length ? counted(all.length, 'node') : `${part.length} of ${counted(all.length, 'node')}`

/** Where each word's image is. Words that name no archive, or a broken one, come out as problems. */
const readSources = async (words: readonly string[]): Promise<{sources: ImageSource[]; problems: KubiaError[]}> => {
  const sources: ImageSource[] = []
  const problems: KubiaError[] = []
  for (const word of words) {
    try {
      sources.push(isArchiveWord(word) ? {archive: await readArchive(word)} : {image: word})
    } catch (error) {
      problems.push(asKubiaError(error))
    }
  }
  return {sources, problems}
}

/**
 * Brings images and archives to all nodes: what the user reads on the screen, in this order. Nothing is sent before
 * everything that was named is found.
 */
export const loadTasks = (
  run: Run,
  reporter: Reporter,
  {provider, cluster}: LocalClusterOf,
  words: readonly string[],
  result: LoadResult,
): Step[] => {
  let transfers: ImageTransfer[] = []
  const transferOf = (word: string): ImageTransfer => {
    const found = transfers.find(({source}) => source === word)
    if (!found) throw new Error(`nobody looked for ${word}`)
    return found
  }
  const tell = ({images, lacking}: ImageTransfer, outcome: LoadedImage['outcome']): void =>
    void result.loaded.push(...images.map(image => ({image, outcome, nodes: lacking})))

  return [
    {
      title: 'Look at images',
      task: async report => {
        report(words.join(', '))
        const {sources, problems} = await readSources(words)
        transfers = await provider.findImages(cluster, sources)
        const problem = joinProblems([...problems, ...transfers.flatMap(({problem}) => problem ?? [])])
        if (problem) throw problem
        const lacking = transfers.filter(transfer => transfer.lacking.length > 0).length
        return lacking === 0 ? 'all are on all nodes' : `${lacking} of ${transfers.length} to load`
      },
    },
    ...words.map(
      (word): Step => ({
        title: `Load ${word}`,
        skip: () => {
          const transfer = transferOf(word)
          if (transfer.lacking.length > 0) return undefined
          tell(transfer, 'unchanged')
          return `on all ${counted(transfer.nodes.length, 'node')}`
        },
        task: async report => {
          const transfer = transferOf(word)
          if (!run.log) run.keepLog()
          for (const warning of await transfer.load(report)) reporter.note(`warning: ${warning}`)
          tell(transfer, 'loaded')
          return `into ${share(transfer.lacking, transfer.nodes)}`
        },
      }),
    ),
  ]
}
