import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {createMachine} from '../support/machine.ts'

const LIST = `process.on('exit', () =>
  require('fs').writeFileSync(__dirname + '/loaded', process.moduleLoadList.join('\\n')))
`

test.each([
  [['status'], 'NativeModule _http_client'],
  [['hit', 'web'], 'NativeModule https'],
  [['up', '--progress', 'quiet'], 'NativeModule child_process'],
])('%j loads what it uses, and not the web sockets that an import of node:http loads', async (args, used) => {
  const machine = createMachine()
  const list = join(machine.root, 'list.cjs')
  writeFileSync(list, LIST)
  await machine.kubia(args, {env: {NODE_OPTIONS: `--require=${list}`}})
  const loaded = machine.read('loaded').split('\n')
  expect(loaded).toContain(used)
  expect(loaded.filter(name => name.includes('undici'))).toEqual([])
})
