import {expect, test} from 'vitest'
import {claimPatch, releasePatch} from '../../../src/expose/tunnel/claims.ts'
import type {Service} from '../../../src/kubernetes/types.ts'

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'web',
    resourceVersion: '41',
    annotations: {'kubia.dev/tunnel': 'here/7/70', 'kubia.dev/published-ports': '80=8080', note: 'mine'},
  },
  spec: {type: 'LoadBalancer', ports: [{port: 80}]},
  status: {loadBalancer: {ingress: [{ip: '127.77.0.1'}, {ip: '10.0.0.9'}]}},
}
const isOwn = (tunnel: string): boolean => tunnel === 'here/7/70'

test('an address is given together with the mark of the tunnel, for the very object that was looked at', () => {
  expect(claimPatch(service, 'here/7/70', '127.77.0.1', new Map([[80, 8080]]))).toEqual({
    metadata: {
      resourceVersion: '41',
      annotations: {'kubia.dev/tunnel': 'here/7/70', 'kubia.dev/published-ports': '80=8080'},
    },
    status: {loadBalancer: {ingress: [{ip: '127.77.0.1', ipMode: 'Proxy'}]}},
  })
})

test('ports that are where they should be need no annotation', () => {
  const {metadata} = claimPatch(service, 'here/7/70', '127.77.0.1', new Map([[80, 80]]))
  expect(metadata.annotations).toEqual({'kubia.dev/tunnel': 'here/7/70', 'kubia.dev/published-ports': null})
})

test('what is taken back is the tunnel’s own address and marks; addresses of others stay', () => {
  expect(releasePatch(service, isOwn, '127.77.0.1')).toEqual({
    metadata: {resourceVersion: '41', annotations: {'kubia.dev/tunnel': null, 'kubia.dev/published-ports': null}},
    status: {loadBalancer: {ingress: [{ip: '10.0.0.9'}]}},
  })
})

test('where it is not known which address it was, any of a tunnel’s is taken back and no other', () => {
  expect(releasePatch(service, isOwn)?.status).toEqual({loadBalancer: {ingress: [{ip: '10.0.0.9'}]}})
})

test('a host name that another controller gave stays', () => {
  const ingress = [{hostname: 'lb.example.com'}]
  expect(releasePatch({...service, status: {loadBalancer: {ingress}}}, isOwn)?.status).toEqual({
    loadBalancer: {ingress},
  })
})

test('the last address leaves none', () => {
  const only = {...service, status: {loadBalancer: {ingress: [{ip: '127.77.0.1'}]}}}
  expect(releasePatch(only, isOwn, '127.77.0.1')?.status).toEqual({loadBalancer: {ingress: null}})
})

test('nothing is taken from a service that another tunnel serves, or none', () => {
  expect(releasePatch(service, () => false, '127.77.0.1')).toBe(undefined)
  expect(releasePatch({...service, metadata: {name: 'web'}}, isOwn, '127.77.0.1')).toBe(undefined)
})
