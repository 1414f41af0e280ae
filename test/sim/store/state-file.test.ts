import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import {StateError} from '../../../src/sim/description/description.ts'
import {configMapResource} from '../../../src/sim/kinds/configmap/resource.ts'
import {namespaceResource} from '../../../src/sim/kinds/namespace/resource.ts'
import {readState, StateFile} from '../../../src/sim/store/state-file.ts'
import {Store} from '../../../src/sim/store/store.ts'
import {draft, testRegistry} from '../support/registry.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'))
  file = join(folder, 'state.jsonl')
})
afterEach(() => rmSync(folder, {recursive: true}))

const identity = {key: 'a', certificate: 'b'}
const HEADER = {
  description: {
    version: 1,
    name: 'test',
    id: '1',
    createdAt: '2026-11-23T10:00:00Z',
    kubernetesVersion: '1.36.0',
    server: 'https://127.0.0.1:6443',
    nodes: [{name: 'test-control-plane', role: 'control-plane' as const, address: '127.0.0.2'}],
    publish: [],
    caData: '',
    clientCertificateData: '',
    clientKeyData: '',
  },
  secrets: {authority: identity, server: identity, client: identity},
}

const open = () => {
  const parts = testRegistry()
  return {...parts, state: new StateFile(file, HEADER, parts.store)}
}

const configMap = (name: string, size = 1) => draft(configMapResource, name, {data: {x: 'y'.repeat(size)}})
const namesIn = () => readState(file).objects.map(({metadata}) => metadata.name)

describe('the state file', () => {
  test('holds every change once it is flushed', () => {
    const {registry, store, state} = open()
    registry.create(configMapResource, configMap('a'))
    registry.create(configMapResource, configMap('b'))
    registry.update(configMapResource, 'default', 'a', current => ({...current, data: {x: 'z'}}))
    registry.delete(configMapResource, 'default', 'b')
    state.flush()
    const {header, objects, revision} = readState(file)
    expect(header).toEqual(HEADER)
    expect(revision).toBe(store.revision)
    expect(objects).toEqual([store.get(namespaceResource, '', 'default'), store.get(configMapResource, 'default', 'a')])
  })

  test('is written by itself a moment after a change that nobody asks about', async () => {
    const {registry} = open()
    registry.create(configMapResource, configMap('a'))
    await vi.waitFor(() => expect(namesIn()).toEqual(['default', 'a']))
  })

  test('keeps of several changes of one object the last', () => {
    const {registry, state} = open()
    registry.create(configMapResource, configMap('a'))
    for (const x of ['1', '2']) registry.update(configMapResource, 'default', 'a', current => ({...current, data: {x}}))
    state.flush()
    expect(
      readFileSync(file, 'utf8')
        .split('\n')
        .filter(line => line.includes('"name":"a"')),
    ).toHaveLength(1)
    registry.delete(configMapResource, 'default', 'a')
    state.flush()
    expect(namesIn()).toEqual(['default'])
  })

  test('can be read by nobody else', () => {
    open()
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('without the end of its last line is what it was before that line', () => {
    const {registry, state} = open()
    registry.create(configMapResource, configMap('a'))
    registry.create(configMapResource, configMap('b'))
    state.flush()
    const text = readFileSync(file)
    const last = text.lastIndexOf('\n', text.length - 2) + 1
    for (let cut = last; cut < text.length; cut += 7) {
      writeFileSync(file, text.subarray(0, cut))
      expect(namesIn()).toEqual(['default', 'a'])
    }
  })

  test.each([
    'nonsense',
    '',
    '5',
    'null',
    '[]',
    '{}',
    '{"put":5}',
    '{"put":{"kind":"Pod"}}',
    '{"put":{"kind":"Pod","metadata":{"name":"a","resourceVersion":"many"}}}',
    '{"delete":{"kind":"Pod","name":"a"}}',
    '{"revision":-1}',
  ])('with the line %j says that it is damaged there', line => {
    open()
    writeFileSync(file, `${line}\n`, {flag: 'a'})
    expect(() => readState(file)).toThrow(new StateError(`${file} is damaged in line 5`))
  })

  test.each([
    ['', 'is empty'],
    ['half a line', 'is damaged in line 1'],
    ['{}\n{}\n', 'is damaged in line 1'],
    [`${JSON.stringify(HEADER.description)}\n`, 'is damaged in line 2'],
    [`${JSON.stringify(HEADER.description)}\n{"authority":{}}\n`, 'is damaged in line 2'],
    [`${JSON.stringify(HEADER.description)}\n{"authority":`, 'is damaged in line 2'],
  ])('with the header %j is refused', (text, why) => {
    writeFileSync(file, text)
    expect(() => readState(file)).toThrow(new StateError(`${file} ${why}`))
  })

  test('of a newer program is refused with its version, and one without a version is read', () => {
    open()
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('"version":1', '"version":2'))
    expect(() => readState(file)).toThrow(
      new StateError(`${file} has version 2, and this kubia reads versions up to 1`, true),
    )
    writeFileSync(file, text.replace('"version":1,', ''))
    expect(readState(file).header).toEqual(HEADER)
  })

  test('goes on where it was', () => {
    const {registry, store, state} = open()
    const made = registry.create(configMapResource, configMap('a'))
    registry.create(configMapResource, configMap('b'))
    registry.delete(configMapResource, 'default', 'b')
    state.flush()
    const content = readState(file)
    const second = new Store(16, content.revision)
    for (const object of content.objects)
      second.restore(object.kind === 'Namespace' ? namespaceResource : configMapResource, object)
    expect(second.get(configMapResource, 'default', 'a')).toEqual(made)
    expect(second.revision).toBe(store.revision)
  })

  test('does not grow while objects come and go', () => {
    const {registry, state} = open()
    for (let count = 0; count < 10_000; count++) {
      registry.create(configMapResource, configMap(`c${count}`, 1000))
      state.flush()
      registry.delete(configMapResource, 'default', `c${count}`)
      state.flush()
    }
    expect(state.size).toBeLessThan(5 * 1024 * 1024)
    expect(statSync(file).size).toBe(state.size)
    expect(namesIn()).toEqual(['default'])
  })
})
