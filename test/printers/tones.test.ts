import {describe, expect, test} from 'vitest'
import {createPaint} from '../../src/printers/style.ts'
import {printTable} from '../../src/printers/table.ts'
import {toneOfState, tonesOfRow} from '../../src/printers/tones.ts'
import {printTree} from '../../src/printers/tree.ts'

describe('the colours of what Kubernetes says of a state', () => {
  test.each([
    ['Running', undefined],
    ['Ready', undefined],
    ['Completed', undefined],
    ['Active', undefined],
    ['Pending', 'warn'],
    ['ContainerCreating', 'warn'],
    ['Terminating', 'warn'],
    ['Init:0/1', 'warn'],
    ['Ready,SchedulingDisabled', 'warn'],
    ['Running, restarted twice (exit 1)', 'warn'],
    ['<pending>', 'warn'],
    ['ClusterIP  80/TCP  no endpoints: no pod has app=kubia', 'warn'],
    ['NotReady', 'fail'],
    ['CrashLoopBackOff', 'fail'],
    ['Init:CrashLoopBackOff', 'fail'],
    ['ErrImagePull', 'fail'],
    ['ErrImageNeverPull', 'fail'],
    ['Error', 'fail'],
    ['OOMKilled', 'fail'],
    ['ExitCode:3', 'fail'],
    ['Evicted', 'fail'],
  ])('%s: %s', (words, tone) => expect(toneOfState(words)).toBe(tone))

  test.each([
    [
      ['NAME', 'READY', 'STATUS'],
      ['a', '1/1', 'Running'],
      [undefined, undefined, undefined],
    ],
    [
      ['NAME', 'READY', 'STATUS'],
      ['a', '0/1', 'Pending'],
      [undefined, 'warn', 'warn'],
    ],
    [
      ['NAME', 'READY', 'STATUS'],
      ['a', '0/1', 'CrashLoopBackOff'],
      [undefined, 'fail', 'fail'],
    ],
    [
      ['NAME', 'READY', 'STATUS'],
      ['a', '0/1', 'Completed'],
      [undefined, undefined, undefined],
    ],
    [
      ['NAME', 'READY', 'UP-TO-DATE'],
      ['Error', '1/4', '4'],
      [undefined, 'warn', undefined],
    ],
    [
      ['NAME', 'TYPE', 'EXTERNAL-IP'],
      ['a', 'LoadBalancer', '<pending>'],
      [undefined, undefined, 'warn'],
    ],
    [
      ['LAST SEEN', 'TYPE'],
      ['3s', 'Warning'],
      [undefined, 'warn'],
    ],
    [
      ['NAME', 'ENDPOINTS'],
      ['a', '<none>'],
      [undefined, 'warn'],
    ],
  ])('%j %j', (names, cells, tones) => expect(tonesOfRow(names, cells)).toEqual(tones))
})

const paint = createPaint({isTTY: true}, {})

test('Colours change nothing of where columns stand', () => {
  const columns = [
    {name: 'NAME', value: ([name = '']: string[]) => name},
    {name: 'STATUS', value: ([, status = '']: string[]) => status},
    {name: 'AGE', value: () => '5s'},
  ]
  const rows = [
    ['web', 'CrashLoopBackOff'],
    ['api', 'Running'],
  ]
  expect(printTable(columns, rows, {paint})).toBe(`NAME   STATUS             AGE
web    \u001B[31mCrashLoopBackOff\u001B[39m   5s
api    Running            5s
`)
})

test('In a tree what is wrong is coloured, and the name is not', () => {
  const roots = [
    {
      label: 'deployment.apps/web  1/2 ready',
      children: [
        {label: 'pod/web-1  CrashLoopBackOff  on node/a', children: []},
        {label: 'pod/web-2  Running  on node/a', children: []},
      ],
    },
  ]
  expect(printTree(roots, {ascii: false, paint})).toBe(`deployment.apps/web  1/2 ready
├─ pod/web-1  \u001B[31mCrashLoopBackOff  on node/a\u001B[39m
└─ pod/web-2  Running  on node/a
`)
})
