import {expect, test} from 'vitest'
import {didYouMean} from '../../src/errors/did-you-mean.ts'

const commands = ['up', 'down', 'status', 'clusters', 'config']
const flags = ['workers', 'control-planes', 'kubernetes-version', 'image', 'config', 'publish', 'wait']

test.each([
  ['satus', commands, 'status'],
  ['STATUS', commands, 'status'],
  ['statsu', commands, 'status'],
  ['clus', commands, 'clusters'],
  ['dwn', commands, 'down'],
  ['ups', commands, 'up'],
  ['conf', commands, 'config'],
  ['worker', flags, 'workers'],
  ['controlplanes', flags, 'control-planes'],
  ['kubernetes', flags, 'kubernetes-version'],
  ['imgae', flags, 'image'],
])('%s means one of %j', (word, candidates, meant) => {
  expect(didYouMean(word, candidates)).toBe(meant)
})

test.each([
  ['frobnicate', commands],
  ['x', commands],
  ['', commands],
  ['namespace', flags],
  ['anything', []],
])('%j is near none of %j', (word, candidates) => {
  expect(didYouMean(word, candidates)).toBeUndefined()
})

test('Of two that are near, the nearer one is meant', () => {
  expect(didYouMean('config', ['confid', 'config'])).toBe('config')
})
