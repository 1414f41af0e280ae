const GIB = 1024 ** 3

/** What a cluster takes, in bytes. */
export interface Need {
  /** With less it cannot come up. */
  least: number
  /** With less there is no room for apps. */
  good: number
}

/** Bytes as they are told. */
export const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`

/**
 * Memory. Three idle nodes of Kubernetes 1.20 take 0.6 GiB (measured); a control plane of today's about 0.7 alone, a
 * worker about 0.25. kubeadm itself asks for 1.7 GB on a control plane.
 */
export const memoryNeed = (nodes: number): Need => ({
  least: GIB + (nodes - 1) * 0.25 * GIB,
  good: 2 * GIB + (nodes - 1) * 0.5 * GIB,
})

/**
 * What is said where there is less memory than nodes need; undefined where there is enough.
 * @param place where their number is stated, if that is known
 */
export const describeMemoryLack = (
  nodes: number,
  memory: number,
  owner: string,
  place?: string,
): string | undefined => {
  const need = memoryNeed(nodes)
  if (memory >= need.good) return undefined
  const many = `${nodes} node${nodes === 1 ? '' : 's'}${place === undefined ? '' : ` (${place})`}`
  return `${owner} has ${gib(memory)} of memory; ${many} need${nodes === 1 ? 's' : ''} ${gib(need.least)}, and ${gib(need.good)} to run apps`
}

/** How many containers a cluster takes: its nodes, and the load balancer that kind puts in front of several control planes. */
export const countContainers = (controlPlanes: number, workers: number): number =>
  controlPlanes + workers + (controlPlanes > 1 ? 1 : 0)
