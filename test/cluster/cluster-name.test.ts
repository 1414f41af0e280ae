import fc from 'fast-check'
import {expect, test} from 'vitest'
import {
  checkClusterName,
  clusterNameProblem,
  MAX_CLUSTER_NAME,
  suggestClusterName,
} from '../../src/cluster/cluster-name.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'

test.each(['kubia', 'a', '1', 'shop-2', 'a.b', 'a-', 'a--b', 'x'.repeat(49)])('%s is a cluster name', name => {
  expect(checkClusterName(name)).toBe(name)
})

test.each([
  ['', 'it is empty', 'kubia'],
  ['My_App', 'it may have only lowercase letters, digits, "-" and "." (RFC 1123)', 'my-app'],
  ['Crème Brûlée', 'it may have only lowercase letters, digits, "-" and "." (RFC 1123)', 'creme-brulee'],
  ['a/b', 'it may have only lowercase letters, digits, "-" and "." (RFC 1123)', 'a-b'],
  ['-a', 'it and each part of it between dots must begin and end with a letter or a digit (RFC 1123)', 'a'],
  ['a..b', 'it and each part of it between dots must begin and end with a letter or a digit (RFC 1123)', 'a.b'],
  ['a.', 'it and each part of it between dots must begin and end with a letter or a digit (RFC 1123)', 'a'],
  ['a-.b', 'it and each part of it between dots must begin and end with a letter or a digit (RFC 1123)', 'a.b'],
  ['x'.repeat(50), 'it has 50 characters, and 49 are allowed', 'x'.repeat(49)],
])('%j is none, and the message says why and what would do', (name, problem, suggestion) => {
  const error = (() => {
    try {
      return checkClusterName(name)
    } catch (caught) {
      return caught
    }
  })()
  expect(error).toBeInstanceOf(KubiaError)
  expect(error).toMatchObject({
    code: 'NAME_INVALID',
    exit: 2,
    message: `${JSON.stringify(name)} is not a valid cluster name: ${problem}`,
    details: {fix: [`use a name such as ${suggestion}`]},
  })
})

test('The suggestion for any text is a cluster name, and a good name is its own', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary', maxLength: 300}), text => {
      const suggestion = suggestClusterName(text)
      expect(clusterNameProblem(suggestion)).toBeUndefined()
      expect(suggestClusterName(suggestion)).toBe(suggestion)
    }),
  )
})

test('The longest name leaves the first node within the 63 characters of a label', () => {
  expect(`${'x'.repeat(MAX_CLUSTER_NAME)}-control-plane`).toHaveLength(63)
})
