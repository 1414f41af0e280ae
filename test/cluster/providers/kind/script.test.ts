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
