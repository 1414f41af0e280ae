import {expect, test} from 'vitest'
import {backendsOf} from '../../../src/expose/tunnel/backends.ts'
import type {Endpoints, Node, Service} from '../../../src/kubernetes/types.ts'

const node = (name: string, address: string, ready = 'True'): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name},
  status: {addresses: [{type: 'InternalIP', address}], conditions: [{type: 'Ready', status: ready}]},
})
const nodes = [node('a', '172.18.0.2'), node('b', '172.18.0.3'), node('c', '172.18.0.4', 'Unknown')]

const pod = (name: string, nodeName: string) => ({
  ip: '10.244.1.5',
  nodeName,
  targetRef: {kind: 'Pod', namespace: 'shop', name},
})
const endpoints: Endpoints = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: {name: 'web'},
  subsets: [
    {
      addresses: [pod('web-1', 'a'), pod('web-2', 'a')],
      notReadyAddresses: [pod('web-3', 'b')],
      ports: [
        {name: 'http', port: 8080},
        {name: 'admin', port: 9090},
        {name: 'http', port: 53, protocol: 'UDP'},
      ],
    },
  ],
}
const service = (spec: Partial<Service['spec']> = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'web'},
  spec: {type: 'LoadBalancer', ...spec},
})
const http = {name: 'http', port: 80, nodePort: 30080}

test('a port leads to the ready pods, at the port that the endpoints have for its name', () => {
  expect(backendsOf(service(), http, endpoints, nodes)).toEqual({
    ready: 2,
    pods: [
      {namespace: 'shop', name: 'web-1', port: 8080, node: 'a'},
      {namespace: 'shop', name: 'web-2', port: 8080, node: 'a'},
    ],
    nodes: [
      {host: '172.18.0.2', port: 30080},
      {host: '172.18.0.3', port: 30080},
    ],
  })
})

test('under externalTrafficPolicy Local only nodes with a ready pod are asked', () => {
  const local = service({externalTrafficPolicy: 'Local'})
  expect(backendsOf(local, http, endpoints, nodes).nodes).toEqual([{host: '172.18.0.2', port: 30080}])
})

test('without a node port, and without ready pods, no node is asked', () => {
  expect(backendsOf(service(), {name: 'http', port: 80}, endpoints, nodes).nodes).toEqual([])
  expect(backendsOf(service(), http, undefined, nodes)).toEqual({ready: 0, pods: [], nodes: []})
})

test('an endpoint that is no pod counts as ready, and can only be reached through a node', () => {
  const outside: Endpoints = {
    ...endpoints,
    subsets: [{addresses: [{ip: '192.0.2.1'}], ports: [{name: 'http', port: 80}]}],
  }
  expect(backendsOf(service(), http, outside, nodes)).toMatchObject({ready: 1, pods: []})
})
