import {expect, test} from 'vitest'
import {clustersCheck} from '../../src/checks/clusters.ts'
import {createFacts} from '../../src/checks/facts.ts'
import {describeClusters} from '../../src/cli/cluster-rows.ts'
import {describeStopped, isHalted} from '../../src/cluster/halted-nodes.ts'
import {nodeContainers} from '../support/docker.ts'
import {recordedExec} from '../support/exec.ts'
import {clusterOf, nodeOf} from '../support/provider.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

const runs = nodeOf('shop-control-plane')
const stopped = {running: false}
const paused = {running: false, paused: true}
const worker = (name: string, state: object) => nodeOf(`shop-${name}`, state)

test.each([
  ['all paused', [{...runs, ...paused}, worker('worker', paused)], 'cluster shop is paused', true],
  ['all stopped', [{...runs, ...stopped}, worker('worker', stopped)], 'cluster shop is stopped', true],
  [
    'some of each',
    [{...runs, ...paused}, worker('worker', stopped), worker('worker2', stopped)],
    'cluster shop: shop-control-plane is paused; shop-worker, shop-worker2 are stopped',
    true,
  ],
  ['a paused worker', [runs, worker('worker', paused)], 'cluster shop: shop-worker is paused', true],
  ['a stopped worker', [runs, worker('worker', stopped)], 'cluster shop: shop-worker is stopped', false],
])('A cluster is described by what of it does not run: %s', (_, nodes, says, waits) => {
  expect([describeStopped(clusterOf('shop', nodes)), isHalted(clusterOf('shop', nodes))]).toEqual([says, waits])
})

test('clusters counts paused nodes by themselves, whether its API server answers or not', () => {
  const cluster = clusterOf('shop', [runs, worker('worker', paused)])
  const count = (ready: ReadonlyMap<string, ReadonlySet<string>>) =>
    describeClusters([cluster], {current: '', contexts: []}, ready)[0]?.nodes
  expect([count(new Map()), count(new Map([['kind-shop', new Set(['shop-control-plane'])]]))]).toEqual([
    '1/2 running, 1 paused',
    '1/2 Ready, 1 paused',
  ])
})

test('doctor warns of a cluster that is paused, with the line that resumes it', async () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  const {exec} = recordedExec(nodeContainers(['shop-control-plane'], true, true))
  expect(await clustersCheck.run(createFacts(exec, {provider: 'kind', kubeconfig: undefined}))).toMatchObject({
    found: 'shop',
    warning: {code: 'CLUSTER_STOPPED', message: 'cluster shop is paused', details: {fix: ['kubectl kubia start shop']}},
  })
})
