import type {ClusterNode, LocalCluster} from '../../src/cluster/provider.ts'
import type {ClusterRecord} from '../../src/cluster/state.ts'

/** A node container as `docker inspect` has it; the part that is read. */
export const container = (cluster: string, node: string) => ({
  Id: `id-${cluster}-${node}`,
  Name: `/${cluster}-${node}`,
  Created: '2026-08-23T10:15:00Z',
  State: {Running: true},
  Config: {
    Image: 'kindest/node:v1.36.4',
    Labels: {
      'io.x-k8s.kind.cluster': cluster,
      'io.x-k8s.kind.role': node.startsWith('worker') ? 'worker' : node.replace(/\d+$/, ''),
    },
  },
})

export const node = (name: string, fields: Partial<ClusterNode> = {}): ClusterNode => ({
  name,
  role: name.includes('worker') ? 'worker' : 'control-plane',
  id: `id-${name}`,
  image: 'kindest/node:v1.36.4@sha256:aaaa',
  running: true,
  createdAt: '2026-08-23T10:15:00Z',
  ports: [],
  ...fields,
})

/** A cluster `kubia` of one control plane and two workers. */
export const cluster = (
  nodes = [node('kubia-control-plane'), node('kubia-worker'), node('kubia-worker2')],
): LocalCluster => ({
  name: 'kubia',
  provider: 'kind',
  context: 'kind-kubia',
  nodes,
})

/** The record of the cluster `kubia` of test/cluster/fixtures.ts. */
export const record = (fields: Partial<ClusterRecord> = {}): ClusterRecord => ({
  name: 'kubia',
  provider: 'kind',
  controlPlaneId: 'id-kubia-control-plane',
  nodes: ['kubia-control-plane'],
  previousContext: 'prod',
  startedAt: '2026-08-23T10:14:00.000Z',
  ...fields,
})
