import type {LocalCluster} from './provider.ts'
import type {PublishedPort} from './providers/kind/config/kind-config.ts'
import {isOfVersion} from './providers/kind/node-image.ts'

/** What was said of a cluster's shape; what is undefined was left open. */
export interface WantedShape {
  controlPlanes?: number | undefined
  workers?: number | undefined
  kubernetesVersion?: string | undefined
  image?: string | undefined
  publish: readonly PublishedPort[]
}

const host = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** A published port as it is written on the command line. */
export const formatPort = ({address, hostPort, nodePort, protocol}: PublishedPort): string =>
  `${host(address)}:${hostPort}:${nodePort}${protocol === 'TCP' ? '' : `/${protocol.toLowerCase()}`}`

const isPublished = (wanted: PublishedPort, live: readonly PublishedPort[]): boolean =>
  live.some(
    port =>
      port.nodePort === wanted.nodePort &&
      port.protocol === wanted.protocol &&
      port.address === wanted.address &&
      (wanted.hostPort === 0 || port.hostPort === wanted.hostPort),
  )

const withoutDigest = (image: string): string => image.replace(/@.*/, '')

const countDrift = (what: string, live: number, wanted: number | undefined): string[] =>
  wanted === undefined || wanted === live ? [] : [`${what} ${live} → ${wanted}`]

/** How a cluster differs from what was said of it, one line a difference: `workers 2 → 3`. What was left open never does. */
export const findDrift = (cluster: LocalCluster, wanted: WantedShape): string[] => {
  const nodes = cluster.nodes.filter(node => node.role !== 'external-load-balancer')
  const images = [...new Set(nodes.map(node => node.image))]
  const ports = nodes.flatMap(node => node.ports)
  const {image, kubernetesVersion} = wanted
  return [
    ...countDrift('control-planes', nodes.filter(node => node.role === 'control-plane').length, wanted.controlPlanes),
    ...countDrift('workers', nodes.filter(node => node.role === 'worker').length, wanted.workers),
    ...(image === undefined
      ? []
      : images
          .filter(live => withoutDigest(live) !== withoutDigest(image))
          .map(live => `image ${withoutDigest(live)} → ${withoutDigest(image)}`)),
    ...(kubernetesVersion === undefined
      ? []
      : images
          .filter(live => isOfVersion(live, kubernetesVersion) === false)
          .map(live => `kubernetes-version ${withoutDigest(live).replace(/.*:v?/, '')} → ${kubernetesVersion}`)),
    ...wanted.publish.filter(port => !isPublished(port, ports)).map(port => `publish none → ${formatPort(port)}`),
  ]
}
