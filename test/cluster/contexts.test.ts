import {networkInterfaces} from 'node:os'
import {expect, test} from 'vitest'
import {inKubeconfig, leadsTo} from '../../src/cluster/contexts.ts'
import {findLocalCluster} from '../../src/cluster/registry.ts'
import {nodeContainers} from '../support/docker.ts'
import {recordedExec} from '../support/exec.ts'
import {ownFolders, writeRenamed} from '../support/kubeconfig.ts'
import {clusterOf} from '../support/provider.ts'

const SHOP = {...clusterOf('shop'), apiPorts: [41_234]}
const entry = (name: string, cluster: string, server: string) => ({name, cluster, server})
const HERE = 'https://127.0.0.1:41234'

test.each([
  ['the name that its provider gave it', entry('kind-shop', 'kind-shop', HERE), true],
  ['another name', entry('dev', 'kind-shop', HERE), true],
  ['another name, also of its entry', entry('dev', 'work', HERE), true],
  ['IPv6', entry('dev', 'work', 'https://[::1]:41234'), true],
  [
    'the name of its node, as in kind’s internal kubeconfigs',
    entry('dev', 'work', 'https://shop-control-plane:6443'),
    true,
  ],
  ['its name, and a port of another cluster', entry('kind-shop', 'kind-shop', 'https://127.0.0.1:6443'), false],
  ['its name, and another machine', entry('kind-shop', 'kind-shop', 'https://192.0.2.1:41234'), false],
  ['its name, and no server', entry('kind-shop', '', ''), true],
  ['its entry, and no server', entry('dev', 'kind-shop', ''), true],
  ['another name, and no server', entry('dev', 'work', ''), false],
])('Whether a context leads to a cluster is known of one with %s', (_, context, leads) => {
  expect(leadsTo(SHOP, context)).toBe(leads)
})

test('A cluster that listens at an address of this machine is led to by it', () => {
  const [address = ''] = Object.values(networkInterfaces()).flatMap(all =>
    (all ?? []).filter(({family, internal}) => family === 'IPv4' && !internal).map(one => one.address),
  )
  expect(leadsTo(SHOP, entry('dev', 'work', `https://${address || '127.0.0.1'}:41234`))).toBe(true)
})

const DEV = entry('dev', 'kind-shop', HERE)
const PROD = entry('prod', 'prod', 'https://192.0.2.1:6443')
test.each([
  ['its own where that leads to it', 'dev', [PROD, DEV, entry('kind-shop', 'kind-shop', HERE)], 'kind-shop'],
  ['the one it was renamed to', 'prod', [PROD, DEV], 'dev'],
  ['the current one of several', 'mine', [PROD, DEV, entry('mine', 'kind-shop', HERE)], 'mine'],
  ['its own name where none leads to it', 'prod', [PROD], 'kind-shop'],
])('The context of a cluster is %s', (_, current, contexts, name) => {
  expect(inKubeconfig(SHOP, {current, contexts}).context).toBe(name)
})

test.each([
  ['a renamed context', {context: 'dev', cluster: 'kind-shop', server: HERE}, 'shop'],
  ['a renamed context with a renamed entry', {context: 'dev', cluster: 'work', server: HERE}, 'shop'],
  [
    'a context of its name that leads to another machine',
    {context: 'kind-shop', cluster: 'kind-shop', server: 'https://192.0.2.1:41234'},
    undefined,
  ],
])('The local cluster behind %s is found by its server', async (_, context, name) => {
  writeRenamed(ownFolders(), context)
  const {exec} = recordedExec(nodeContainers(['shop-control-plane'], true, false, 41_234))
  expect((await findLocalCluster(exec, context))?.cluster.name).toBe(name)
})

test('Nothing of the machine is asked about a context that leads to another one', async () => {
  writeRenamed(ownFolders(), {context: 'prod', cluster: 'prod', server: 'https://192.0.2.1:6443'})
  const {exec, asked} = recordedExec({})
  expect(await findLocalCluster(exec, {context: 'prod'})).toBeUndefined()
  expect(asked).toEqual([])
})
