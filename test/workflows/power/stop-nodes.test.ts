import {expect, test} from 'vitest'
import {stopNodes} from '../../../src/workflows/power/stop.ts'
import {ownFolders} from '../../support/kubeconfig.ts'
import {clusterOf, nodeOf, recordedProvider} from '../../support/provider.ts'
import {runRecorded} from '../../support/workflow.ts'

const cluster = clusterOf('shop', [nodeOf('shop-control-plane'), nodeOf('shop-worker', {running: false, paused: true})])

/** Stops the worker, which is paused. */
const stopWorker = (more: Parameters<typeof recordedProvider>[1] = {}) => {
  ownFolders()
  const {provider, changes} = recordedProvider([cluster], more)
  const recorded = runRecorded(
    flow => flow.step('Stop node', stopNodes(flow.run, {cluster, provider, node: undefined}, ['shop-worker'])),
    {},
  )
  return {...recorded, provider, changes}
}

test('A node is stopped, also one that is paused, and the others stay', async () => {
  const {result, shown, changes} = stopWorker()
  expect((await result).nodes.map(({name, running, paused}) => [name, running, paused])).toEqual([
    ['shop-control-plane', true, undefined],
    ['shop-worker', false, undefined],
  ])
  expect(shown.at(-1)).toBe('ok Stop node: shop-worker is stopped')
  expect(changes).toEqual(['stop shop-worker'])
})

test('A node that is still there afterwards is a failure', async () => {
  const {result} = stopWorker({stop: async () => {}})
  await expect(result).rejects.toMatchObject({
    error: {
      code: 'STOP_FAILED',
      message: 'shop-worker still runs',
      details: {left: 'nodes that were stopped stay so'},
    },
  })
})

test('The plan has the nodes as they will be', () => {
  const {provider} = recordedProvider([cluster])
  const {planned} = stopNodes({} as never, {cluster, provider, node: undefined}, ['shop-worker'])
  expect(planned.nodes.map(({running, paused}) => [running, paused])).toEqual([
    [true, undefined],
    [false, undefined],
  ])
})
