import {stripVTControlCharacters} from 'node:util'
import {describe, expect, test} from 'vitest'
import {cutLine, frame, restAfter} from '../../src/cli/watch.ts'
import {Belonging, wordsOf} from '../../src/cli/watch-status.ts'
import {WatchedRows} from '../../src/cli/watched-rows.ts'
import type {Pod} from '../../src/kubernetes/types.ts'

const footer = 'watching'
const plain = (_: unknown, text: string): string => text
/** A frame without colours. */
const draw = (text: string, changes: readonly string[], columns: number, rows: number): string =>
  frame({text, changes: changes.map(change => ({text: change, tone: 'ok'})), footer}, columns, rows, plain)
/** The lines of a frame as they stand on the screen. */
const screenOf = (text: string): string[] => stripVTControlCharacters(text).split('\r\n')

describe('a frame', () => {
  test('overwrites every line where it stood and clears what is left', () => {
    expect(draw('one\ntwo\n', [], 80, 24)).toBe('\u001B[Hone\u001B[K\r\ntwo\u001B[K\r\nwatching\u001B[K\u001B[J')
  })

  test('leaves out the end of the view, and keeps its top, what changed and its last line', () => {
    const text = Array.from({length: 30}, (_, index) => `line ${index}\n`).join('')
    expect(screenOf(draw(text, ['a', 'b', 'c', 'd', 'e'], 9, 12))).toEqual([
      'line 0',
      'line 1',
      'line 2',
      'line 3',
      'line 4',
      '… 25 mor…',
      '',
      'c',
      'd',
      'e',
      'watching',
    ])
  })

  test('shows as many changes as there is room for', () => {
    expect(screenOf(draw('one\n', ['a', 'b', 'c', 'd', 'e'], 9, 12))).toEqual(['one', '', 'c', 'd', 'e', 'watching'])
  })

  const rows = [
    '10:00:01 + pod/web-6d4f9c-x2x7k   0/1     Pending             0             0s',
    '10:00:02 ~ pod/web-6d4f9c-x2x7k   0/1     ContainerCreating   0             1s',
    '10:00:03 ~ pod/web-6d4f9c-x2x7k   1/1     Running             0             2s',
  ]

  test('wraps what changed where it is wider than the screen, so that the state is read', () => {
    expect(screenOf(draw('one\n', rows, 40, 20))).toEqual([
      'one',
      '',
      '10:00:01 + pod/web-6d4f9c-x2x7k  0/1',
      '           Pending  0  0s',
      '10:00:02 ~ pod/web-6d4f9c-x2x7k  0/1',
      '           ContainerCreating  0  1s',
      '10:00:03 ~ pod/web-6d4f9c-x2x7k  1/1',
      '           Running  0  2s',
      'watching',
    ])
  })

  test('shows changes in whole, and the last one however little room there is', () => {
    expect(screenOf(draw('one\n', rows, 40, 11))).toEqual([
      'one',
      '',
      '10:00:03 ~ pod/web-6d4f9c-x2x7k  1/1',
      '           Running  0  2s',
      'watching',
    ])
    expect(screenOf(draw('one\n', rows, 40, 5))).toContain('           Running  0  2s')
  })
})

test.each([
  [1000, 5, 1000],
  [1000, 100, 4900],
  [10_000, 1500, 73_500],
])('Where nothing changes, what is done each %d ms and took %d ms rests for %d ms', (least, took, rest) => {
  expect(restAfter(least, took)).toBe(rest)
})

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab\u001B[0m…'],
  ['\u001B[31mabcd\u001B[39m', 4, '\u001B[31mabcd\u001B[39m'],
  ['\u001B[31mabcd\u001B[39m e', 4, '\u001B[31mabc\u001B[39m\u001B[0m…'],
])('%j in %d columns', (line, columns, cut) => expect(cutLine(line, columns)).toBe(cut))

const pod = (name: string, phase: string, more: object = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'shop', uid: name, creationTimestamp: '1970-01-01T00:00:00Z', ...more},
  spec: {containers: [{name: 'c', image: 'i'}]},
  status: {phase},
})
const options = {
  wide: false,
  allNamespaces: false,
  prefixed: false,
  serverVersion: {major: 1, minor: 36, gitVersion: 'v1.36.4'},
}

describe('the rows that are watched', () => {
  test('are told when they show something else than before, in the columns of the table', () => {
    const rows = new WatchedRows(options)
    rows.begin([pod('web-1', 'Pending')], undefined)
    expect(rows.take(pod('web-1', 'Pending'), 90_000)).toBe(undefined)
    expect(rows.take(pod('web-1', 'Running'), 3000)).toMatchObject({
      sign: '~',
      text: 'web-1   0/1     Running   0          3s\n',
    })
    expect(rows.take(pod('b', 'Pending'), 3000)).toMatchObject({
      sign: '+',
      text: 'b       0/1     Pending   0          3s\n',
    })
    const gone = pod('web-1', 'Running', {deletionTimestamp: '1970-01-01T00:00:05Z'})
    expect(rows.drop(gone, 5000).map(({sign, text}) => `${sign} ${text}`)).toEqual([
      '~ web-1   0/1     Terminating   0          5s\n',
      '- pod/web-1 deleted\n',
    ])
    expect(rows.drop(gone, 5000)).toEqual([])
  })

  test('of the server’s tables do not change with their ages', () => {
    const rows = new WatchedRows({...options, allNamespaces: true})
    const event = (cells: string[]) => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {name: 'a', namespace: 'shop'},
      cells,
    })
    rows.setColumns('event', [
      {name: 'Last Seen', wide: false},
      {name: 'Message', wide: false},
    ])
    expect(rows.take(event(['3s', 'pulled']), 0)?.text).toBe('shop        3s          pulled\n')
    expect(rows.take(event(['4s', 'pulled']), 0)).toBe(undefined)
    expect(rows.take(event(['5s', 'failed']), 0)?.text).toBe('shop        5s          failed\n')
    expect(rows.drop(event(['5s', 'failed']), 0).map(({text}) => text)).toEqual(['shop/event/a deleted\n'])
  })
})

test.each([
  [['pods'], [{word: 'pods', names: []}]],
  [
    ['pods,svc'],
    [
      {word: 'pods', names: []},
      {word: 'svc', names: []},
    ],
  ],
  [['pod', 'a', 'b'], [{word: 'pod', names: ['a', 'b']}]],
  [
    ['pod/a', 'svc/b', 'pod/c'],
    [
      {word: 'pod', names: ['a', 'c']},
      {word: 'svc', names: ['b']},
    ],
  ],
])('%j is followed as %j', (target, words) => expect(wordsOf(target)).toEqual(words))

test('What belongs to an app is known when its owner is, in whatever order they come', () => {
  const owned = (name: string, owner: string) =>
    pod(name, 'Pending', {ownerReferences: [{kind: 'ReplicaSet', name: owner, uid: owner}]})
  const belonging = new Belonging([pod('web', 'Running')])
  const names = (object: Pod) => belonging.take(object).map(({metadata}) => metadata.name)
  expect(names(pod('web', 'Running'))).toEqual(['web'])
  expect(names(owned('web-2-a', 'web-2'))).toEqual([])
  expect(names(pod('other', 'Running'))).toEqual([])
  expect(names(owned('web-2', 'web'))).toEqual(['web-2', 'web-2-a'])
  expect(names(owned('web-2-b', 'web-2'))).toEqual(['web-2-b'])
})
