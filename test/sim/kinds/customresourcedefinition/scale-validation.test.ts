import {expect, test} from 'vitest'
import {validateScale} from '../../../../src/sim/kinds/customresourcedefinition/scale-validation.ts'

const scale = {
  specReplicasPath: '.spec.size',
  statusReplicasPath: '.status.size',
  labelSelectorPath: '.status.selector',
}
const ofSize = (size: unknown) => ({spec: {size}})

test.each<[string, object, string[]]>([
  ['numbers and a selector', {spec: {size: 2}, status: {size: 1, selector: 'a=b'}}, []],
  ['nothing', {}, []],
  [
    'text',
    ofSize('x'),
    ['.spec.size: Invalid value: 0: .spec.size accessor error: x is of the type string, expected int64'],
  ],
  [
    'a fraction',
    ofSize(1.5),
    ['.spec.size: Invalid value: 0: .spec.size accessor error: 1.5 is of the type float64, expected int64'],
  ],
  [
    'an object without fields',
    {spec: 'text'},
    [
      '.spec.size: Invalid value: 0: .spec.size accessor error: text is of the type string, expected map[string]interface{}',
    ],
  ],
  ['a number below 0', ofSize(-1), ['.spec.size: Invalid value: -1: should be a non-negative integer']],
  [
    'a number above the most',
    ofSize(2 ** 31),
    ['.spec.size: Invalid value: 2147483648: should be less than or equal to 2147483647'],
  ],
  [
    'a selector that is none',
    {status: {selector: 1}},
    ['.status.selector: Invalid value: "": .status.selector accessor error: 1 is of the type int64, expected string'],
  ],
])('%s at the paths of scale', (_, object, expected) => {
  expect(validateScale(object, scale).map(({field, message}) => `${field}: ${message}`)).toEqual(expected)
})
