// What a simulated cluster says of itself: the line that its program prints, and the first one of its state file.
import {randomUUID} from 'node:crypto'
import {timestamp} from '../clock.ts'
import type {ClusterPki} from '../pki/cluster-pki.ts'
import type {PublishedPort} from './published-port.ts'

export interface ClusterNode {
  name: string
  role: 'control-plane' | 'worker'
  /** An IPv4 address of this machine's loopback network. */
  address: string
}

/** How a cluster is asked for; what is left out has been decided already, or has a default. */
export interface ClusterShape {
  name: string
  controlPlanes: number
  workers: number
  /** Without a `v`: `1.36.0`. It is reported, and nothing more. */
  kubernetesVersion: string
  publish: PublishedPort[]
}

export interface Description {
  name: string
  /** A new cluster of the same name has another one. */
  id: string
  /** RFC 3339. */
  createdAt: string
  kubernetesVersion: string
  /** The API server's URL. */
  server: string
  nodes: ClusterNode[]
  publish: PublishedPort[]
  /** Base64 of PEM, as a kubeconfig has it. */
  caData: string
  clientCertificateData: string
  clientKeyData: string
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

export const describeNew = (
  {name, kubernetesVersion, publish}: ClusterShape,
  nodes: ClusterNode[],
  server: string,
  {authority, client}: ClusterPki,
  now: Date,
): Description => ({
  name,
  id: randomUUID(),
  createdAt: timestamp(now),
  kubernetesVersion,
  server,
  nodes,
  publish,
  caData: base64(authority.certificate),
  clientCertificateData: base64(client.certificate),
  clientKeyData: base64(client.key),
})
