import {expect, test} from 'vitest'
import {DEFAULT_SPEC} from '../../../../src/cluster/cluster-spec.ts'
import {showJoiningNodes} from '../../../../src/cluster/providers/kind/joining-nodes.ts'
import {kindProvider} from '../../../../src/cluster/providers/kind/provider.ts'
import type {Command} from '../../../../src/process/command.ts'
import type {Exec, ExecOptions} from '../../../../src/process/exec.ts'
import {type Answer, recordedExec} from '../../../support/exec.ts'
import {skipWaits} from '../../../support/time.ts'

const spec = {...DEFAULT_SPEC, name: 'k', provider: 'kind'}
const LOOK =
  'docker exec k-control-plane kubectl --kubeconfig /etc/kubernetes/admin.conf get nodes -o name --watch --request-timeout=20s'

/** Names of nodes as `kubectl get nodes -o name --watch` prints them, each line as it comes. */
const registered = (...names: string[]): Answer => ({stdout: names.map(name => `node/${name}\n`).join('')})

/** What is shown until all looks of these answers are over. */
const showAll = async (...answers: Answer[]): Promise<{said: string[]; asked: string[]}> => {
  skipWaits()
  const said: string[] = []
  const {exec, asked} = recordedExec({[LOOK]: [...answers, registered('k-control-plane', 'k-worker', 'k-worker2')]})
  await new Promise<void>(resolve => {
    showJoiningNodes(exec, 'docker', spec, 'joining worker nodes', detail => {
      said.push(detail)
      if (detail.includes('3/3')) resolve()
    })
  })
  return {said, asked}
}

test('Each node is shown as it registers, and one that is known already is not named again', async () => {
  const {said, asked} = await showAll(registered('k-control-plane', 'k-worker2', 'k-worker2'))
  expect(said).toEqual([
    'joining worker nodes · 1/3 registered',
    'joining worker nodes · 2/3 registered: k-worker2',
    'joining worker nodes · 3/3 registered: k-worker',
  ])
  expect(asked).toEqual([LOOK, LOOK])
})

test.each<[string, Answer]>([
  ['fails', {exitCode: 1, stderr: 'The connection to the server was refused\n'}],
  ['finds no engine', {missing: true}],
  ['prints noise', {stdout: 'hello\n'}],
])('A look that %s shows nothing, and the next one is taken', async (_, answer) => {
  expect((await showAll(answer, registered('k-control-plane', 'k-worker'))).said).toEqual([
    'joining worker nodes · 1/3 registered',
    'joining worker nodes · 2/3 registered: k-worker',
    'joining worker nodes · 3/3 registered: k-worker2',
  ])
})

/** An engine that never answers a look, beside a kind that goes through these phases and then ends so. */
const hangingLooks = (phases: readonly string[], fails?: Error): {exec: Exec; open: () => number} => {
  let open = 0
  const exec: Exec = async ({program}: Command, {onLine, signal}: ExecOptions = {}) => {
    if (program === 'docker') {
      open++
      await new Promise<void>(resolve => signal?.addEventListener('abort', () => resolve()))
      open--
      throw signal?.reason
    }
    for (const phase of phases) onLine?.(` • ${phase} 🚜  ...`)
    if (fails) throw fails
    return {exitCode: 0, stdout: '', stderr: '', elapsedMs: 1}
  }
  return {exec, open: () => open}
}

const create = async (exec: Exec): Promise<string[]> => {
  const said: string[] = []
  await kindProvider(exec, {program: 'docker', version: '29'}, '0.33.0').create(
    spec,
    undefined,
    detail => said.push(detail),
    () => {},
  )
  return said
}

test('A look that hangs ends with the creation', async () => {
  const {exec, open} = hangingLooks(['Joining more control-plane nodes', 'Joining worker nodes'])
  expect(await create(exec)).toEqual(['joining more control-plane nodes', 'joining worker nodes'])
  expect(open()).toBe(0)
})

test('A look that hangs ends with a creation that fails', async () => {
  const {exec, open} = hangingLooks(['Joining worker nodes'], new Error('no more memory'))
  await expect(create(exec)).rejects.toThrow('no more memory')
  expect(open()).toBe(0)
})

test('Nodes are looked at while kind says that they join, and not before', async () => {
  const {exec, asked} = recordedExec({
    'kind create': {stderr: ' • Preparing nodes 📦  ...\n • Installing CNI 🔌  ...\n'},
  })
  expect(await create(exec)).toEqual(['preparing nodes', 'installing CNI'])
  expect(asked).toEqual(['kind create cluster --name k --config - --retain'])
})
