import type {Node, Pod, PodSpec} from '../kubernetes/types.ts'

/** What `scale` needs of a quantity: bytes or cores as numbers. */
export type ReadQuantity = (text: string) => number

const RESOURCES = ['cpu', 'memory'] as const

const requestOf = (spec: PodSpec | undefined, resource: string, read: ReadQuantity): number =>
  (spec?.containers ?? []).reduce((sum, {resources}) => sum + read(resources?.requests?.[resource] ?? '0'), 0)

const isOpen = ({spec}: Node, tolerated: readonly string[]): boolean =>
  !spec?.unschedulable &&
  !(spec?.taints ?? []).some(({key, effect}) => effect !== 'PreferNoSchedule' && !tolerated.includes(key))

/**
 * How many more pods of a template the nodes can hold: by the number of pods that each may have, and by the CPU and
 * memory that pods ask for. Affinities and volumes are left out, so it is an upper bound.
 * @param pods all pods of the cluster
 */
export const roomFor = (
  template: PodSpec,
  nodes: readonly Node[],
  pods: readonly Pod[],
  read: ReadQuantity,
): number => {
  const live = pods.filter(({status}) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed')
  const byNode = Map.groupBy(live, ({spec}) => spec.nodeName ?? '')
  const tolerated = ((template as {tolerations?: {key?: string}[]}).tolerations ?? []).flatMap(({key}) => key ?? [])
  const matches = ({metadata}: Node): boolean =>
    Object.entries(template.nodeSelector ?? {}).every(([key, value]) => metadata.labels?.[key] === value)
  return nodes
    .filter(node => isOpen(node, tolerated) && matches(node))
    .map(({metadata, status}) => {
      const here = byNode.get(metadata.name) ?? []
      const allocatable = status?.allocatable ?? {}
      const free = [read(allocatable['pods'] ?? '110') - here.length]
      for (const resource of RESOURCES) {
        const wanted = requestOf(template, resource, read)
        if (wanted === 0) continue
        const taken = here.reduce((sum, {spec}) => sum + requestOf(spec, resource, read), 0)
        free.push(Math.floor((read(allocatable[resource] ?? '0') - taken) / wanted))
      }
      return Math.max(0, Math.min(...free))
    })
    .reduce((sum, count) => sum + count, 0)
}
