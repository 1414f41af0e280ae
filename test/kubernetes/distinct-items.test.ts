import {expect, test} from 'vitest'
import {withDistinctItems} from '../../src/kubernetes/distinct-items.ts'

const pod = (container: object, apiVersion = 'v1') => ({
  apiVersion,
  kind: 'Pod',
  metadata: {name: 'web'},
  spec: {containers: [{name: 'web', ...container}]},
})

test('The last of several variables of one name counts, in the place of the first', () => {
  const env = [
    {name: 'A', value: '1'},
    {name: 'B', value: '$(A)'},
    {name: 'A', value: '2'},
  ]
  expect(withDistinctItems(pod({env}))).toEqual({
    object: pod({
      env: [
        {name: 'A', value: '2'},
        {name: 'B', value: '$(A)'},
      ],
    }),
    repeated: ['env A'],
  })
})

test('A port that is written twice is one, and one of two names stays two', () => {
  const twice = [{containerPort: 80}, {containerPort: 80, protocol: 'TCP'}]
  expect(withDistinctItems(pod({ports: twice}))).toEqual({
    object: pod({ports: [{containerPort: 80, protocol: 'TCP'}]}),
    repeated: ['ports 80'],
  })
  const named = pod({
    ports: [
      {containerPort: 80, name: 'http'},
      {containerPort: 80, name: 'web'},
    ],
  })
  expect(withDistinctItems(named)).toEqual({object: named, repeated: []})
})

test('Custom resources stay as they are', () => {
  const custom = pod({env: [{name: 'A'}, {name: 'A'}]}, 'example.com/v1')
  expect(withDistinctItems(custom)).toEqual({object: custom, repeated: []})
})
