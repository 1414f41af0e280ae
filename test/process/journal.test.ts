import {spawn} from 'node:child_process'
import {readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {type ChildWatch, createExec} from '../../src/process/exec.ts'
import {type Journal, openJournal, readJournal} from '../../src/process/journal.ts'
import {identify, identifySelf, isSameAlive} from '../../src/process/processes.ts'
import {temporaryFolder} from '../support/temporary.ts'

const exec = createExec({signal: () => new AbortController().signal})
const place = (): string => join(temporaryFolder(), 'kubia.journal')

const begin = (journal: Journal, program: string, pid = process.pid): ChildWatch => {
  const watch = journal.starting(program)
  watch.started(pid)
  return watch
}

test('A journal has what started and has not ended, by pid and start time, for its owner alone', () => {
  const file = place()
  const journal = openJournal(file)
  const kind = begin(journal, 'kind')
  begin(journal, 'docker', process.ppid)
  kind.ended()
  expect(readJournal(file)).toEqual([{...identify(process.ppid), program: 'docker'}])
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('A child whose pid could not be noted any more is found by its token, and one that never came is not', async () => {
  const file = place()
  const journal = openJournal(file)
  const {env} = journal.starting('kind')
  journal.starting('docker')
  const child = spawn('sleep', ['600'], {detached: true, env: {...process.env, ...env}})
  await vi.waitFor(() => expect(readJournal(file)).toEqual([{...identify(child.pid as number), program: 'kind'}]))
  child.kill('SIGKILL')
  await new Promise(resolve => child.once('exit', resolve))
  expect(readJournal(file)).toEqual([])
})

test('A journal is empty where nothing is under way, and goes on after that', () => {
  const file = place()
  const journal = openJournal(file)
  begin(journal, 'kind').ended()
  expect(readFileSync(file, 'utf8')).toBe('')
  begin(journal, 'kubectl')
  expect(readJournal(file)).toEqual([{...identifySelf(), program: 'kubectl'}])
})

test('A journal that is closed is gone, and closing it again leaves the next one alone', () => {
  const file = place()
  const journal = openJournal(file)
  journal.close()
  expect(readJournal(file)).toEqual([])
  begin(openJournal(file), 'kind')
  journal.close()
  expect(readJournal(file)).toHaveLength(1)
})

test('A last line that was cut off by a kill hides nothing before it', () => {
  const file = place()
  begin(openJournal(file), 'kind')
  writeFileSync(file, `${readFileSync(file, 'utf8')}{"started":{"pid":1`)
  expect(readJournal(file).map(({program}) => program)).toEqual(['kind'])
})

test('A process is known by pid and start time: neither a dead one nor another of its pid is it', async () => {
  const child = spawn('sleep', ['600'])
  const identity = identify(child.pid as number)
  expect(await isSameAlive(identity, exec)).toBe(true)
  expect(await isSameAlive({...identity, startTime: `${Number(identity.startTime) - 1}`}, exec)).toBe(false)
  child.kill('SIGKILL')
  await new Promise(resolve => child.once('exit', resolve))
  expect(await isSameAlive(identity, exec)).toBe(false)
  expect(identify(child.pid as number).startTime).toBe('')
  expect(await isSameAlive({...identity, startTime: ''}, exec)).toBe(false)
})

test('Lines that are no journal are passed over', () => {
  const file = place()
  begin(openJournal(file), 'kind')
  writeFileSync(file, '{}\nnull\n7\n{"ended":null}\n{"started":{"pid":1}}\n', {flag: 'a'})
  expect(readJournal(file)).toEqual([{...identifySelf(), program: 'kind'}])
})
