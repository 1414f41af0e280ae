import {expect, test} from 'vitest'
import {kubernetesNodes} from '../../src/cluster/local-cluster.ts'
import {cluster, node} from './fixtures.ts'

test('A load balancer in front of control planes is no Kubernetes node', () => {
  const nodes = [node('kubia-control-plane'), node('kubia-control-plane2'), node('kubia-worker')]
  const balancer = node('kubia-external-load-balancer', {role: 'external-load-balancer'})
  expect(kubernetesNodes(cluster([...nodes, balancer]))).toEqual(nodes)
})
