import {expect, test} from 'vitest'
import type {ClusterNode} from '../../../../src/cluster/provider.ts'
import {kindScript} from '../../../../src/cluster/providers/kind/script.ts'
import {clusterOf, nodeOf} from '../../../support/provider.ts'

const script = kindScript('podman')

test('The script of a cluster asks the engine that kind uses', () => {
  const names = ['shop-control-plane', 'shop-worker', 'shop-worker2']
  const off = {running: false}
  const stopped = names.map(name => nodeOf(name, off))
  expect(script.start(clusterOf('shop', stopped), names)).toEqual([
    'podman start shop-control-plane shop-worker shop-worker2',
  ])
  const [plane, worker, last] = stopped.map(node => ({...node, paused: true})) as [
    ClusterNode,
    ClusterNode,
    ClusterNode,
  ]
  expect(script.start(clusterOf('shop', [plane, {...worker, paused: false}, last]), names)).toEqual([
    'podman unpause shop-control-plane shop-worker2',
    'podman start shop-worker',
  ])
  expect(script.start(clusterOf('shop', [plane]), ['shop-control-plane'])).toEqual([
    'podman unpause shop-control-plane',
  ])
  const role = 'external-load-balancer'
  const frozen = [
    {...plane, frozen: ['containerd', 'kubelet']},
    {...worker, name: 'shop-external-load-balancer', role, frozen: ['haproxy']} as const,
    last,
  ]
  expect(
    script.start(
      clusterOf('shop', frozen),
      frozen.map(({name}) => name),
    ),
  ).toEqual([
    'podman unpause shop-worker2',
    "podman exec shop-control-plane pkill -CONT -x 'containerd|kubelet'",
    'podman kill --signal=CONT shop-external-load-balancer',
  ])
  expect(script.load('shop', ['app:dev'], [])).toEqual([
    'for node in $(kind get nodes --name shop); do',
    '  podman save app:dev | podman exec -i "$node" ctr --namespace=k8s.io images import -',
    'done',
  ])
})

test('A context is written and deleted by kind, in the kubeconfig that is named', () => {
  expect(script.context('shop', 'own.yaml')).toEqual(['kind export kubeconfig --name shop --kubeconfig own.yaml'])
  expect(script.delete('shop', undefined)).toEqual(['kind delete cluster --name shop'])
})

test('podman starts nodes with the addresses that they had, and docker needs no word for it', () => {
  const cluster = clusterOf('shop', [
    nodeOf('shop-control-plane', {running: false, address: '10.89.0.2', network: 'kind'}),
    // One that a run left without a network, between two commands.
    nodeOf('shop-worker', {running: false, address: '10.89.0.3'}),
    nodeOf('shop-worker2', {running: false, network: 'kind'}),
  ])
  const names = cluster.nodes.map(({name}) => name)
  expect(kindScript('podman').start(cluster, names)).toEqual([
    'podman network disconnect kind shop-control-plane',
    'podman network connect --ip 10.89.0.2 kind shop-control-plane',
    'podman network connect --ip 10.89.0.3 kind shop-worker',
    'podman start shop-control-plane shop-worker shop-worker2',
  ])
  expect(kindScript('docker').start(cluster, names)).toEqual([
    'docker start shop-control-plane shop-worker shop-worker2',
  ])
})

test('A control plane whose kubelet has lost its node is restarted whole, by podman at its address', () => {
  const cluster = clusterOf('shop', [
    nodeOf('shop-control-plane', {address: '10.89.0.2', network: 'kind'}),
    nodeOf('shop-worker', {address: '10.89.0.3', network: 'kind'}),
  ])
  const names = cluster.nodes.map(({name}) => name)
  expect(kindScript('podman').restartKubelets(cluster, names)).toEqual([
    'podman stop -t 30 shop-control-plane',
    'podman network disconnect kind shop-control-plane',
    'podman network connect --ip 10.89.0.2 kind shop-control-plane',
    'podman start shop-control-plane',
    'podman exec shop-worker systemctl restart kubelet',
  ])
  expect(kindScript('docker').restartKubelets(cluster, names)).toEqual([
    'docker restart shop-control-plane',
    'docker exec shop-worker systemctl restart kubelet',
  ])
})
