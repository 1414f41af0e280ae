import {expect, test} from 'vitest'
import {load} from '../../src/workflows/load.ts'
import {planRecorded, runRecorded} from '../support/workflow.ts'
import {clusterWith} from './clusters.ts'

test('Images that nodes lack are sent, one after the other, and said to be where they are', async () => {
  const target = clusterWith('not on the nodes')
  const {shown, result, run} = runRecorded(flow => {
    Object.assign(flow.run, {keepLog: () => {}})
    return load(flow, target, ['app:dev', 'web:dev'])
  }, {})
  expect(await result).toEqual([
    {image: 'app:dev', outcome: 'loaded', nodes: ['shop-worker']},
    {image: 'web:dev', outcome: 'loaded', nodes: ['shop-worker']},
  ])
  expect(target.sent).toEqual(['app:dev', 'web:dev'])
  expect(shown).toEqual([
    'start Look at images',
    'progress Look at images: app:dev, web:dev',
    'ok Look at images: 2 of 2 to load',
    'start Load app:dev',
    'progress Load app:dev: sending',
    'ok Load app:dev: into 1 node',
    'start Load web:dev',
    'progress Load web:dev: sending',
    'ok Load web:dev: into 1 node',
  ])
  run.close()
})

test('An image that all nodes have is not sent', async () => {
  const target = clusterWith('on all nodes')
  const {shown, result} = runRecorded(flow => load(flow, target, ['app:dev']), {})
  expect(await result).toEqual([{image: 'app:dev', outcome: 'unchanged', nodes: []}])
  expect(shown.at(-1)).toBe('skip Load app:dev: on all 1 node')
})

test('Nothing is sent where one of the images is missing', async () => {
  const target = clusterWith('absent')
  const {result} = runRecorded(flow => load(flow, target, ['app:dev', 'web:dev']), {})
  await expect(result).rejects.toMatchObject({step: {title: 'Look at images'}})
  expect(target.sent).toEqual([])
})

test('A plan brings each image to all nodes, whatever they have', async () => {
  const target = clusterWith('on all nodes')
  const {plan} = planRecorded(flow => load(flow.onEmptyCluster(), target, ['app:dev', 'c.tgz']), {})
  expect((await plan).script).toBe(
    [
      'for node in $(kind get nodes --name shop); do',
      '  docker save app:dev | docker exec -i "$node" ctr --namespace=k8s.io images import -',
      'done',
      'for node in $(kind get nodes --name shop); do',
      '  gzip -dc c.tgz | docker exec -i "$node" ctr --namespace=k8s.io images import -',
      'done',
    ].join('\n'),
  )
})
