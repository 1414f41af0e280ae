import {expect, test} from 'vitest'
import {insteadOf} from '../../src/cli/other-verbs.ts'

const NOW = ['up', 'down', 'clusters', 'status', 'open', 'load', 'deploy', 'doctor']
const ask = (words: string, commands: readonly string[] = NOW): string | undefined =>
  insteadOf(words.split(' '), 'kubectl kubia', command => commands.includes(command))?.command

test.each([
  ['ls', 'kubectl kubia clusters'],
  ['list clusters', 'kubectl kubia clusters'],
  ['ps', 'kubectl kubia status'],
  ['nodes', 'kubectl kubia status nodes'],
  ['dashboard', 'kubectl kubia status -w'],
  ['create', 'kubectl kubia up'],
  ['create cluster shop', 'kubectl kubia up shop'],
  ['cluster create shop --agents 2', 'kubectl kubia up shop'],
  ['start shop', 'kubectl kubia up shop'],
  ['delete shop', 'kubectl kubia down shop'],
  ['rm -f shop', 'kubectl kubia down shop'],
  ['service web', 'kubectl kubia open web'],
  ['import app:dev', 'kubectl kubia load app:dev'],
  ['rollback web', 'kubectl rollout undo deployment web'],
  ['undo deployment web', 'kubectl rollout undo deployment web'],
  ['restart web', 'kubectl rollout restart deployment web'],
  ['events -A', 'kubectl events -A'],
  ['use shop', 'kubectl config get-contexts'],
  ['shell web', 'kubectl exec -it web -- sh'],
  ['get pods -A -o wide', 'kubectl get pods -A -o wide'],
  ['describe node shop-worker', 'kubectl describe node shop-worker'],
  ['port-forward svc/web 8080:80', 'kubectl port-forward svc/web 8080:80'],
  ['exec web -- ls', 'kubectl exec web -- ls'],
  ['top nodes', 'kubectl top nodes'],
  ['frobnicate', undefined],
])('%s: %s', (words, command) => {
  expect(ask(words)).toBe(command)
})

test.each([
  ['rollback web', 'kubectl kubia undo web'],
  ['resume shop', 'kubectl kubia start shop'],
  ['pause shop', 'kubectl kubia stop shop'],
])('%s: the command of ours once there is one: %s', (words, command) => {
  expect(ask(words, [...NOW, 'undo', 'start', 'stop'])).toBe(command)
})

test('Words are quoted as a shell reads them', () => {
  expect(insteadOf(['get', 'pods', '-l', "a in (b, 'c')"], 'kubectl kubia', () => true)).toEqual({
    command: String.raw`kubectl get pods -l 'a in (b, '\''c'\'')'`,
    does: 'is a command of kubectl',
  })
})
