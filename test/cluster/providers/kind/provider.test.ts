import {expect, test} from 'vitest'
import {createCommand, deleteCommand, exportCommand} from '../../../../src/cluster/providers/kind/commands.ts'
import {kindProvider} from '../../../../src/cluster/providers/kind/provider.ts'
import {formatCommand} from '../../../../src/process/command.ts'
import {recordedExec} from '../../../support/exec.ts'
import {clusterOf, nodeOf} from '../../../support/provider.ts'
import {skipWaits} from '../../../support/time.ts'
import {container} from '../../fixtures.ts'

const engine = {program: 'docker', version: '20.10.24'}

test('The commands of kind are those that a person would type', () => {
  const create = createCommand('shop', 'kind: Cluster\n', '/a b')
  expect(formatCommand(create)).toBe("kind create cluster --name shop --config - --retain --kubeconfig '/a b'")
  expect(create.input).toBe('kind: Cluster\n')
  expect(formatCommand(deleteCommand('shop'))).toBe('kind delete cluster --name shop')
  expect(formatCommand(exportCommand('shop', 'k'))).toBe('kind export kubeconfig --name shop --kubeconfig k')
})

test('The headline names a kind that does not tell its version', () => {
  expect(kindProvider(recordedExec({}).exec, engine, 'unknown').versions).toMatch(/^kind of unknown version · docker /)
})

test('A cluster is found by its exact name', async () => {
  const {exec} = recordedExec({
    'docker ps': {stdout: 'a1 shop2-control-plane\n'},
    'docker inspect': {stdout: JSON.stringify([container('shop2', 'control-plane')])},
  })
  const provider = kindProvider(exec, engine, '0.33.0')
  expect(await provider.inspect('shop')).toBeUndefined()
  expect((await provider.inspect('shop2'))?.name).toBe('shop2')
  expect(provider.versions).toBe('kind v0.33.0 · docker 20.10.24')
})

test('Deleting tells which nodes went', async () => {
  const {exec, asked} = recordedExec({
    'docker ps': [{stdout: 'a1 shop-control-plane\nb2 shop-worker\n'}, {stdout: ''}],
    'kind delete': {},
  })
  expect(await kindProvider(exec, engine, '0.33.0').delete('shop', {kubeconfig: '/k'})).toEqual([
    'shop-control-plane',
    'shop-worker',
  ])
  expect(asked).toContain('kind delete cluster --name shop --kubeconfig /k')
})

test('Nodes that were looked at just now are not listed again before they go', async () => {
  const {exec, asked} = recordedExec({'docker ps': {stdout: ''}, 'kind delete': {}})
  const removed = await kindProvider(exec, engine, '0.33.0').delete('shop', {seen: ['shop-worker']})
  expect(removed).toEqual(['shop-worker'])
  expect(asked.map(line => line.split(' ').slice(0, 2).join(' '))).toEqual(['kind delete', 'docker ps'])
})

test('What kind leaves is removed by the engine, and kind is asked again for the context', async () => {
  const {exec, asked} = recordedExec({
    'docker ps': [{stdout: 'a1 shop-control-plane\n'}, {stdout: 'a1 shop-control-plane\n'}, {stdout: ''}],
    'kind delete': [{exitCode: 1, stderr: 'ERROR: failed to delete cluster'}, {}],
    'docker rm': {},
  })
  expect(await kindProvider(exec, engine, '0.33.0').delete('shop', {})).toEqual(['shop-control-plane'])
  expect(asked.map(line => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'docker ps',
    'kind delete',
    'docker ps',
    'docker rm',
    'docker ps',
    'kind delete',
  ])
})

test('A second failure of kind is told', async () => {
  skipWaits()
  const {exec} = recordedExec({
    'docker ps': {stdout: ''},
    'kind delete': {exitCode: 1, stderr: 'ERROR: failed to lock config file: open /k.lock: file exists'},
  })
  await expect(kindProvider(exec, engine, '0.33.0').delete('shop', {})).rejects.toMatchObject({
    code: 'KUBECONFIG_LOCKED',
  })
})

test('A context that cannot be written again is told', async () => {
  const {exec} = recordedExec({'kind export': {exitCode: 1, stderr: 'ERROR: no nodes\n'}})
  await expect(kindProvider(exec, engine, '0.33.0').exportKubeconfig('shop', undefined)).rejects.toMatchObject({
    message: 'no nodes',
  })
})

const nodes = (...roles: ['control-plane' | 'worker' | 'external-load-balancer', string][]) =>
  roles.map(([role, name]) => nodeOf(name, {role}))

test('Nodes are stopped in groups: workers, the load balancer, control planes, each group at once', async () => {
  const {exec, asked} = recordedExec({'docker stop': {}})
  const cluster = clusterOf(
    'shop',
    nodes(
      ['control-plane', 'shop-control-plane'],
      ['control-plane', 'shop-control-plane2'],
      ['external-load-balancer', 'shop-external-load-balancer'],
      ['worker', 'shop-worker'],
      ['worker', 'shop-worker2'],
    ),
  )
  const names = cluster.nodes.map(({name}) => name)
  const provider = kindProvider(exec, engine, '0.33.0')
  await provider.stop(cluster, names)
  const lines = [
    'docker stop -t 30 shop-worker shop-worker2',
    'docker stop -t 30 shop-external-load-balancer',
    'docker stop -t 30 shop-control-plane shop-control-plane2',
  ]
  expect(asked).toEqual(lines)
  expect(provider.script.stop(cluster, names)).toEqual(lines)
  expect(provider.script.stop(cluster, ['shop-worker2'])).toEqual(['docker stop -t 30 shop-worker2'])
})

test('A node that the engine cannot stop is told with its words', async () => {
  const {exec} = recordedExec({'docker stop': {exitCode: 1, stderr: 'permission denied\n'}})
  await expect(
    kindProvider(exec, engine, '0.33.0').stop(clusterOf('shop'), ['shop-control-plane']),
  ).rejects.toMatchObject({
    code: 'STOP_FAILED',
    exit: 5,
    message: 'docker could not stop shop-control-plane',
    details: {evidence: ['permission denied'], fix: ['docker stop -t 30 shop-control-plane     # says what is wrong']},
  })
})

const TAKEN = 'listen tcp4 0.0.0.0:8080: bind: address already in use'

test('A port that another program has by the time that nodes are started is to be given back by it', async () => {
  const {exec} = recordedExec({'docker start': {exitCode: 1, stderr: `Error response from daemon: ${TAKEN}\n`}})
  const cluster = clusterOf('shop', [nodeOf('shop-control-plane', {running: false})])
  await expect(kindProvider(exec, engine, '0.33.0').start(cluster, ['shop-control-plane'])).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    exit: 4,
    message: '0.0.0.0:8080 is in use by another program or container',
    details: {
      fix: [
        'lsof -i TCP:8080 -s TCP:LISTEN     # names the program, which is to be ended',
        'kubectl kubia start shop     # then starts the nodes',
      ],
      left: 'the cluster is as it was',
      keep: true,
    },
  })
})
