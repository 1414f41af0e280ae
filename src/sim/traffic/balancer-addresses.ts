/** Hosts of a network of 256 addresses, without the first and the last. */
const HOSTS = 254

/**
 * The addresses for load balancers of a cluster, beside those of its nodes: the network half a round away in the third
 * part (127.7.9.1 is a node, 127.7.137.1 a load balancer). Where the nodes share one address, so do the load balancers.
 * @param nodes the addresses of the nodes
 */
export const balancerAddresses = (nodes: readonly string[]): string[] => {
  const [first = '127.0.0.1'] = nodes
  if (new Set(nodes).size < nodes.length || first === '127.0.0.1') return ['127.0.0.1']
  const [a, b, c = 0] = first.split('.').map(Number)
  return Array.from({length: HOSTS}, (_, index) => `${a}.${b}.${(c + 128) % 256}.${index + 1}`)
}
