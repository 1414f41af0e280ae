import {describe, expect, test} from 'vitest'
import {ListReader} from '../../src/api-server/list-reader.ts'
import {readObjects} from '../../src/api-server/objects.ts'
import {ONE_OF_EACH} from '../support/api/objects.ts'

/** What a reader makes of a text that comes in pieces of so many bytes. */
const read = (text: string, size: number, keepsWhole = false) => {
  const reader = new ListReader('kubectl get', keepsWhole)
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size))
  return reader.end()
}
const listOf = (items: unknown, indent?: number) =>
  JSON.stringify({apiVersion: 'v1', items, kind: 'List'}, null, indent)
const pod = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, ...more},
  spec: {containers: []},
})
const SIZES = [1, 7, 64 * 1024]
const AWKWARD = pod('a', {labels: {'"items": [{"': '}]\\"', ü: '{ "items": [ 😀'}})

describe.each(SIZES)('In pieces of %d bytes', size => {
  test.each([
    ['a list as kubectl prints it', listOf(ONE_OF_EACH, 4), ONE_OF_EACH],
    ['a list on one line', listOf(ONE_OF_EACH), ONE_OF_EACH],
    [
      'texts with brackets, quotes and characters of several bytes',
      listOf([AWKWARD, pod('b')], 4),
      [AWKWARD, pod('b')],
    ],
    ['an object alone', JSON.stringify(AWKWARD, null, 4), [AWKWARD]],
    ['an empty list', listOf([], 4), []],
    ['a list of nothing', listOf(null, 4), []],
    ['nothing', '', []],
    ['a list behind the words of a wrapper', `[warning] it's "old {\n${listOf([AWKWARD], 4)}\nbye "\n`, [AWKWARD]],
    ['a list behind a byte order mark', `\uFEFF${listOf([AWKWARD], 4)}`, [AWKWARD]],
    [
      'an object whose list is called otherwise',
      listOf([AWKWARD]).replace('"items"', '"parts"').replace('}', ',"metadata":{"name":"x"}}'),
      undefined,
    ],
  ])('%s is read as it is read whole', (_, text, items) => {
    if (items) expect(readObjects(text)).toEqual(items)
    else expect(() => readObjects(text)).toThrow()
    if (items) expect([...read(text, size, true).texts].map(one => JSON.parse(one))).toEqual(items)
    else expect(() => read(text, size)).toThrow()
  })

  test.each([
    ['is cut', listOf([AWKWARD, AWKWARD], 4).slice(0, -200)],
    ['is damaged', listOf([AWKWARD], 4).replace('"kind"', 'kind')],
    ['has a text in place of an object', listOf([AWKWARD, 'x'])],
    ['has a number in place of an object', listOf([0, AWKWARD])],
    ['has a list in place of an object', listOf([[AWKWARD]])],
    ['is no list', listOf('x')],
    ['is of something else', '{"a": 1}'],
    ['has an object of wrong types', listOf([{...AWKWARD, spec: 7}])],
  ])('An answer that %s is told as unreadable', (_, text) => {
    expect(() => read(text, size)).toThrow(expect.objectContaining({code: 'ANSWER_UNREADABLE', exit: 3}))
  })
})

test('Of each object stays what lists are read for', () => {
  const annotations = {'kubia.dev/tunnel': 'a/1/2', 'deployment.kubernetes.io/revision': '3', bulk: 'x'.repeat(10_000)}
  const container = {name: 'c', image: 'i', resources: {requests: {cpu: '1'}}}
  const bulk = {
    env: [{name: 'A', value: 'b'}],
    command: ['c'],
    args: ['d'],
    volumeMounts: [{name: 'v', mountPath: '/'}],
  }
  const whole = {
    ...pod('a', {annotations, managedFields: [{manager: 'kubia'}], selfLink: '/a'}),
    spec: {containers: [{...container, ...bulk}], volumes: [{name: 'v'}]},
    status: {phase: 'Running', qosClass: 'Burstable'},
  }
  const secret = {apiVersion: 'v1', kind: 'Secret', metadata: {name: 's'}, data: {password: 'eA=='}}
  expect(read(listOf([whole, secret], 4), 100).items).toEqual([
    {
      ...pod('a', {annotations: {'kubia.dev/tunnel': 'a/1/2', 'deployment.kubernetes.io/revision': '3'}}),
      spec: {containers: [container]},
      status: {phase: 'Running'},
    },
    {apiVersion: 'v1', kind: 'Secret', metadata: {name: 's'}},
  ])
})

test('What is held counts the objects, too: many small ones take more than their text', () => {
  const reader = new ListReader()
  const text = Buffer.from(listOf([pod('a'), pod('b')]))
  expect(reader.push(text)).toBe(text.length + 2 * 512)
})

test('Parts of objects that are alike are kept once', () => {
  const [one, other] = read(listOf([pod('a', {labels: {app: 'x'}}), pod('b', {labels: {app: 'x'}})]), 64 * 1024).items
  expect(one?.metadata.labels).toEqual({app: 'x'})
  expect(one?.metadata.labels).toBe(other?.metadata.labels)
})
