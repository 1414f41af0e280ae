import {expect, test} from 'vitest'
import {markCommands} from '../../../../src/cluster/providers/kind/mark-control-planes.ts'
import {formatCommand} from '../../../../src/process/command.ts'
import {clusterOf} from '../../../support/provider.ts'

const lines = (image: string, roles: readonly ('control-plane' | 'worker')[]): string[] => {
  const cluster = clusterOf('shop')
  const [node] = cluster.nodes
  if (!node) throw new Error('the cluster has no node')
  const nodes = roles.map((role, index) => ({...node, role, image, name: `shop-${index}`}))
  const names = nodes.map(({name}) => name)
  return markCommands('docker', {...cluster, nodes}, names).map(formatCommand)
}

const MARK = 'docker exec shop-0 kubeadm init phase mark-control-plane --config /kind/kubeadm.conf'
const TAINT = 'docker exec shop-0 kubectl --kubeconfig /etc/kubernetes/admin.conf taint nodes shop-0'

test('Only control planes are marked', () => {
  expect(lines('kindest/node:v1.36.0', ['control-plane', 'worker'])).toEqual([MARK])
})

test.each([
  ['kindest/node:v1.20.2-debian', 'node-role.kubernetes.io/master-'],
  ['kindest/node:v1.24.17', 'node-role.kubernetes.io/control-plane- node-role.kubernetes.io/master-'],
  ['kindest/node:v1.36.0', 'node-role.kubernetes.io/control-plane-'],
  ['registry.example/node:latest', 'node-role.kubernetes.io/control-plane-'],
])('Without workers %s loses the taint that kubeadm gives it', (image, taints) => {
  expect(lines(image, ['control-plane'])).toEqual([MARK, `${TAINT} ${taints}`])
})
