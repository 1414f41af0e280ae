import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {openRunLog} from '../../src/process/run-log.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

const noon = new Date('2026-08-23T10:15:00.123Z')

const stateFolder = (): string => {
  const folder = temporaryFolder()
  setEnv({XDG_STATE_HOME: folder})
  return folder
}
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)

test('A log is a file of its owner alone, in a folder named after the time', () => {
  const state = stateFolder()
  const log = openRunLog(noon)
  log.close()
  expect(log.directory).toBe(join(state, 'kubectl-kubia/logs/20260823-101500'))
  expect(mode(join(log.directory, 'run.log'))).toBe('600')
  for (const folder of [log.directory, join(log.directory, '..'), join(log.directory, '../..')])
    expect(mode(folder)).toBe('700')
})

test('Runs of the same second have folders of their own', () => {
  stateFolder()
  const logs = [1, 2, 3].map(() => openRunLog(noon))
  for (const log of logs) log.close()
  expect(logs.map(({directory}) => directory.replace(/.*\//, ''))).toEqual([
    '20260823-101500',
    '20260823-101500-2',
    '20260823-101500-3',
  ])
})

test('What is written stands under its time, in order', () => {
  stateFolder()
  const log = openRunLog(noon)
  log.write('$ kind version')
  log.write('# kind exited with 0\nkind v0.33.0\n\n')
  log.close()
  const text = readFileSync(join(log.directory, 'run.log'), 'utf8')
  expect(text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \$ kind version\n\d{4}\S+Z # kind exited with 0\nkind v0\.33\.0\n$/)
})

test('A very long output is cut, and the log says so', () => {
  stateFolder()
  const log = openRunLog(noon)
  log.write('x'.repeat(1024 * 1024))
  log.close()
  const text = readFileSync(join(log.directory, 'run.log'), 'utf8')
  expect(text.length).toBeLessThan(300 * 1024)
  expect(text).toMatch(/x\n… cut after 262144 characters\n$/)
})

test('Writing to a closed log, and closing it twice, does nothing', () => {
  stateFolder()
  const log = openRunLog(noon)
  log.close()
  log.close()
  log.write('late')
  expect(readFileSync(join(log.directory, 'run.log'), 'utf8')).toBe('')
})

test('The oldest runs are removed when there are more than twenty', () => {
  const logs = join(stateFolder(), 'kubectl-kubia/logs')
  mkdirSync(join(logs, 'notes'), {recursive: true})
  const days = Array.from({length: 25}, (_, i) => `202607${String(i + 1).padStart(2, '0')}-120000`)
  for (const day of days) {
    mkdirSync(join(logs, day))
    writeFileSync(join(logs, day, 'run.log'), '')
  }
  openRunLog(noon).close()
  expect(readdirSync(logs).sort()).toEqual([...days.slice(-19), '20260823-101500', 'notes'])
})

test('A run whose clock is behind keeps its own log', () => {
  const logs = join(stateFolder(), 'kubectl-kubia/logs')
  for (let i = 10; i < 35; i++) mkdirSync(join(logs, `203001${i}-120000`), {recursive: true})
  const log = openRunLog(noon)
  log.close()
  expect(existsSync(log.directory)).toBe(true)
  expect(readdirSync(logs)).toHaveLength(20)
})

test('A folder that cannot be made is told with its path and a way out', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  setEnv({XDG_STATE_HOME: join(folder, 'file')})
  expect(() => openRunLog(noon)).toThrow(
    expect.objectContaining({
      code: 'STATE_UNWRITABLE',
      message: expect.stringMatching(/\/file\/kubectl-kubia\/logs cannot be written: ENOTDIR/),
      details: expect.objectContaining({fix: ['export XDG_STATE_HOME=/a/folder/that/you/may/write']}),
    }),
  )
})
