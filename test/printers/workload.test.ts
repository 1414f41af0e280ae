import {expect, test} from 'vitest'
import {printDeployed, printReached} from '../../src/printers/workload.ts'

const named = (name: string) => ({apiVersion: 'v1', kind: 'Service', metadata: {name}})
const one = {object: named('one'), verdict: 'created'}
const two = {object: named('two'), verdict: 'unchanged'}
const URLS = ['http://127.0.0.2:8080', 'http://localhost:8081']

test('A service is answered with kubectl’s line, and its URL below where it has one', () => {
  expect(printReached(one, URLS.slice(0, 1), undefined)).toBe('service/one created\nhttp://127.0.0.2:8080')
  expect(printReached(one, [], undefined)).toBe('service/one created')
})

test('A set is answered with a line an object, then a line a URL', () => {
  expect(printDeployed([one, two], URLS, undefined)).toBe(
    'service/one created\nservice/two unchanged\nhttp://127.0.0.2:8080\nhttp://localhost:8081',
  )
})

test('JSON has the URLs in a field, and names and YAML have none', () => {
  expect(JSON.parse(printReached(one, URLS, 'json'))).toEqual({...one.object, urls: URLS})
  expect(JSON.parse(printDeployed([one, two], URLS, 'json'))).toMatchObject({kind: 'List', urls: URLS})
  expect(printReached(one, URLS, 'name')).toBe('service/one\n')
  expect(printDeployed([one, two], URLS, 'yaml')).not.toContain('http')
})
