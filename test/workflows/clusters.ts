import type {ClusterProvider, LocalCluster} from '../../src/cluster/provider.ts'
import {PROVIDERS} from '../../src/cluster/providers/index.ts'
import type {PublishedPort} from '../../src/cluster/published-port.ts'
import type {LocalClusterOf} from '../../src/cluster/registry.ts'
import {assumedProvider} from '../../src/cluster/registry.ts'
import {type Exec, ProgramMissing} from '../../src/process/exec.ts'

/** A program that nobody may run. */
const unasked: Exec = async ({program}) => {
  throw new ProgramMissing(program, undefined)
}

const assumed = new Map(
  await Promise.all(PROVIDERS.map(async name => [name, await assumedProvider(unasked, name)] as const)),
)
const assumedOf = (name: string): ClusterProvider => assumed.get(name) as ClusterProvider

export type ImageState = 'absent' | 'on all nodes' | 'not on the nodes'

/** A cluster of one node on a provider that knows only where images are. */
export const clusterWith = (
  state: ImageState,
  {
    provider = 'kind',
    ports = [],
    exposed = [],
  }: {provider?: 'kind' | 'sim'; ports?: PublishedPort[]; exposed?: number[]} = {},
): LocalClusterOf & {sent: string[]} => {
  const sent: string[] = []
  const node = {name: 'shop-worker', role: 'worker', id: 'i', image: 'n', running: true, addresses: [], ports}
  const cluster = {name: 'shop', provider, context: `${provider}-shop`, nodes: [node]} as unknown as LocalCluster
  const findImages: ClusterProvider['findImages'] = async ({nodes}, sources) =>
    sources.map(source => {
      const image = 'image' in source ? source.image : source.archive.file
      return {
        source: image,
        images: [image],
        nodes: nodes.map(({name}) => name),
        lacking: state === 'not on the nodes' ? nodes.map(({name}) => name) : [],
        ...(state === 'absent' && {problem: new Error('there is no such image') as never}),
        load: async report => {
          report('sending')
          sent.push(image)
          return []
        },
      }
    })
  return {
    cluster,
    provider: {...assumedOf(provider), findImages, exposedPorts: async () => exposed},
    sent,
  }
}

/** The same cluster on a machine where no program can be asked. */
export const withoutPrograms = ({cluster}: LocalClusterOf): LocalClusterOf => ({
  cluster,
  provider: assumedOf(cluster.provider),
})
