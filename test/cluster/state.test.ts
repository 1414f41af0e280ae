import {spawnSync} from 'node:child_process'
import {mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {describeClusters} from '../../src/cli/cluster-rows.ts'
import {
  allRecords,
  hasRecord,
  newerRecord,
  probeStateFolder,
  readRecord,
  removeRecord,
  unwritable,
  writeRecord,
} from '../../src/cluster/state.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'
import {cluster, node, record} from './fixtures.ts'

const stateFolder = (): string => {
  const folder = temporaryFolder()
  setEnv({XDG_STATE_HOME: folder})
  return join(folder, 'kubectl-kubia/clusters')
}
/** A record as its file has it, with other values. */
const text = (fields: Record<string, unknown>): string => JSON.stringify({...record(), ...fields})
test('A record is read as it was written, by its owner alone', () => {
  const folder = stateFolder()
  writeRecord(record())
  expect(readRecord('kubia')).toEqual(record())
  expect(readRecord('other')).toBeUndefined()
  expect(statSync(join(folder, 'kubia.json')).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(readdirSync(folder)).toEqual(['kubia.json'])
})

test('A record says its version and the release that wrote it, and one of an earlier release is read', () => {
  const folder = stateFolder()
  writeRecord(record())
  const file = join(folder, 'kubia.json')
  const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string}
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({version: 1, writtenBy: version, ...record()})
  writeFileSync(file, text({}))
  expect(readRecord('kubia')).toEqual(record())
  writeFileSync(file, text({version: '1'}))
  expect(readRecord('kubia')).toBeUndefined()
})

test('A record that a newer kubia wrote is refused with the release that wrote it, and proves nothing among others', () => {
  const folder = stateFolder()
  writeRecord(record())
  writeFileSync(join(folder, 'other.json'), text({name: 'other', version: 2, writtenBy: '2.0.0'}))
  const newer = {
    code: 'STATE_NEWER',
    exit: 3,
    message: `${join(folder, 'other.json')} has version 2, written by kubectl-kubia 2.0.0, and this kubia reads versions up to 1`,
    details: {
      fix: ['use the kubectl-kubia that wrote it, or a later one'],
      left: 'the record is as it was, and so is what it is about',
    },
  }
  expect(() => readRecord('other')).toThrow(expect.objectContaining(newer))
  expect(newerRecord('other')).toMatchObject(newer)
  expect(newerRecord('kubia')).toBeUndefined()
  expect(allRecords().map(({name}) => name)).toEqual(['kubia'])
  const other = {...cluster([node('other-control-plane', {id: 'id-kubia-control-plane'})]), name: 'other'}
  expect(describeClusters([other], {current: '', contexts: []}, new Map()).map(({managed}) => managed)).toEqual([false])
})

test('A record that is removed is gone; removing it again is fine', () => {
  stateFolder()
  writeRecord(record())
  removeRecord('kubia')
  removeRecord('kubia')
  expect(readRecord('kubia')).toBeUndefined()
})

test.each([
  ['is empty', ''],
  ['is cut off', '{"name": "kub'],
  ['is no object', 'null'],
  ['is a list', '[]'],
  ['is of another name', '{"name": "shop", "nodes": []}'],
  ['has no nodes', '{"name": "kubia"}'],
  ['has nothing', '{}'],
  ['is a number', '7'],
  ['is a text', '"kubia"'],
  ['has no id', text({controlPlaneId: undefined})],
  ['has a list for an id', text({controlPlaneId: ['id-kubia-control-plane']})],
  ['has a number for a node', text({nodes: [7]})],
  ['has a number for the id of a node', text({nodeIds: [7]})],
  ['has no beginning', text({startedAt: undefined})],
  ['has a number for its beginning', text({startedAt: 0})],
  ['is of a provider that nobody knows', text({provider: 'k3d'})],
])('A record that %s is none', (_, text) => {
  const folder = stateFolder()
  mkdirSync(folder, {recursive: true})
  writeFileSync(join(folder, 'kubia.json'), text)
  expect(readRecord('kubia')).toBeUndefined()
})

test('A state folder that cannot be used is told before anything is changed', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'kubectl-kubia'), '')
  setEnv({XDG_STATE_HOME: folder})
  for (const use of [probeStateFolder, () => writeRecord(record())])
    expect(use).toThrow(expect.objectContaining({code: 'STATE_UNWRITABLE', exit: 3}))
})

test('A file that only tries the folder is told as the folder', () => {
  const failure = unwritable(new Error("EACCES: permission denied, open '/.kubia.probe.6849'"))
  expect(failure.message).toMatch(/ cannot be used: EACCES: permission denied, open '\/'$/)
  expect(unwritable(new Error("open '/a/.kubia.probe.1'")).message).toMatch(/ cannot be used: open '\/a'$/)
})

test('The state folder is made', () => {
  const folder = stateFolder()
  expect(probeStateFolder()).toBe(folder)
  expect(statSync(folder).isDirectory()).toBe(true)
})

test('A folder, a link or a pipe in the place of a record is a damaged one, which stops nobody', () => {
  const folder = stateFolder()
  mkdirSync(join(folder, 'folder.json'), {recursive: true})
  symlinkSync('nowhere', join(folder, 'link.json'))
  spawnSync('mkfifo', [join(folder, 'pipe.json')])
  writeRecord(record())
  expect(allRecords().map(({name}) => name)).toEqual(['kubia'])
  expect(hasRecord('folder')).toBe(true)
  removeRecord('folder')
  expect(hasRecord('folder')).toBe(false)
})
