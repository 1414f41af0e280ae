import {expect, test} from 'vitest'
import {sizeOf} from '../../../src/sim/api/size.ts'
import {configMapResource} from '../../../src/sim/kinds/configmap/resource.ts'
import {draft, testRegistry} from '../support/registry.ts'

test.each([
  ['', 2],
  ['aä', 5],
  ['\n\n', 4],
  [true, 2],
  [null, 2],
  [7, 2],
  [[], 2],
  [['a', 'b'], 8],
  [{}, 2],
  [{ab: 'c'}, 9],
])('%j takes %d bytes', (value, bytes) => {
  expect(sizeOf(value)).toBe(bytes)
})

test('an object of a client is refused where etcd takes no more, and may be as large as a ConfigMap may be', () => {
  const {registry} = testRegistry()
  const options = {fieldManager: 'kubectl'}
  const configMap = (bytes: number) => draft(configMapResource, 'a', {data: {x: '\n'.repeat(bytes)}})
  expect(() => registry.create(configMapResource, configMap(1_600_000), options)).toThrow(
    'etcdserver: request is too large',
  )
  registry.create(configMapResource, configMap(2 ** 20), options)
  expect(() =>
    registry.update(
      configMapResource,
      'default',
      'a',
      current => ({...current, data: {x: 'y'.repeat(1_600_000)}}),
      options,
    ),
  ).toThrow('etcdserver: request is too large')
})
