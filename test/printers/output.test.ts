import {assert, property, string} from 'fast-check'
import {expect, test} from 'vitest'
import {parse} from 'yaml'
import {objectName, printOutput} from '../../src/printers/output.ts'
import {compareKeys, printYaml} from '../../src/printers/yaml.ts'
import {text} from './fixture.ts'

const configMap = JSON.parse(text('configmap-json.txt'))

/** Key order must come from the printer, not from what it was given. */
function shuffled<T>(value: T): T {
  if (Array.isArray(value)) return value.map(shuffled) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, field]) => [key, shuffled(field)])
  return Object.fromEntries(entries.reverse())
}

test.each(['json', 'yaml'] as const)('One object is printed as kubectl get NAME -o %s printed it', format => {
  expect(printOutput(shuffled(configMap), format)).toBe(text(`configmap-${format}.txt`))
})

test.each(['json', 'yaml'] as const)('A list of one is printed as kubectl get KIND -o %s printed it', format => {
  expect(printOutput([shuffled(configMap)], format)).toBe(text(`list-${format}.txt`))
})

test('An empty list is a List', () => {
  expect(printOutput([], 'yaml')).toBe('apiVersion: v1\nitems: []\nkind: List\nmetadata:\n  resourceVersion: ""\n')
  expect(printOutput([], 'json')).toBe(
    '{\n    "apiVersion": "v1",\n    "items": [],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n',
  )
})

test.each(['json', 'yaml'] as const)('The managed fields of an object are left out of its %s', format => {
  const managed = {...configMap, metadata: {...configMap.metadata, managedFields: [{manager: 'kubectl'}]}}
  expect(printOutput(managed, format)).toBe(text(`configmap-${format}.txt`))
})

test.each(['json', 'yaml'] as const)('A key managedFields elsewhere stays in the %s', format => {
  const object = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'x'}, data: {managedFields: 'kept'}}
  expect(printOutput(object, format)).toContain('kept')
})

test.each([
  ['v1', 'Pod', 'pod/x'],
  ['v1', 'ReplicationController', 'replicationcontroller/x'],
  ['apps/v1', 'Deployment', 'deployment.apps/x'],
  ['batch/v1beta1', 'CronJob', 'cronjob.batch/x'],
  ['discovery.k8s.io/v1', 'EndpointSlice', 'endpointslice.discovery.k8s.io/x'],
])('A %s %s is named %s', (apiVersion, kind, name) => {
  const object = {apiVersion, kind, metadata: {name: 'x'}}
  expect(objectName(object)).toBe(name)
  expect(printOutput([object, object], 'name')).toBe(`${name}\n${name}\n`)
})

test('Long lines are not folded', () => {
  const long = 'the quick brown fox jumps over the lazy dog '.repeat(5).trim()
  expect(printYaml({message: long})).toBe(`message: ${long}\n`)
})

test('An object that stands in two places is written twice, without anchors', () => {
  const selector = {app: 'kubia'}
  expect(printYaml({a: selector, b: selector})).toBe('a:\n  app: kubia\nb:\n  app: kubia\n')
})

test.each(['1.1', '1.2'] as const)('Any string survives being written and read as YAML %s', version => {
  assert(
    property(string({unit: 'grapheme'}), string({unit: 'binary-ascii'}), (key, value) => {
      expect(parse(printYaml({[`k${key}`]: value}), {version})).toEqual({[`k${key}`]: value})
    }),
  )
})

test('Keys are in natural order: numbers by value, and letters last', () => {
  const keys = [
    '_',
    '1',
    'X',
    'port-x',
    'port2',
    'port10',
    'v1.9',
    'v1.10',
    'x--',
    'x-1',
    'x1',
    'x1-',
    'x1a',
    'x01',
    'xa',
  ]
  expect(keys.toReversed().sort(compareKeys)).toEqual(keys)
})
