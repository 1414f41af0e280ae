import {expect, test} from 'vitest'
import {
  findClusters,
  inspectCommand,
  listContainers,
  readClusters,
  removeCommand,
} from '../../../../src/cluster/providers/common/containers.ts'
import {formatCommand} from '../../../../src/process/command.ts'
import {recordedExec} from '../../../support/exec.ts'
import {container} from '../../fixtures.ts'

test('Node containers are found by kind’s label, of one cluster or of all', async () => {
  const {exec, asked} = recordedExec({docker: {}, podman: {}})
  await listContainers(exec, 'docker', 'shop')
  await listContainers(exec, 'podman')
  expect(asked).toEqual([
    'docker ps -a --no-trunc --filter label=io.x-k8s.kind.cluster=shop --format {{.ID}} {{.Names}}',
    'podman ps -a --no-trunc --filter label=io.x-k8s.kind.cluster --format {{.ID}} {{.Names}}',
  ])
  expect(formatCommand(inspectCommand('docker', ['a1', 'b2']))).toBe('docker inspect --type container a1 b2')
  expect(formatCommand(removeCommand('docker', ['a1', 'b2']))).toBe('docker rm -f -v a1 b2')
})

test('Containers become clusters by name, their nodes by role and number', () => {
  const names = ['worker10', 'worker2', 'worker', 'control-plane2', 'control-plane'].map(name =>
    container('shop', name),
  )
  const clusters = readClusters('docker', JSON.stringify([...names, container('app', 'control-plane')]))
  expect(clusters.map(({name, context, provider}) => ({name, context, provider}))).toEqual([
    {name: 'app', context: 'kind-app', provider: 'kind'},
    {name: 'shop', context: 'kind-shop', provider: 'kind'},
  ])
  expect(clusters[1]?.nodes.map(({name}) => name)).toEqual([
    'shop-control-plane',
    'shop-control-plane2',
    'shop-worker',
    'shop-worker2',
    'shop-worker10',
  ])
})

test('A node has its image, its state and its published ports, the API server’s apart from them', () => {
  const [cluster] = readClusters(
    'docker',
    JSON.stringify([
      {
        ...container('shop', 'control-plane'),
        State: {Running: false},
        HostConfig: {
          PortBindings: {
            '6443/tcp': [{HostIp: '127.0.0.1', HostPort: '41234'}],
            '30080/tcp': [{HostIp: '127.0.0.1', HostPort: '8080'}],
            '30053/udp': [{HostIp: '::1', HostPort: '53'}, {HostPort: '54'}],
            '30054/sctp': null,
          },
        },
      },
    ]),
  )
  expect(cluster?.nodes).toEqual([
    {
      name: 'shop-control-plane',
      role: 'control-plane',
      id: 'id-shop-control-plane',
      image: 'kindest/node:v1.36.4',
      running: false,
      createdAt: '2026-08-23T10:15:00Z',
      ports: [
        {address: '127.0.0.1', hostPort: 8080, nodePort: 30080, protocol: 'TCP'},
        {address: '::1', hostPort: 53, nodePort: 30053, protocol: 'UDP'},
        {address: '', hostPort: 54, nodePort: 30053, protocol: 'UDP'},
      ],
    },
  ])
  expect(cluster?.apiPorts).toEqual([41_234])
})

test('podman’s answer, without a slash in the name and with the image beside it, is read too', () => {
  const {Config, ...rest} = container('shop', 'worker')
  const [cluster] = readClusters(
    'docker',
    JSON.stringify([{...rest, Name: 'shop-worker', ImageName: 'docker.io/kindest/node:v1.36.4', Config}]),
  )
  expect(cluster?.nodes[0]).toMatchObject({name: 'shop-worker', image: 'docker.io/kindest/node:v1.36.4', ports: []})
})

test.each([
  ['docker', {Running: true, Paused: true}],
  ['podman', {Running: false, Paused: true}],
])('A paused container does not run, as %s says it', (_, State) => {
  const [cluster] = readClusters('docker', JSON.stringify([{...container('shop', 'control-plane'), State}]))
  expect(cluster?.nodes[0]).toMatchObject({running: false, paused: true})
  const [other] = readClusters('docker', JSON.stringify([container('shop', 'control-plane')]))
  expect(other?.nodes[0]).not.toHaveProperty('paused')
})

test('Containers without kind’s label are not looked at', () => {
  expect(readClusters('docker', JSON.stringify([{...container('shop', 'worker'), Config: {Labels: null}}]))).toEqual([])
})

test('Where no container is listed, none is inspected', async () => {
  const {exec, asked} = recordedExec({'docker ps': {}})
  expect(await findClusters(exec, 'docker')).toEqual([])
  expect(asked).toHaveLength(1)
})

test('A container that goes away before it is looked at has the listing taken again', async () => {
  const {exec, asked} = recordedExec({
    'docker ps': [{stdout: 'a1 shop-worker\nb2 shop-control-plane\n'}, {stdout: 'b2 shop-control-plane\n'}],
    'docker inspect': [
      {exitCode: 1, stdout: '[]', stderr: 'Error: No such container: a1\n'},
      {stdout: JSON.stringify([container('shop', 'control-plane')])},
    ],
  })
  expect((await findClusters(exec, 'docker'))[0]?.nodes).toHaveLength(1)
  expect(asked.at(-1)).toBe('docker inspect --type container b2')
})

test('Another failure of the engine is not tried again', async () => {
  const {exec, asked} = recordedExec({
    'docker ps': {stdout: 'a1 shop-worker\n'},
    'docker inspect': {exitCode: 1, stderr: 'Cannot connect to the Docker daemon'},
  })
  await expect(findClusters(exec, 'docker')).rejects.toThrow('Cannot connect to the Docker daemon')
  expect(asked).toHaveLength(2)
})
