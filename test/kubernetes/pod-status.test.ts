import {describe, expect, test} from 'vitest'
import {podReadiness, podRestarts, podStatus} from '../../src/kubernetes/pod-status.ts'
import type {ContainerState, ContainerStatus, Pod} from '../../src/kubernetes/types.ts'

const serverVersion = {major: 1, minor: 36}
const context = {now: Date.parse('2026-11-23T12:00:00Z'), serverVersion}

const running: ContainerState = {running: {}}
const completed: ContainerState = {terminated: {exitCode: 0, reason: 'Completed'}}
const waiting = (reason: string): ContainerState => ({waiting: {reason}})
const ended = (exitCode: number, signal?: number): ContainerState => ({terminated: {exitCode, signal}})

type Container = Partial<ContainerStatus> & {sidecar?: boolean}

interface Shape {
  init?: Container[]
  containers?: Container[]
  status?: Pod['status']
  deletionTimestamp?: string
}

/** A pod with init containers i0, i1… and containers c0, c1…, one of each unless said otherwise. */
function pod({init = [], containers = [{}], status, deletionTimestamp}: Shape): Pod {
  const named = (prefix: string, list: Container[]) =>
    list.map(({sidecar, ...rest}, index) => ({name: `${prefix}${index}`, ready: false, restartCount: 0, ...rest}))
  const specs = (prefix: string, list: Container[]) =>
    list.map(({sidecar}, index) => ({name: `${prefix}${index}`, ...(sidecar && {restartPolicy: 'Always'})}))
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'x', deletionTimestamp},
    spec: {initContainers: specs('i', init), containers: specs('c', containers)},
    status: {
      phase: 'Running',
      initContainerStatuses: named('i', init),
      containerStatuses: named('c', containers),
      ...status,
    },
  }
}

const ready = {ready: true, state: running}
const is = (type: string, reason?: string) => ({type, status: 'True', reason})
const gated = {type: 'PodScheduled', status: 'False', reason: 'SchedulingGated'}

describe('STATUS', () => {
  test.each<[string, Shape, string]>([
    ['that runs', {containers: [ready]}, 'Running'],
    ['that nobody has looked at yet', {containers: [], status: {phase: 'Pending'}}, 'Pending'],
    ['that was evicted', {containers: [], status: {phase: 'Failed', reason: 'Evicted'}}, 'Evicted'],
    ['with a scheduling gate', {containers: [], status: {phase: 'Pending', conditions: [gated]}}, 'SchedulingGated'],
    ['whose container waits', {containers: [{state: waiting('CrashLoopBackOff')}]}, 'CrashLoopBackOff'],
    ['whose container ended with a reason', {containers: [{state: completed}]}, 'Completed'],
    ['whose container got a signal', {containers: [{state: ended(137, 9)}]}, 'Signal:9'],
    ['whose container ended without a reason', {containers: [{state: ended(3)}]}, 'ExitCode:3'],
    ['with one container ended and one ready', {containers: [{state: completed}, ready]}, 'NotReady'],
    [
      'that is Ready with one container ended and one ready',
      {containers: [{state: completed}, ready], status: {conditions: [is('Ready')]}},
      'Running',
    ],
    ['with two faults, the first', {containers: [{state: waiting('First')}, {state: waiting('Second')}]}, 'First'],
    ['whose first init container runs', {init: [{state: running}, {}]}, 'Init:0/2'],
    ['whose second init container runs', {init: [{state: completed}, {state: running}]}, 'Init:1/2'],
    ['whose init container is about to run', {init: [{state: waiting('PodInitializing')}]}, 'Init:0/1'],
    ['whose init container waits', {init: [{state: waiting('ErrImagePull')}]}, 'Init:ErrImagePull'],
    ['whose init container failed', {init: [{state: {terminated: {exitCode: 4, reason: 'Error'}}}]}, 'Init:Error'],
    ['whose init container got a signal', {init: [{state: ended(137, 9)}]}, 'Init:Signal:9'],
    ['whose init container failed silently', {init: [{state: ended(4)}]}, 'Init:ExitCode:4'],
    ['whose sidecar runs', {init: [{sidecar: true, started: true, state: running}], containers: [ready]}, 'Running'],
    ['whose sidecar has not started', {init: [{sidecar: true, state: running}]}, 'Init:0/1'],
    [
      'that was initialized, whose sidecar restarts',
      {
        init: [{sidecar: true, state: waiting('CrashLoopBackOff')}],
        containers: [ready],
        status: {conditions: [is('Initialized')]},
      },
      'Init:CrashLoopBackOff',
    ],
    ['that is being deleted', {containers: [ready], deletionTimestamp: '2026-11-23T11:59:00Z'}, 'Terminating'],
    [
      'that is being deleted on a lost node',
      {deletionTimestamp: '2026-11-23T11:59:00Z', status: {reason: 'NodeLost'}},
      'Unknown',
    ],
    [
      'that has ended and is held by a finalizer',
      {
        containers: [{state: completed}],
        deletionTimestamp: '2026-11-23T11:59:00Z',
        status: {phase: 'Succeeded'},
      },
      'Completed',
    ],
  ])('A pod %s', (_, shape, status) => {
    expect(podStatus(pod(shape), serverVersion)).toBe(status)
  })

  test.each([
    [30, 'Terminating'],
    [31, 'Completed'],
  ])('A 1.%d server says of an ended pod that is being deleted: %s', (minor, status) => {
    const held: Shape = {
      containers: [{state: completed}],
      deletionTimestamp: '2026-11-23T11:59:00Z',
      status: {phase: 'Succeeded'},
    }
    expect(podStatus(pod(held), {major: 1, minor})).toBe(status)
  })
})

describe('READY', () => {
  test.each<[string, Shape, string]>([
    ['counts containers that are ready', {containers: [ready, {state: running}]}, '1/2'],
    ['counts none before the kubelet reports', {containers: [{}, {}], status: {containerStatuses: []}}, '0/2'],
    ['counts none while an init container runs', {init: [{state: running}], containers: [ready]}, '0/1'],
    [
      'counts sidecars that are ready',
      {
        init: [
          {sidecar: true, started: true, ...ready},
          {sidecar: true, started: true, state: running},
        ],
        containers: [ready],
      },
      '2/3',
    ],
    ['does not count an ended container, whatever it says', {containers: [{ready: true, state: completed}]}, '0/1'],
  ])('%s', (_, shape, readiness) => {
    expect(podReadiness(pod(shape))).toBe(readiness)
  })
})

describe('RESTARTS', () => {
  const restarted = (restartCount: number, finishedAt: string): Container => ({
    restartCount,
    lastState: {terminated: {exitCode: 1, finishedAt}},
  })
  const early = restarted(2, '2026-11-23T11:00:00Z')
  const late = restarted(1, '2026-11-23T11:54:57Z')

  test.each<[string, Shape, string]>([
    ['is 0 when nothing restarted', {}, '0'],
    ['adds up containers and says when the last restart was', {containers: [early, late]}, '3 (5m3s ago)'],
    ['says no time when none is known', {containers: [{restartCount: 4}]}, '4'],
    ['counts init containers while they run', {init: [early], containers: [late]}, '2 (60m ago)'],
    [
      'forgets init containers that are done',
      {init: [{...early, state: completed}], containers: [late]},
      '1 (5m3s ago)',
    ],
    [
      'keeps counting sidecars',
      {init: [{...early, sidecar: true, started: true, state: running}], containers: [late]},
      '3 (5m3s ago)',
    ],
  ])('%s', (_, shape, restarts) => {
    expect(podRestarts(pod(shape), context)).toBe(restarts)
  })

  test.each([
    [21, '3'],
    [22, '3 (5m3s ago)'],
  ])('A 1.%d server prints %s', (minor, restarts) => {
    const shape = {containers: [early, late]}
    expect(podRestarts(pod(shape), {...context, serverVersion: {major: 1, minor}})).toBe(restarts)
  })
})
