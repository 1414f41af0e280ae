import {expect, test} from 'vitest'
import {formatPorts, isPending, publishedPort, tunnelOf} from '../../src/expose/annotations.ts'
import type {Service} from '../../src/kubernetes/types.ts'

const service = (annotations: Record<string, string>, ip?: string): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'web', annotations},
  spec: {type: 'LoadBalancer', ports: [{port: 80}, {port: 443}]},
  status: {loadBalancer: ip === undefined ? {} : {ingress: [{ip}]}},
})

test('a port listens where the annotation says', () => {
  const web = service({'kubia.dev/published-ports': '80=8080, 443=8443'})
  expect([80, 443, 9000].map(port => publishedPort(web, {port}))).toEqual([8080, 8443, 9000])
})

test('a port listens on its own number where nothing else is said, or what is said cannot be read', () => {
  expect(publishedPort(service({}), {port: 80})).toBe(80)
  expect(publishedPort(service({'kubia.dev/published-ports': '80=many,=,'}), {port: 80})).toBe(80)
})

test('only ports that listen elsewhere are written down', () => {
  expect(
    formatPorts(
      new Map([
        [80, 8080],
        [8000, 8000],
        [443, 8443],
      ]),
    ),
  ).toBe('80=8080,443=8443')
  expect(formatPorts(new Map([[8080, 8080]]))).toBe(undefined)
})

test('a mark without an address says nothing of a tunnel', () => {
  expect(tunnelOf(service({'kubia.dev/tunnel': 'host/1/2'}))).toBe(undefined)
  expect(tunnelOf(service({'kubia.dev/tunnel': 'host/1/2'}, '127.77.0.1'))).toBe('host/1/2')
})

test('a LoadBalancer service without an address is pending', () => {
  expect(isPending(service({}))).toBe(true)
  expect(isPending(service({}, '127.77.0.1'))).toBe(false)
})
