import {spawn} from 'node:child_process'
import {readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {createExec} from '../../src/process/exec.ts'
import {openJournal, readJournal} from '../../src/process/journal.ts'
import {identify, identifySelf, isSameAlive} from '../../src/process/processes.ts'
import {temporaryFolder} from '../support/temporary.ts'

const exec = createExec({signal: () => new AbortController().signal})
const place = (): string => join(temporaryFolder(), 'kubia.journal')

test('A journal has what started and has not ended, by pid and start time, for its owner alone', () => {
  const file = place()
  const journal = openJournal(file)
  journal.started(process.pid, 'kind')
  journal.started(process.ppid, 'docker')
  journal.ended(process.pid)
  expect(readJournal(file)).toEqual([{...identify(process.ppid), program: 'docker'}])
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('A journal is empty where nothing is under way, and goes on after that', () => {
  const file = place()
  const journal = openJournal(file)
  journal.started(process.pid, 'kind')
  journal.ended(process.pid)
  expect(readFileSync(file, 'utf8')).toBe('')
  journal.started(process.pid, 'kubectl')
  expect(readJournal(file)).toEqual([{...identifySelf(), program: 'kubectl'}])
})

test('A journal that is closed is gone, and closing it again leaves the next one alone', () => {
  const file = place()
  const journal = openJournal(file)
  journal.close()
  expect(readJournal(file)).toEqual([])
  openJournal(file).started(process.pid, 'kind')
  journal.close()
  expect(readJournal(file)).toHaveLength(1)
})

test('A last line that was cut off by a kill hides nothing before it', () => {
  const file = place()
  openJournal(file).started(process.pid, 'kind')
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
