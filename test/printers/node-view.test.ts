import {beforeAll, expect, test} from 'vitest'
import type {Node, Pod} from '../../src/kubernetes/types.ts'
import {printNode} from '../../src/printers/node-view.ts'
import {capture, text} from './fixture.ts'

const {now, items} = capture('node.jsonl')
const node = items[0] as Node
const pods = items.slice(1) as Pod[]
const worker = (name: string, phase = 'Running', nodeName = node.metadata.name): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'default', creationTimestamp: '2026-11-23T11:00:00Z'},
  spec: {nodeName, containers: [{name: 'c', resources: {requests: {cpu: '1'}}}]},
  status: {phase},
})

// kubectl prints times of day in the local zone; the capture was made in UTC.
beforeAll(() => {
  process.env.TZ = 'UTC'
})

/** The lines of a section of a description, whatever the width of its columns. */
function section(description: string, title: string): string[] {
  const lines = description.split('\n').map(line => line.replace(/(?<=\S) {2,}/g, '  '))
  const start = lines.findIndex(line => line.startsWith(title))
  const length = lines.slice(start + 1).findIndex(line => !line.startsWith(' '))
  return lines.slice(start, start + 1 + length)
}

test.each([
  'Name:',
  'Roles:',
  'Labels:',
  'CreationTimestamp:',
  'Taints:',
  'Unschedulable:',
  'Addresses:',
  'Capacity:',
  'Allocatable:',
  'Non-terminated Pods:',
  'Allocated resources:',
])('%s has kubectl describe’s values', title => {
  expect(section(printNode(node, pods, {now}), title)).toEqual(section(text('node-describe.txt'), title))
})

test('Every line on the system stands in kubectl describe too', () => {
  const theirs = section(text('node-describe.txt'), 'System Info:')
  const ours = section(printNode(node, pods, {now}), 'System Info:')
  expect(ours).toHaveLength(7)
  expect(theirs).toEqual(expect.arrayContaining(ours))
})

test('A node without pods is printed in our shorter layout', () => {
  const small: Node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name: 'n1', creationTimestamp: '2026-11-23T11:53:10Z', labels: {'node-role.kubernetes.io/worker': ''}},
    spec: {
      unschedulable: true,
      taints: [
        {key: 'a', effect: 'NoSchedule'},
        {key: 'z', value: 'y', effect: 'NoExecute'},
      ],
    },
    status: {
      capacity: {cpu: '2', memory: '1Gi', pods: '110', 'example.com/gpu': '1'},
      conditions: [{type: 'Ready', status: 'True', lastTransitionTime: '2026-11-23T11:53:20Z', reason: 'KubeletReady'}],
      nodeInfo: {kubeletVersion: 'v1.36.0'},
    },
  }
  expect(printNode(small, [], {now})).toBe(`\
Name:               n1
Roles:              worker
Labels:             node-role.kubernetes.io/worker=
CreationTimestamp:  Mon, 23 Nov 2026 11:53:10 +0000
Taints:             z=y:NoExecute
                    a:NoSchedule
Unschedulable:      true
Conditions:
  Type   Status  LastTransitionTime               Reason        Message
  ----   ------  ------------------               ------        -------
  Ready  True    Mon, 23 Nov 2026 11:53:20 +0000  KubeletReady
Capacity:
  cpu:              2
  example.com/gpu:  1
  memory:           1Gi
  pods:             110
System Info:
  Kernel Version:
  OS Image:
  Operating System:
  Architecture:
  Container Runtime Version:
  Kubelet Version:            v1.36.0
Non-terminated Pods:  (0 in total)
  Namespace  Name  CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age
  ---------  ----  ------------  ----------  ---------------  -------------  ---
Allocated resources:
  (Total limits may be over 100 percent, i.e., overcommitted.)
  Resource           Requests  Limits
  --------           --------  ------
  cpu                0 (0%)    0 (0%)
  memory             0 (0%)    0 (0%)
  ephemeral-storage  0 (0%)    0 (0%)
  example.com/gpu    0         0
`)
})

test('Pods that have ended or stand on other nodes take nothing', () => {
  const others = [worker('done', 'Succeeded'), worker('failed', 'Failed'), worker('elsewhere', 'Running', 'other')]
  const text = printNode(node, [...others, worker('here')], {now})
  expect(section(text, 'Non-terminated Pods:')[0]).toBe('Non-terminated Pods:  (1 in total)')
  expect(section(text, 'Allocated resources:')).toContain('  cpu  1 (50%)  0 (0%)')
})

test('A user who may not list pods is told so', () => {
  expect(printNode(node, undefined, {now})).toMatch(/\nPods: {2}not authorized\n$/)
})

test('On a narrow terminal a description goes on below its lines, broken between cells and at blanks', () => {
  const small: Node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: 'n1',
      creationTimestamp: '2026-11-23T11:53:10Z',
      labels: {'kubernetes.io/hostname': 'shop-worker2'},
    },
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          lastTransitionTime: '2026-11-23T11:53:10Z',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
        },
      ],
      nodeInfo: {osImage: 'Debian GNU/Linux 12 (bookworm)'},
    },
  }
  const lines = printNode(small, undefined, {now, width: 40}).split('\n')
  expect(lines.slice(0, 13)).toEqual([
    'Name:               n1',
    'Roles:              <none>',
    'Labels:',
    '    kubernetes.io/hostname=shop-worker2',
    'CreationTimestamp:  Mon, 23 Nov 2026',
    '    11:53:10 +0000',
    'Taints:             <none>',
    'Unschedulable:      false',
    'Conditions:',
    '  Type   Status',
    '    LastTransitionTime',
    '    Reason',
    '    Message',
  ])
  expect(lines).toContain('    kubelet is posting ready status')
  expect(lines).toContain('    GNU/Linux 12 (bookworm)')
  expect(lines.filter(line => line.length > 40)).toEqual([])
})
