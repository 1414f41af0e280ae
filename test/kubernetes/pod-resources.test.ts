import {expect, test} from 'vitest'
import {podResources, type Quantities} from '../../src/kubernetes/pod-resources.ts'
import {formatQuantity} from '../../src/kubernetes/quantity.ts'
import type {Container, Pod, PodSpec, ResourceList} from '../../src/kubernetes/types.ts'

const container = (name: string, requests: ResourceList, limits?: ResourceList): Container => ({
  name,
  resources: {requests, limits},
})
const sidecar = (name: string, requests: ResourceList): Container => ({
  ...container(name, requests),
  restartPolicy: 'Always',
})

function resources(spec: PodSpec, status?: Pod['status']) {
  const {requests, limits} = podResources({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'x'}, spec, status})
  return {requests: words(requests), limits: words(limits)}
}

function words(amounts: Quantities): ResourceList {
  return Object.fromEntries([...amounts].map(([name, quantity]) => [name, formatQuantity(quantity)]))
}

test('Containers are added up', () => {
  const containers = [container('a', {cpu: '50m', memory: '64Mi'}, {cpu: '1'}), container('b', {cpu: '100m'})]
  expect(resources({containers})).toEqual({requests: {cpu: '150m', memory: '64Mi'}, limits: {cpu: '1'}})
})

test.each<[string, Container[], string]>([
  ['An init container counts where it needs more', [container('i', {cpu: '500m'})], '500m'],
  ['An init container that needs less counts nothing', [container('i', {cpu: '20m'})], '100m'],
  ['Init containers run one after the other', [container('i', {cpu: '60m'}), container('j', {cpu: '60m'})], '100m'],
  ['Sidecars run beside the containers', [sidecar('s', {cpu: '20m'}), sidecar('t', {cpu: '30m'})], '150m'],
  [
    'An init container runs beside the sidecars before it',
    [sidecar('s', {cpu: '20m'}), container('i', {cpu: '200m'})],
    '220m',
  ],
  ['An init container runs before later sidecars', [container('i', {cpu: '200m'}), sidecar('s', {cpu: '20m'})], '200m'],
])('%s', (_, initContainers, cpu) => {
  expect(resources({initContainers, containers: [container('c', {cpu: '100m'})]}).requests).toEqual({cpu})
})

test('Overhead is added to requests, and to limits only where there is one', () => {
  const spec = {containers: [container('c', {}, {cpu: '1'})], overhead: {cpu: '250m', memory: '10Mi'}}
  expect(resources(spec)).toEqual({requests: {cpu: '250m', memory: '10Mi'}, limits: {cpu: '1250m'}})
})

test('Resources of the pod as a whole take the place of the sum, for cpu, memory and huge pages', () => {
  const requests = {cpu: '2', 'ephemeral-storage': '5Gi', 'hugepages-2Mi': '4Mi'}
  const spec = {
    containers: [container('c', {cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi'})],
    resources: {requests},
  }
  expect(resources(spec).requests).toEqual({
    cpu: '2',
    memory: '1Gi',
    'ephemeral-storage': '1Gi',
    'hugepages-2Mi': '4Mi',
  })
})

test.each<[string, Pod['status'], string]>([
  ['While a container shrinks, what it still has counts', {}, '500m'],
  ['A resize that is not feasible does not count', {resize: 'Infeasible'}, '500m'],
])('%s', (_, status, cpu) => {
  const containerStatuses = [{name: 'c', ready: true, restartCount: 0, resources: {requests: {cpu: '500m'}}}]
  const wished = status?.resize ? '4' : '100m'
  expect(resources({containers: [container('c', {cpu: wished})]}, {...status, containerStatuses}).requests).toEqual({
    cpu,
  })
})
