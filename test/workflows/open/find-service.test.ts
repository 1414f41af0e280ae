import {expect, test} from 'vitest'
import type {Service} from '../../../src/kubernetes/types.ts'
import {portOf} from '../../../src/workflows/open/find-service.ts'

const service = (ports: object[]) => ({metadata: {name: 'dns'}, spec: {ports}}) as unknown as Service

test('The port of a URL is the first of TCP', () => {
  expect(portOf(service([{port: 53, protocol: 'UDP'}, {port: 80}])).port).toBe(80)
})

test('A service without a TCP port has no URL', () => {
  expect(() => portOf(service([{port: 53, protocol: 'UDP'}]))).toThrow(
    expect.objectContaining({code: 'NO_URL', message: 'service dns has no TCP port, so it has no URL'}),
  )
})

test('A service that is a name for another host has no URL, and says which host it is', () => {
  const external = {metadata: {name: 'db'}, spec: {type: 'ExternalName', externalName: 'db.example.com'}} as Service
  expect(() => portOf(external)).toThrow(
    expect.objectContaining({
      code: 'NO_URL',
      message: 'service db is a name for db.example.com, so it has no URL of its own',
      details: {fix: ['ask db.example.com itself']},
    }),
  )
})
