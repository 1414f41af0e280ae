import {expect, test} from 'vitest'
import {headline, shapeOf} from '../../src/workflows/headline.ts'
import {clusterOf, nodeOf} from '../support/provider.ts'

test('The shape of a cluster is its control planes and workers, without the load balancer', () => {
  const names = ['shop-control-plane', 'shop-control-plane2', 'shop-worker']
  const balancer = nodeOf('shop-external-load-balancer', {role: 'external-load-balancer'})
  const cluster = clusterOf('shop', [...names.map(name => nodeOf(name)), balancer])
  expect(shapeOf(cluster)).toEqual({controlPlanes: 2, workers: 1})
})

test.each([
  [['shop'], {}, 'kubia down · cluster shop'],
  [
    ['a', 'b'],
    {versions: ['kind v0.33.0', 'kind v0.33.0', 'docker 20.10.24']},
    'kubia down · clusters a, b · kind v0.33.0 · docker 20.10.24',
  ],
  [['shop'], {shape: {controlPlanes: 1, workers: 2}}, 'kubia down · cluster shop · 1 control-plane + 2 workers'],
])('The headline names %j and what is known of it', (names, known, line) => {
  expect(headline('down', names, known)).toBe(line)
})
