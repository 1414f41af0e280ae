import {describe, expect, test} from 'vitest'
import {decide, GRACE_MS, type ServiceFacts} from '../../../src/expose/tunnel/decide.ts'
import type {ObjectMeta, Service} from '../../../src/kubernetes/types.ts'

interface Parts {
  spec?: Partial<Service['spec']>
  metadata?: Partial<ObjectMeta>
  ip?: string
}

const service = ({spec, metadata, ip}: Parts): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'web', namespace: 'default', ...metadata},
  spec: {type: 'LoadBalancer', ports: [{port: 80}], ...spec},
  ...(ip === undefined ? {} : {status: {loadBalancer: {ingress: [{ip}]}}}),
})

const alone: ServiceFacts = {
  own: 'here/7/70',
  served: undefined,
  isDead: () => false,
  controller: undefined,
  pendingMs: GRACE_MS,
}
const mark = (tunnel: string) => ({annotations: {'kubia.dev/tunnel': tunnel}})

describe('a tunnel', () => {
  test.each<[string, Parts, Partial<ServiceFacts>, unknown]>([
    ['serves a service that has been pending for a while', {}, {}, {kind: 'serve'}],
    ['lets others be first at a new service', {}, {pendingMs: GRACE_MS - 1}, {kind: 'wait'}],
    [
      'goes on with what it serves',
      {metadata: mark('here/7/70'), ip: '127.77.0.1'},
      {served: '127.77.0.1'},
      {kind: 'serve', address: '127.77.0.1'},
    ],
    [
      'goes on with another address than it listens on, where an earlier one is still there',
      {metadata: mark('here/7/70'), ip: '127.77.0.1'},
      {served: '127.77.0.2'},
      {kind: 'serve', address: '127.77.0.1'},
    ],
    [
      'gives way to a controller that gives another address while it serves',
      {metadata: mark('here/7/70'), ip: '172.18.255.200'},
      {served: '127.77.0.1'},
      {kind: 'skip', why: 'another controller gave it 172.18.255.200'},
    ],
    [
      'leaves an address alone that another controller gave beside the mark of a dead tunnel',
      {metadata: mark('here/6/60'), ip: '172.18.255.200'},
      {isDead: () => true},
      {kind: 'skip', why: 'another controller gave it 172.18.255.200'},
    ],
    [
      'takes over the address of a tunnel that is dead',
      {metadata: mark('here/6/60'), ip: '127.77.0.1'},
      {isDead: () => true},
      {kind: 'serve', address: '127.77.0.1'},
    ],
    [
      'leaves the service of a living tunnel alone',
      {metadata: mark('there/6/60'), ip: '127.77.0.1'},
      {},
      {kind: 'skip', why: 'the tunnel of there (pid 6) serves it'},
    ],
    [
      'leaves an address alone that it did not give',
      {ip: '172.18.255.200'},
      {},
      {kind: 'skip', why: 'another controller gave it 172.18.255.200'},
    ],
    [
      'leaves a service of another class alone',
      {spec: {loadBalancerClass: 'metallb.io/metallb'}},
      {},
      {kind: 'skip', why: 'its load-balancer class is metallb.io/metallb'},
    ],
    [
      'serves its own class at once, whatever else the cluster has',
      {spec: {loadBalancerClass: 'kubia.dev/tunnel'}},
      {controller: 'MetalLB', pendingMs: 0},
      {kind: 'serve'},
    ],
    [
      'stands aside for a controller that is known to serve the cluster',
      {},
      {controller: 'MetalLB'},
      {kind: 'skip', why: 'MetalLB serves this cluster'},
    ],
    [
      'stands aside where a cloud’s controller has put its finalizer',
      {metadata: {finalizers: ['service.kubernetes.io/load-balancer-cleanup']}},
      {},
      {
        kind: 'skip',
        why: 'a cloud’s controller has it (finalizer service.kubernetes.io/load-balancer-cleanup)',
      },
    ],
    [
      'does not carry UDP',
      {spec: {ports: [{port: 53, protocol: 'UDP'}]}},
      {},
      {kind: 'skip', why: 'a tunnel carries TCP only'},
    ],
    ['has no business with other types', {spec: {type: 'NodePort'}}, {}, {kind: 'not-ours'}],
    [
      'has no business with what is being deleted',
      {metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}},
      {},
      {kind: 'not-ours'},
    ],
  ])('%s', (_, parts, facts, decision) => {
    expect(decide(service(parts), {...alone, ...facts})).toEqual(decision)
  })
})
