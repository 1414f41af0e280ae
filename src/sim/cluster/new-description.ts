// How a new cluster is described.
import {newUid} from '../api/names.ts'
import {timestamp} from '../clock.ts'
import {type Description, type NodeRegistration, type PublishedPort, STATE_VERSION} from '../description/description.ts'
import {nodeNames} from '../kubelet/nodes.ts'
import type {ClusterPki} from '../pki/cluster-pki.ts'
import {nodeAddresses} from './addresses.ts'

/** How a cluster is asked for; what is left out has been decided already, or has a default. */
export interface ClusterRequest {
  name: string
  controlPlanes: number
  workers: number
  /** Without a `v`: `1.36.0`. It is reported, and nothing more. */
  kubernetesVersion: string
  publish: PublishedPort[]
  /** What its nodes are registered with: control planes first, as they are named. */
  registrations?: readonly NodeRegistration[]
  /** How fast it is, 1 where it is left out. The namespace kube-system says so from then on. */
  speed?: number
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

export const describeNew = (
  {name, controlPlanes, workers, kubernetesVersion, publish, registrations = []}: ClusterRequest,
  server: string,
  {authority, client}: ClusterPki,
  now: Date,
): Description => {
  const id = newUid()
  const addresses = nodeAddresses(id, controlPlanes + workers)
  return {
    version: STATE_VERSION,
    name,
    id,
    createdAt: timestamp(now),
    kubernetesVersion,
    server,
    nodes: nodeNames(name, controlPlanes, workers).map((node, index) => ({
      ...node,
      address: addresses[index] ?? '',
      ...registrations[index],
    })),
    publish,
    caData: base64(authority.certificate),
    clientCertificateData: base64(client.certificate),
    clientKeyData: base64(client.key),
  }
}
