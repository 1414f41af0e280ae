import {globSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {resource} from '../../../src/sim/api/resource.ts'
import {actingKinds, kinds} from '../../../src/sim/kinds/index.ts'
import type {ActingKind, StoredKind} from '../../../src/sim/kinds/kind.ts'
import {pod} from '../../../src/sim/kinds/pod/index.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {KindTable} from '../../../src/sim/kinds/table.ts'
import {draft} from '../support/registry.ts'

const root = join(import.meta.dirname, '../../..')
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

test('A kind that acts is one folder and its line in the list', () => {
  const entries = readdirSync(join(root, 'src/sim/kinds'), {withFileTypes: true})
  const folders = entries.filter(entry => entry.isDirectory()).map(({name}) => name)
  expect(folders.toSorted()).toEqual(actingKinds.map(({resource: {singular}}) => singular).toSorted())
  const files = folders.flatMap(folder => ['index.ts', 'resource.ts'].map(file => `src/sim/kinds/${folder}/${file}`))
  expect(files.map(file => textOf(file)).filter(text => text === '')).toEqual([])
})

test('Nothing outside of src/sim/kinds decides by the name of a kind', () => {
  const files = globSync('src/sim/**/*.ts', {cwd: root})
    .map(file => file.replaceAll('\\', '/'))
    .filter(file => !file.startsWith('src/sim/kinds/'))
  const names = kinds.resources.map(({kind}) => kind).join('|')
  // A key of a table, a comparison, a case, a set of names; `kind: 'Pod'` of an object that is made is none of them.
  const deciding = new RegExp(
    `^\\s*'?(?:${names})'?:|[!=]==? '(?:${names})'|case '(?:${names})'|\\['(?:${names})'`,
    'm',
  )
  expect(files.length).toBeGreaterThan(100)
  expect(files.filter(file => deciding.test(textOf(file)))).toEqual([])
  // The pattern finds what it is to find.
  const samples = ['  Pod: podColumns,', "kind === 'Pod'", "case 'Pod'", "new Set(['Pod'])"]
  expect(samples.filter(sample => !deciding.test(sample))).toEqual([])
})

test('An acting kind that lacks a part does not compile', () => {
  const {resource: _resource, ...withoutResource} = pod
  const {strategy: _strategy, ...withoutStrategy} = pod
  const {defaults: _defaults, ...withoutDefaults} = pod
  const {validation: _validation, ...withoutValidation} = pod
  const {columns: _columns, ...withoutColumns} = pod
  const {controllers: _controllers, ...withoutControllers} = pod
  const lacking: ActingKind[] = [
    // @ts-expect-error
    withoutResource,
    // @ts-expect-error
    withoutStrategy,
    // @ts-expect-error
    withoutDefaults,
    // @ts-expect-error
    withoutValidation,
    // @ts-expect-error
    withoutColumns,
    // @ts-expect-error
    withoutControllers,
  ]
  // @ts-expect-error: a kind that is only stored has no controllers
  const stored: StoredKind = {resource: podResource, controllers: pod.controllers}
  // @ts-expect-error: a group that the API does not serve
  const elsewhere = resource({kind: 'X', plural: 'xs', group: 'example.com'})
  expect([lacking.length, stored.resource.kind, elsewhere.kind]).toEqual([6, 'Pod', 'X'])
})

describe('a kind that is only stored', () => {
  const widgets = resource({kind: 'Widget', plural: 'widgets', group: 'apps'})
  const table = new KindTable([pod], [{resource: widgets}])

  test('is one row: the server finds it, and shows its name and its age', () => {
    expect(table.resources).toEqual([podResource, widgets])
    expect(table.resourceAt({group: 'apps', version: 'v1', plural: 'widgets'})).toBe(widgets)
    expect(table.columnsOf(widgets).map(({name}) => name)).toEqual(['Name', 'Age'])
    expect(table.strategyOf(widgets)).toEqual({})
  })

  test('is stored as it comes, if its metadata is right', () => {
    const widget = draft(widgets, 'one', {spec: {size: 1}})
    expect(table.defaults(widgets, widget)).toBe(widget)
    expect(table.validate(widgets, widget)).toEqual([])
    expect(table.validate(widgets, draft(widgets, 'One')).map(({field}) => field)).toEqual(['metadata.name'])
  })

  test('has parts of its own where its row says so', () => {
    const own = new KindTable([], [{resource: widgets, columns: [], names: () => ['no name will do']}])
    expect(own.columnsOf(widgets)).toEqual([])
    expect(own.validate(widgets, draft(widgets, 'one')).map(({message}) => message)).toEqual([
      'Invalid value: "one": no name will do',
    ])
  })
})

test('A kind that is not in the table is an error, and nobody gets a default by its name', () => {
  const table = new KindTable([pod], [])
  const stranger = resource({kind: 'Pod', plural: 'pods'})
  expect(() => table.strategyOf(stranger)).toThrow(new Error('Pod is not in the table of kinds'))
  expect(() => table.columnsOf(stranger)).toThrow(new Error('Pod is not in the table of kinds'))
})

test('Every verb of every subresource is answered by somebody', () => {
  const unanswered = kinds.resources.flatMap(type =>
    type.subresources
      .filter(({name}) => name !== 'status')
      .flatMap(({name, verbs}) =>
        verbs
          .filter(verb => kinds.handlersOf(type).subresources?.[name]?.[verb] === undefined)
          .map(verb => `${verb} ${type.plural}/${name}`),
      ),
  )
  expect(unanswered).toEqual([])
})

test('Kinds are discovered by group, and in a group by name, wherever they stand in the lists', () => {
  const row = (group: Parameters<typeof resource>[0]['group'], plural: string): StoredKind => ({
    resource: resource({kind: plural, plural, group}),
  })
  const table = new KindTable(
    [pod],
    [row('batch', 'jobs'), row('apps', 'widgets'), row('', 'zebras'), row('apps', 'apes')],
  )
  expect(table.resources.map(({plural}) => plural)).toEqual(['pods', 'zebras', 'apes', 'widgets', 'jobs'])
})
