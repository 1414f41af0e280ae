import {expect, test} from 'vitest'
import {formatLabels, formatSelector} from '../../src/kubernetes/selectors.ts'

test('Labels are sorted', () => {
  expect(formatLabels({b: 'c', app: 'kubia', a: ''})).toBe('a=,app=kubia,b=c')
})

test.each([undefined, {}])('The labels %j are <none>', labels => {
  expect(formatLabels(labels)).toBe('<none>')
})

test('A selector is sorted by key, labels before expressions, values sorted too', () => {
  const selector = {
    matchLabels: {zone: 'a', app: 'kubia'},
    matchExpressions: [
      {key: 'tier', operator: 'In', values: ['web', 'api']},
      {key: 'env', operator: 'NotIn', values: ['dev']},
      {key: 'app', operator: 'Exists'},
      {key: 'old', operator: 'DoesNotExist'},
    ],
  }
  expect(formatSelector(selector)).toBe('app=kubia,app,env notin (dev),!old,tier in (api,web),zone=a')
})

test.each([undefined, {}, {matchLabels: {}}])('The selector %j is <none>', selector => {
  expect(formatSelector(selector)).toBe('<none>')
})
