// The quality-of-service class of a pod: which pods a kubelet would end first when its node runs out of memory.
import type {Container, PodSpec} from './types.ts'

const COUNTED = ['cpu', 'memory'] as const

const amounts = (container: Container, of: 'limits' | 'requests'): Record<string, string> =>
  container.resources?.[of] ?? {}

/** Limits for both, and no requests that differ from them. */
const isGuaranteed = (container: Container): boolean =>
  COUNTED.every(name => {
    const limit = amounts(container, 'limits')[name]
    const request = amounts(container, 'requests')[name] ?? limit
    return limit !== undefined && request === limit
  })

const asksForNothing = (container: Container): boolean =>
  COUNTED.every(name => !amounts(container, 'limits')[name] && !amounts(container, 'requests')[name])

export const qosClass = (spec: PodSpec): 'BestEffort' | 'Burstable' | 'Guaranteed' => {
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  if (containers.every(asksForNothing)) return 'BestEffort'
  return containers.every(isGuaranteed) ? 'Guaranteed' : 'Burstable'
}
