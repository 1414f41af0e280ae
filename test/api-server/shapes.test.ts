import {describe, expect, test} from 'vitest'
import {getObjects, readObjects} from '../../src/api-server/objects.ts'
import {problemOf} from '../../src/api-server/shape.ts'
import {loadStatus, type StatusRequest} from '../../src/cli/load-status.ts'
import {renderStatus, verdictsOf} from '../../src/cli/status-view.ts'
import {WatchedRows} from '../../src/cli/watched-rows.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import type {KubeObject} from '../../src/kubernetes/types.ts'
import {printNode} from '../../src/printers/node-view.ts'
import {ONE_OF_EACH, type RawObject} from '../support/api/objects.ts'
import {recordedExec} from '../support/exec.ts'

const listOf = (items: unknown): string => JSON.stringify({kind: 'List', apiVersion: 'v1', metadata: {}, items})

test('What a Kubernetes API server sends is read', () => {
  expect(readObjects(listOf(ONE_OF_EACH))).toEqual(ONE_OF_EACH)
  expect(readObjects(listOf(null))).toEqual([])
  expect(readObjects('')).toEqual([])
})

const pod = ONE_OF_EACH.find(({kind}) => kind === 'Pod') as RawObject
const WRONG: readonly [what: string, items: unknown, problem: string][] = [
  ['an item that is null', [null], 'an object that cannot be read: it is no object'],
  ['an item that is text', ['x'], 'an object that cannot be read: it is no object'],
  ['metadata that is a number', [{...pod, metadata: 5}], 'a Pod that cannot be read: metadata is no object'],
  ['a name that is a number', [{...pod, metadata: {name: 5}}], 'a Pod that cannot be read: metadata.name is no text'],
  ['a spec that is null', [{...pod, spec: null}], 'Pod web-1-a that cannot be read: spec is no object'],
  ['a status that is a list', [{...pod, status: []}], 'Pod web-1-a that cannot be read: status is no object'],
  [
    'containers that are an object',
    [{...pod, spec: {containers: {}}}],
    'Pod web-1-a that cannot be read: spec.containers is no list',
  ],
  [
    'a number in the place of text',
    [{...pod, spec: {containers: [{name: 7}]}}],
    'Pod web-1-a that cannot be read: spec.containers[0].name is no text',
  ],
  [
    'a label that is a list',
    [{kind: 'Widget', apiVersion: 'a/v1', metadata: {name: 'w', labels: {app: []}}}],
    'Widget w that cannot be read: metadata.labels.app is no text',
  ],
]

test.each(WRONG)('%s is told with the object and the field', (_, items, problem) => {
  const message = `kubectl get answered with ${problem}`
  expect(() => readObjects(listOf(items))).toThrow(expect.objectContaining({code: 'ANSWER_UNREADABLE', message}))
})

test('Items that are no list are told', () => {
  expect(() => readObjects(listOf('x'))).toThrow('kubectl get answered with something that cannot be read')
  expect(() => readObjects(listOf({}))).toThrow('kubectl get answered with something that cannot be read')
})

describe('A shape', () => {
  test.each([
    ['text', 'x', undefined],
    ['text', 5, 'v is no text'],
    ['quantity', '1.5Gi', undefined],
    ['quantity', 'x', 'v is no quantity'],
    [['number'], [1, 2], undefined],
    [['number'], [1, '2'], 'v[1] is no number'],
    [{'*': 'text'}, {a: 'b'}, undefined],
    [{'*': 'text'}, {a: null}, 'v.a is no text'],
    [{'a?': 'text'}, {}, undefined],
    [{'a?': 'text'}, {a: null}, 'v.a is no text'],
    [{'a?': 'time'}, {a: null}, undefined],
    [{'a?': ['text']}, {a: null}, 'v.a is no list'],
    [{'a??': ['text']}, {a: null}, undefined],
    [{a: 'text'}, {}, 'v.a is no text'],
    [{a: 'text'}, Object.create({a: 'inherited'}), 'v.a is no text'],
    [{a: 'text'}, [], 'v is no object'],
  ] as const)('%j finds in %j: %s', (shape, value, problem) => {
    expect(problemOf({v: value}, {v: shape})).toBe(problem)
  })
})

/** The paths to everything below a value: `['spec', 'containers', 0]`. */
const pathsOf = (value: unknown): (string | number)[][] =>
  typeof value !== 'object' || value === null
    ? []
    : (Array.isArray(value) ? [...value.keys()] : Object.keys(value)).flatMap(key => [
        [key],
        ...pathsOf((value as Record<string | number, unknown>)[key]).map(path => [key, ...path]),
      ])

const replaced = (value: unknown, [key, ...rest]: readonly (string | number)[], by: unknown): unknown => {
  if (key === undefined) return by
  const copy = Array.isArray(value) ? [...value] : {...(value as object)}
  const fields = copy as Record<string | number, unknown>
  fields[key] = replaced(fields[key], rest, by)
  return copy
}

const VALUES: readonly unknown[] = [undefined, null, 5, 'x', [], [null], {}]
const context = {name: 'c', cluster: 'c', server: 'https://c', namespace: 'default'}
const version = {major: 1, minor: 36, gitVersion: 'v1.36.4'}
const style = {now: Date.parse('2026-11-28T12:00:00Z'), ascii: false}

/** Everything that is shown of objects of any kind. */
const showAll = async (json: string): Promise<void> => {
  const {exec} = recordedExec({kubectl: {stdout: json}})
  const request: StatusRequest = {
    context,
    access: {context: 'c'},
    scope: {allNamespaces: true},
    target: [],
    wide: true,
    tree: false,
    withHealth: true,
    askNodes: async () => undefined,
  }
  const data = await loadStatus(exec, request)
  renderStatus(data, request, version, style)
  renderStatus(data, {...request, tree: true}, version, style)
  const rows = new WatchedRows({wide: true, allNamespaces: true, prefixed: true, serverVersion: version})
  rows.begin(data.items, undefined)
  verdictsOf(data)
  const isOf = (kind: string) => (object: KubeObject) => object.kind === kind
  const node = data.items.find(isOf('Node'))
  if (node) printNode(node as never, data.items.filter(isOf('Pod')) as never, {now: style.now})
  await getObjects(exec, {}, ['pods'])
}

describe('An object with one field of another type, or without it,', () => {
  test.each(ONE_OF_EACH.map(object => [object.kind, object] as const))(
    'is shown or told as unreadable: %s',
    async (_, object) => {
      const others = ONE_OF_EACH.filter(other => other !== object)
      for (const path of pathsOf(object))
        for (const value of VALUES) {
          const json = listOf([replaced(object, path, value), ...others])
          try {
            await showAll(json)
          } catch (error) {
            const where = `${path.join('.')} = ${JSON.stringify(value)}: ${(error as Error).stack}`
            expect(error instanceof KubiaError ? error.code : where).toBe('ANSWER_UNREADABLE')
          }
        }
    },
  )
})
