import {expect, test} from 'vitest'
import {Run} from '../../src/process/run.ts'
import {load, loadImage, lookAtImages} from '../../src/workflows/load.ts'
import {ownFolders} from '../support/kubeconfig.ts'
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

test('The look at images says how many are to be loaded, and refuses all that cannot be, together', async () => {
  const detailOf = async (state: 'absent' | 'on all nodes' | 'not on the nodes', ...names: string[]) => {
    const {provider, cluster} = clusterWith(state)
    return (await lookAtImages(provider, cluster, names, () => {})).detail
  }
  expect(await detailOf('on all nodes', 'app:dev')).toBe('all are on all nodes')
  expect(await detailOf('not on the nodes', 'app:dev', 'web:dev')).toBe('2 of 2 to load')
  await expect(detailOf('absent', 'app:dev', './none.tar')).rejects.toThrow()
})

test('An image is loaded into the nodes that lack it, with what the engine warned of', async () => {
  ownFolders()
  const target = clusterWith('not on the nodes')
  const transfer = {
    source: 'app:dev',
    images: ['app:dev'],
    nodes: ['shop-control-plane', 'shop-worker'],
    lacking: ['shop-worker'],
    load: async () => ['another platform'],
  }
  const notes: string[] = []
  const run = new Run({verbosity: 0, timeoutMs: 0, note: () => {}})
  const action = loadImage(run, target, transfer, line => notes.push(line))
  expect((await action.run(() => {})).detail).toBe('into 1 of 2 nodes')
  expect(notes).toEqual(['warning: another platform'])
  expect(action.script()).toContain('for node in shop-worker; do')
  run.close()
})
