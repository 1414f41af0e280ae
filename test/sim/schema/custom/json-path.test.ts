import {expect, test} from 'vitest'
import {JsonPathError, readJsonPath} from '../../../../src/sim/schema/custom/index.ts'

const object = {
  metadata: {annotations: {'example.com/a': 'yes'}},
  spec: {
    ports: [
      {name: 'a', port: 1},
      {name: 'b', port: 2},
    ],
    empty: null,
  },
  status: {conditions: [{type: 'Ready', status: 'True'}, {type: 'Old'}]},
}

test.each([
  ['.spec.ports[0].name', ['a']],
  ['.spec.ports[-1].name', ['b']],
  ['.spec.ports[1:].port', [2]],
  ['.spec.ports[*].name', ['a', 'b']],
  ['.spec.ports[5].name', []],
  ['.status.conditions[?(@.type=="Ready")].status', ['True']],
  ['[?(@.ports)].ports[?(@.port>1)].name', ['b']],
  ["['spec'].ports[?(@.name!='a')].port", [2]],
  ['.status.conditions[?(@.status)].type', ['Ready']],
  ['.metadata.annotations.example\\.com/a', ['yes']],
  ['.spec.empty', [null]],
  ['.constructor.name', []],
])('%s leads to %j', (path, values) => {
  expect(readJsonPath(path)(object)).toEqual(values)
})

test.each(['..name', 'spec', '.a[', '.a[?(@.b==c)]', '.a[?(b)]', '.'])('%s is refused', path => {
  expect(() => readJsonPath(path)).toThrow(JsonPathError)
})
