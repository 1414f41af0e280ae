import {expect, test} from 'vitest'
import {kindScript} from '../../../../src/cluster/providers/kind/script.ts'

const script = kindScript('podman')

test('The script of a cluster asks the engine that kind uses', () => {
  expect(script.start('shop', ['shop-control-plane', 'shop-worker'])).toEqual([
    'podman start shop-control-plane shop-worker',
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
