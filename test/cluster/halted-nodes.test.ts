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
const frozen = (...programs: string[]) => ({...paused, frozen: programs})
const node = (name: string, state: object) => nodeOf(`shop-${name}`, state)
const balancer = (state: object) => nodeOf('shop-external-load-balancer', {role: 'external-load-balancer', ...state})

test.each([
  ['all paused', [{...runs, ...paused}, node('worker', paused)], 'cluster shop is paused', true],
  ['all stopped', [{...runs, ...stopped}, node('worker', stopped)], 'cluster shop is stopped', true],
  [
    'some of each',
    [{...runs, ...paused}, node('worker', stopped), node('worker2', stopped)],
    'cluster shop: shop-control-plane is paused; shop-worker, shop-worker2 are stopped',
    true,
  ],
  ['a paused worker', [runs, node('worker', paused)], 'cluster shop: shop-worker is paused', true],
  ['a stopped worker', [runs, node('worker', stopped)], 'cluster shop: shop-worker is stopped', false],
  [
    'programs of a node, stopped by signals',
    [{...runs, ...frozen('kube-apiserver')}, node('worker', frozen('containerd', 'kubelet')), node('worker2', stopped)],
    'cluster shop: kube-apiserver of shop-control-plane, containerd of shop-worker, kubelet of shop-worker are paused; shop-worker2 is stopped',
    true,
  ],
  [
    'one program of its only node',
    [{...runs, ...frozen('kubelet')}],
    'cluster shop: kubelet of shop-control-plane is paused',
    true,
  ],
  [
    'the load balancer of several control planes',
    [runs, node('control-plane2', {}), balancer(stopped)],
    'cluster shop: shop-external-load-balancer is stopped',
    true,
  ],
  [
    'one of three control planes',
    [runs, node('control-plane2', {}), node('control-plane3', stopped), balancer({})],
    'cluster shop: shop-control-plane3 is stopped',
    false,
  ],
  [
    'two of three control planes',
    [runs, node('control-plane2', stopped), node('control-plane3', stopped), balancer({})],
    'cluster shop: shop-control-plane2, shop-control-plane3 are stopped; etcd needs 2 of 3 control planes',
    true,
  ],
  [
    'one of two control planes',
    [runs, node('control-plane2', paused), balancer({})],
    'cluster shop: shop-control-plane2 is paused; etcd needs 2 of 2 control planes',
    true,
  ],
])('A cluster is described by what of it does not run: %s', (_, nodes, says, waits) => {
  expect([describeStopped(clusterOf('shop', nodes)), isHalted(clusterOf('shop', nodes))]).toEqual([says, waits])
})

test('clusters counts paused nodes by themselves, whether its API server answers or not', () => {
  const cluster = clusterOf('shop', [runs, node('worker', paused)])
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
