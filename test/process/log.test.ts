import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {Log} from '../../src/process/log.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

test('Nothing is on disk before the record begins, and it begins once', () => {
  const state = temporaryFolder()
  setEnv({XDG_STATE_HOME: state})
  const log = new Log()
  log.write('before')
  expect(log.directory).toBeUndefined()
  expect(existsSync(join(state, 'kubectl-kubia'))).toBe(false)
  log.open()
  log.write('after')
  log.open()
  log.close()
  expect(readdirSync(join(state, 'kubectl-kubia/logs'))).toHaveLength(1)
  expect(readFileSync(join(log.directory ?? '', 'run.log'), 'utf8').replace(/^\S+ /, '')).toBe('after\n')
})

test('What shows why a run failed is collected once, into the folder of the record', async () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  const log = new Log()
  const folders: string[] = []
  log.onFailure(async folder => `file ${folders.push(folder)}`)
  expect(log.hasEvidence).toBe(false)
  expect(await new Log().collectEvidence()).toBeUndefined()
  log.open()
  expect(log.hasEvidence).toBe(true)
  expect(await log.collectEvidence()).toBe('file 1')
  expect(folders).toEqual([log.directory])
  expect(log.hasEvidence).toBe(false)
  expect(await log.collectEvidence()).toBeUndefined()
  log.close()
})
