import {expect, test} from 'vitest'
import type {Service} from '../../src/printers/types.ts'
import {portOf} from '../../src/tasks/open.ts'

const service = (ports: object[]) => ({metadata: {name: 'dns'}, spec: {ports}}) as unknown as Service

test('The port of a URL is the first of TCP', () => {
  expect(portOf(service([{port: 53, protocol: 'UDP'}, {port: 80}])).port).toBe(80)
})

test('A service without a TCP port has no URL', () => {
  expect(() => portOf(service([{port: 53, protocol: 'UDP'}]))).toThrow(
    expect.objectContaining({code: 'NO_URL', message: 'service dns has no TCP port, so it has no URL'}),
  )
})
