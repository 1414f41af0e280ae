import {expect, test} from 'vitest'
import type {Pod} from '../../../src/kubernetes/types.ts'
import {Cancellation} from '../../../src/process/cancellation.ts'
import {unreportedPods, waitForReports} from '../../../src/workflows/up/wait-for-reports.ts'
import {recordedExec} from '../../support/exec.ts'
import {readAnswer} from '../../support/json.ts'
import {skipWaits} from '../../support/time.ts'

const RESTARTED = {names: ['shop-worker'], since: '2026-01-01T00:00:10.600Z'}
const BEFORE = '2026-01-01T00:00:09Z'
const AFTER = '2026-01-01T00:00:10Z'

const pod = (name: string, startedAt: string, {node = 'shop-worker', ready = 'True'} = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'shop', uid: name},
  spec: {nodeName: node, containers: [{name: 'a'}]},
  status: {
    phase: 'Running',
    conditions: [{type: 'Ready', status: ready}],
    containerStatuses: [{name: 'a', ready: ready === 'True', restartCount: 0, state: {running: {startedAt}}}],
  },
})

test('A pod that is Ready by a report from before its node was started again has not been reported since', () => {
  const pods = [
    pod('old', BEFORE),
    pod('new', AFTER),
    pod('not-ready', BEFORE, {ready: 'False'}),
    pod('elsewhere', BEFORE, {node: 'shop-worker2'}),
  ]
  expect(unreportedPods(pods, RESTARTED).map(({metadata}) => metadata.name)).toEqual(['old'])
})

test('They are waited for, and said', async () => {
  skipWaits()
  const lists = [[pod('a', BEFORE), pod('b', BEFORE)], [pod('a', AFTER), pod('b', BEFORE)], [pod('a', AFTER)]]
  const {exec, asked} = recordedExec({'kubectl --context kind-shop get pods -A': lists.map(readAnswer)})
  const reported: string[] = []
  const access = {kubeconfig: undefined, context: 'kind-shop'}
  await waitForReports({exec, cancellation: new Cancellation(0)}, access, RESTARTED, line => reported.push(line))
  expect(reported).toEqual(['Ready · 2 pods to be reported again', 'Ready · 1 pod to be reported again'])
  expect(asked).toHaveLength(3)
})
