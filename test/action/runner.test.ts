import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {createRunner} from '../../src/action/runner.ts'
import {readEntries} from '../support/action-runner.ts'
import {temporaryFolder} from '../support/temporary.ts'

const start = () => {
  const folder = temporaryFolder()
  const names = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY', 'GITHUB_PATH']
  const env: Record<string, string> = Object.fromEntries(names.map(name => [name, join(folder, name)]))
  for (const name of names) writeFileSync(join(folder, name), '')
  env['PATH'] = '/usr/bin'
  return {runner: createRunner(env), env, read: (name: string) => readFileSync(join(folder, name), 'utf8')}
}

test('What is told stands in the files of the runner, whatever lines it has', () => {
  const {runner, read} = start()
  const value = 'a\nkubia_1\nname=b\nname<<EOF\nc'
  runner.output('url', value)
  runner.output('code', '')
  runner.save('created', 'true')
  runner.summarise('### kubia\n')
  expect(readEntries(read('GITHUB_OUTPUT'))).toEqual({url: value, code: ''})
  expect(readEntries(read('GITHUB_STATE'))).toEqual({created: 'true'})
  expect(read('GITHUB_STEP_SUMMARY')).toBe('### kubia\n')
})

test('A value ends with a word that is another one each time', () => {
  const {runner, read} = start()
  runner.output('a', '1')
  runner.output('a', '1')
  const ends = [...read('GITHUB_OUTPUT').matchAll(/^a<<(kubia_[0-9a-f-]{36})$/gm)].map(([, end]) => end)
  expect(new Set(ends).size).toBe(2)
})

test('A folder on PATH is there for this step and for those after it', () => {
  const {runner, env, read} = start()
  runner.addPath('/opt/kubia')
  expect(read('GITHUB_PATH')).toBe('/opt/kubia\n')
  expect(env['PATH']).toBe('/opt/kubia:/usr/bin')
})

test('What the main step kept comes back as STATE_', () => {
  const runner = createRunner({STATE_cluster: '{}', RUNNER_TEMP: '/tmp/job'})
  expect([runner.saved('cluster'), runner.saved('failed'), runner.temporary]).toEqual(['{}', '', '/tmp/job/kubia'])
})
