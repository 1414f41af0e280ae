import {expect, test} from 'vitest'
import {inPlace} from '../../src/api-server/hints.ts'
import {type Advice, kubectlAdvice, kubiaAdvice} from '../../src/errors/advice.ts'
import {adviceLine} from '../support/advice.ts'

const place = {context: 'kind-shop', namespace: 'web'}

test.each<[Advice, string]>([
  [
    kubectlAdvice(['describe', 'resourcequota', 'q'], 'free some of it'),
    'kubectl --context kind-shop -n web describe resourcequota q     # free some of it',
  ],
  [
    kubectlAdvice(['auth', 'can-i', 'get', 'pods', '-n', 'other']),
    'kubectl --context kind-shop auth can-i get pods -n other',
  ],
  [kubectlAdvice(['create', 'namespace', 'nope']), 'kubectl --context kind-shop create namespace nope'],
  [kubectlAdvice(['get', 'nodes', '--show-labels']), 'kubectl --context kind-shop get nodes --show-labels'],
  [kubectlAdvice(['get', '--raw', '/readyz?verbose']), "kubectl --context kind-shop get --raw '/readyz?verbose'"],
  [kubectlAdvice(['taint', 'node', 'NAME', 'KEY-']), 'kubectl --context kind-shop taint node NAME KEY-'],
  [kubiaAdvice(['logs', 'kubia', '-f']), 'kubectl kubia logs kubia -f --context kind-shop -n web'],
  [
    kubiaAdvice(['logs', 'kubia', '--context', 'other', '-n', 'web']),
    'kubectl kubia logs kubia --context other -n web',
  ],
  [
    kubectlAdvice(['config', 'get-contexts'], 'lists what there is'),
    'kubectl config get-contexts     # lists what there is',
  ],
  [
    kubiaAdvice(['deploy', 'kubia', '--context=kind-shop', '--', 'a']),
    'kubectl kubia deploy kubia --context=kind-shop -- a',
  ],
  [
    kubiaAdvice(['deploy', 'kubia', '--namespace=other', '--', 'a']),
    'kubectl kubia deploy kubia --namespace=other --context kind-shop -- a',
  ],
  ['set resources.requests', 'set resources.requests'],
  [{command: 'kubectl get pods | wc -l'}, 'kubectl get pods | wc -l'],
])('The advice %j becomes %j', (advice, expected) => {
  expect(adviceLine(inPlace(place, advice))).toBe(expected)
})

test('A kubeconfig that was named is part of the command, and not twice', () => {
  const named = {...place, kubeconfig: '/tmp/a b'}
  const line = "kubectl --kubeconfig '/tmp/a b' --context kind-shop -n web get pods"
  expect(adviceLine(inPlace(named, kubectlAdvice(['get', 'pods'])))).toBe(line)
  expect(adviceLine(inPlace(named, kubectlAdvice(['get', 'pods', '--kubeconfig', 'f'])))).toBe(
    'kubectl --context kind-shop -n web get pods --kubeconfig f',
  )
})
