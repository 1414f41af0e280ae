import {expect, test} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {explainNode} from '../../../src/workflows/up/explain-node.ts'
import {recordedExec} from '../../support/exec.ts'
import {clusterOf, nodeOf, recordedProvider} from '../../support/provider.ts'

const SHOP = {name: 'shop', access: {context: 'kind-shop'}}
const EVENTS = {
  'kubectl --context kind-shop get events': {
    stdout: JSON.stringify({
      items: [
        {
          reason: 'InvalidDiskCapacity',
          message: 'invalid capacity 0',
          lastTimestamp: '2026-01-01T00:00:00Z',
          involvedObject: {kind: 'Node', name: 'shop-worker'},
          metadata: {name: 'e'},
        },
      ],
    }),
  },
}

test('A cause that the node’s logs name comes first, with what mends it', async () => {
  const {exec} = recordedExec(EVENTS)
  const error = new KubiaError('ENGINE_SETUP', 'no cgroup', {evidence: ['failed to run'], fix: ['mend it']})
  const {provider} = recordedProvider([], {diagnose: async () => ({log: 'kubelet', error})})
  expect(await explainNode(exec, provider, SHOP, 'shop-worker')).toMatchObject({
    why: 'the kubelet log of shop-worker says why: no cgroup',
    fix: ['mend it'],
    evidence: ['kubelet log: failed to run', expect.stringContaining('invalid capacity 0')],
  })
})

test.each([
  ['name no cause', async () => undefined],
  ['cannot be read', async () => Promise.reject(new Error('no such container'))],
])('Where the logs %s, there are the node’s events', async (_, diagnose) => {
  const {exec} = recordedExec(EVENTS)
  const {provider} = recordedProvider([], {diagnose})
  const {evidence, ...more} = await explainNode(exec, provider, SHOP, 'shop-worker')
  expect(evidence).toEqual([expect.stringContaining('invalid capacity 0')])
  expect(more).toEqual({})
})

test('A cluster that was paused meanwhile is the cause, and nothing else is asked', async () => {
  const {exec, asked} = recordedExec({})
  const paused = clusterOf('shop', [nodeOf('shop-control-plane', {running: false, paused: true})])
  const {provider} = recordedProvider([paused])
  expect(await explainNode(exec, provider, SHOP, 'shop-control-plane')).toEqual({
    evidence: [],
    why: 'cluster shop is paused',
    fix: ['kubectl kubia start shop'],
  })
  expect(asked).toEqual([])
})
