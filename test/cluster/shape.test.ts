import {expect, test} from 'vitest'
import {formatPort, type PublishedPort} from '../../src/cluster/published-port.ts'
import {type ClusterShape, findDrift} from '../../src/cluster/shape.ts'
import {cluster, node} from './fixtures.ts'

const port = (fields: Partial<PublishedPort> = {}): PublishedPort => ({
  address: '127.0.0.1',
  hostPort: 8080,
  nodePort: 30080,
  protocol: 'TCP',
  ...fields,
})
const published = cluster([node('kubia-control-plane', {ports: [port(), port({hostPort: 41_000, nodePort: 30_443})]})])

test.each<[string, ClusterShape, string[]]>([
  ['nothing', {}, []],
  ['what there is', {controlPlanes: 1, workers: 2}, []],
  ['another worker', {workers: 3}, ['workers 2 → 3']],
  ['no worker', {workers: 0}, ['workers 2 → 0']],
  ['everything else', {controlPlanes: 3, workers: 1}, ['control-planes 1 → 3', 'workers 2 → 1']],
  ['the image it has', {image: 'kindest/node:v1.36.4'}, []],
  ['the image it has by another digest', {image: 'kindest/node:v1.36.4@sha256:bbbb'}, []],
  ['another image', {image: 'kindest/node:v1.35.8@sha256:cc'}, ['image kindest/node:v1.36.4 → kindest/node:v1.35.8']],
  ['its minor version', {kubernetesVersion: '1.36'}, []],
  ['its version', {kubernetesVersion: '1.36.4'}, []],
  ['another patch version', {kubernetesVersion: '1.36.1'}, ['kubernetes-version 1.36.4 → 1.36.1']],
  ['a version that begins alike', {kubernetesVersion: '1.3'}, ['kubernetes-version 1.36.4 → 1.3']],
  ['a port', {publish: [port()]}, ['publish none → 127.0.0.1:8080:30080']],
])('A cluster of which %s is said', (_, wanted, drift) => {
  expect(findDrift(cluster(), wanted)).toEqual(drift)
})

test.each<[string, PublishedPort, string[]]>([
  ['the port it publishes', port(), []],
  ['any host port', port({hostPort: 0, nodePort: 30_443}), []],
  ['another host port', port({hostPort: 8081}), ['publish 127.0.0.1:8080:30080 → 127.0.0.1:8081:30080']],
  ['another address', port({address: '0.0.0.0'}), ['publish 127.0.0.1:8080:30080 → 0.0.0.0:8080:30080']],
  [
    'its host port for another node port',
    port({nodePort: 30_081}),
    ['publish 127.0.0.1:8080:30080 → 127.0.0.1:8080:30081'],
  ],
  [
    'one more port',
    port({hostPort: 9090, nodePort: 30_081}),
    [
      `publish ${published.nodes
        .flatMap(({ports}) => ports)
        .map(formatPort)
        .join(', ')} → also 127.0.0.1:9090:30081`,
    ],
  ],
  [
    'another protocol',
    port({protocol: 'UDP'}),
    [
      `publish ${published.nodes
        .flatMap(({ports}) => ports)
        .map(formatPort)
        .join(', ')} → also 127.0.0.1:8080:30080/udp`,
    ],
  ],
])('A cluster of which %s is wanted', (_, wanted, drift) => {
  expect(findDrift(published, {publish: [wanted]})).toEqual(drift)
})

test('An image whose tag says nothing of its version is taken as it is', () => {
  const own = cluster([node('kubia-control-plane', {image: 'registry.example/node:latest'})])
  expect(findDrift(own, {kubernetesVersion: '1.36'})).toEqual([])
})

test('The load balancer of several control planes is no node', () => {
  const balancer = node('kubia-external-load-balancer', {role: 'external-load-balancer', image: 'envoyproxy/envoy:v1'})
  const two = cluster([node('kubia-control-plane'), node('kubia-control-plane2'), balancer])
  expect(findDrift(two, {controlPlanes: 2, workers: 0, image: 'kindest/node:v1.36.4'})).toEqual([])
})

test.each([
  [port(), '127.0.0.1:8080:30080'],
  [port({address: '::1', protocol: 'UDP'}), '[::1]:8080:30080/udp'],
])('A port is written as on the command line', (given, text) => {
  expect(formatPort(given)).toBe(text)
})
