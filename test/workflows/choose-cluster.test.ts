import {expect, test} from 'vitest'
import {clusterForPlan} from '../../src/workflows/choose-cluster.ts'
import {ownFolders} from '../support/kubeconfig.ts'
import {planRecorded} from '../support/workflow.ts'

/** What docker, kind and kubectl answer where these node containers are there. */
const machine = (nodes: readonly {name: string; running: boolean}[]) => ({
  'docker -v': {stdout: 'Docker version 20.10.24, build 1'},
  'docker version': {stdout: '{"Client":{"Version":"20.10.24"},"Server":{"Version":"20.10.24"}}'},
  'docker ps': {stdout: nodes.map(({name}) => `id-${name} ${name}\n`).join('')},
  'docker inspect': {
    stdout: JSON.stringify(
      nodes.map(({name, running}) => ({
        Id: `id-${name}`,
        Name: `/${name}`,
        Created: '2026-01-01T00:00:00.0Z',
        State: {Running: running},
        Config: {
          Image: 'kindest/node:v1.36.4',
          Labels: {'io.x-k8s.kind.cluster': 'shop', 'io.x-k8s.kind.role': 'control-plane'},
        },
      })),
    ),
  },
  'kind version': {stdout: 'kind v0.33.0 go1.27.2 linux/amd64'},
  'kubectl config view': {stdout: JSON.stringify({contexts: []})},
})

const choose = (answers: Parameters<typeof planRecorded>[1]) => {
  ownFolders()
  const {plan, shown} = planRecorded(flow => clusterForPlan(flow, {name: 'shop'}), answers)
  return {shown, found: plan.then(({result}) => result)}
}

test('A plan is for the cluster that is there, with its nodes', async () => {
  const {found} = choose(machine([{name: 'shop-control-plane', running: true}]))
  expect(await found).toMatchObject({isThere: true, target: {cluster: {nodes: [{name: 'shop-control-plane'}]}}})
})

test('A plan for a cluster that is not there says so, and is for one of that name', async () => {
  const {found, shown} = choose(machine([]))
  expect(await found).toMatchObject({isThere: false, target: {cluster: {name: 'shop', nodes: []}}})
  expect(shown).toEqual(['note warning: there is no local cluster shop; the commands are as for a new one'])
})

test('A plan on a machine without the programs is for a cluster of that name, of which none is known', async () => {
  const missing = {missing: true}
  const {found} = choose({
    docker: missing,
    podman: missing,
    nerdctl: missing,
    finch: missing,
    kind: missing,
    kubectl: missing,
  })
  expect(await found).toMatchObject({isThere: false, target: {cluster: {name: 'shop', context: 'kind-shop'}}})
})

test('A plan fails as the run would where the nodes do not run', async () => {
  const {found} = choose(machine([{name: 'shop-control-plane', running: false}]))
  await expect(found).rejects.toMatchObject({
    code: 'CLUSTER_INCOMPLETE',
    message: 'cluster shop does not run: shop-control-plane is stopped',
  })
})
