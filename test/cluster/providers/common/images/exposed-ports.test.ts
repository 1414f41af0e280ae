import {expect, test} from 'vitest'
import type {LocalCluster} from '../../../../../src/cluster/provider.ts'
import {exposedPorts, portsOfConfig} from '../../../../../src/cluster/providers/common/images/exposed-ports.ts'
import {recordedExec} from '../../../../support/exec.ts'

const node = (name: string, role: string, running = true) => ({name, role, running})
const cluster = {
  name: 'shop',
  nodes: [
    node('shop-control-plane', 'control-plane'),
    node('shop-worker', 'worker'),
    node('shop-worker2', 'worker', false),
    node('shop-external-load-balancer', 'external-load-balancer'),
  ],
} as unknown as LocalCluster
const HERE = 'docker image inspect web'
const absent = {exitCode: 1, stderr: 'Error: No such image: web'}
const onNode = (name: string) => `docker exec ${name} crictl inspecti web`
const noSuchImage = {exitCode: 1, stderr: 'no such image "web" present'}

test.each([
  [{ExposedPorts: {'8443/tcp': {}, '80/tcp': {}, '53/udp': {}, '9000': {}}}, [80, 8443, 9000]],
  [{ExposedPorts: null}, []],
  [{}, []],
  [null, []],
  [{ExposedPorts: {'$PORT/tcp': {}}}, []],
])('The TCP ports of %j are %j', (config, ports) => expect(portsOfConfig(config)).toEqual(ports))

test('The engine that has the image says what it exposes, and no node is asked', async () => {
  const {exec, asked} = recordedExec({
    [HERE]: {stdout: '[{"Id": "sha256:1", "Config": {"ExposedPorts": {"3000/tcp": {}}}}]'},
  })
  expect(await exposedPorts(exec, 'docker', cluster, 'web')).toEqual([3000])
  expect(asked).toEqual([HERE])
})

test('Else a node that runs and has the image says it', async () => {
  const {exec, asked} = recordedExec({
    [HERE]: absent,
    [onNode('shop-control-plane')]: noSuchImage,
    [onNode('shop-worker')]: {
      stdout: '{"status": {}, "info": {"imageSpec": {"config": {"ExposedPorts": {"80/tcp": {}}}}}}',
    },
  })
  expect(await exposedPorts(exec, 'docker', cluster, 'web')).toEqual([80])
  expect(asked).toEqual([HERE, onNode('shop-control-plane'), onNode('shop-worker')])
})

test('Of an image that nobody has nothing is known', async () => {
  const {exec} = recordedExec({[HERE]: absent, 'docker exec': noSuchImage})
  expect(await exposedPorts(exec, 'docker', cluster, 'web')).toEqual([])
})
