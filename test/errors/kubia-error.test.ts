import {expect, test} from 'vitest'
import {asKubiaError, KubiaError, usageError} from '../../src/errors/kubia-error.ts'

test('A failure has its code, its exit class and its cause', () => {
  const cause = new Error('inner')
  const error = new KubiaError('PORT_TAKEN', 'port 80 is in use', {cause, fix: ['-p 0:30080']})
  expect(error).toMatchObject({name: 'Error', code: 'PORT_TAKEN', exit: 4, message: 'port 80 is in use', cause})
})

test('A failure without a cause has none', () => {
  expect('cause' in new KubiaError('USAGE', 'x')).toBe(false)
})

test('A usage error ends with 2', () => {
  expect(usageError('unknown flag: --x')).toMatchObject({code: 'USAGE', exit: 2, message: 'unknown flag: --x'})
})

test('A failure that was foreseen stays as it is', () => {
  const error = new KubiaError('USAGE', 'x')
  expect(asKubiaError(error)).toBe(error)
})

test.each([
  ['an error', new TypeError('x is not a function'), 'x is not a function'],
  ['a text', 'oops', 'oops'],
  ['nothing', undefined, 'undefined'],
])('When %s is thrown, it is unexpected and kept as the cause', (_, thrown, message) => {
  expect(asKubiaError(thrown)).toMatchObject({code: 'UNEXPECTED', exit: 1, message, details: {cause: thrown}})
})
