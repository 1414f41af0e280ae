import {expect, test} from 'vitest'
import {inPlace} from '../../src/api-server/hints.ts'

const place = {context: 'kind-shop', namespace: 'web'}

test.each([
  [
    'kubectl describe resourcequota q     # free some of it',
    'kubectl --context kind-shop -n web describe resourcequota q     # free some of it',
  ],
  ['kubectl auth can-i get pods -n other', 'kubectl --context kind-shop auth can-i get pods -n other'],
  ['kubectl create namespace nope', 'kubectl --context kind-shop create namespace nope'],
  ['kubectl get nodes --show-labels', 'kubectl --context kind-shop get nodes --show-labels'],
  ['kubectl taint node NAME KEY-', 'kubectl --context kind-shop taint node NAME KEY-'],
  ['kubectl kubia logs kubia -f', 'kubectl kubia logs kubia -f --context kind-shop -n web'],
  ['kubectl kubia logs kubia --context other -n web', 'kubectl kubia logs kubia --context other -n web'],
  ['kubectl config get-contexts     # lists what there is', 'kubectl config get-contexts     # lists what there is'],
  ['set resources.requests', 'set resources.requests'],
])('The advice %j becomes %j', (line, expected) => {
  expect(inPlace(place, line)).toBe(expected)
})

test('A kubeconfig that was named is part of the command', () => {
  expect(inPlace({...place, kubeconfig: '/tmp/a b'}, 'kubectl get pods')).toBe(
    "kubectl --kubeconfig '/tmp/a b' --context kind-shop -n web get pods",
  )
})
