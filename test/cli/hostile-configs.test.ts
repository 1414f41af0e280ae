import {readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import ConfigValidate from '../../commands/config/validate.ts'
import Up from '../../commands/up.ts'
import {runHere} from '../support/command.ts'
import {expectCalm, laughs} from '../support/hostile-texts.ts'
import {temporaryFolder} from '../support/temporary.ts'

const HEAD = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n'
const NODES = `${HEAD}nodes:\n- role: control-plane\n`

const CONFIGS: readonly [title: string, bytes: string | Buffer, code: 0 | 2][] = [
  ['with a byte order mark', `\uFEFF${NODES}`, 0],
  ['with CRLF', NODES.replaceAll('\n', '\r\n'), 0],
  ['with aliases that stand for millions of nodes', `${laughs}\n${HEAD}`, 2],
  ['with an alias inside its own anchor', `${HEAD}nodes: &n [*n]\n`, 2],
  ['with a comment of 10 MB', `${HEAD}#${'x'.repeat(10_000_000)}\n`, 2],
  ['with 400000 nodes', `${HEAD}nodes:\n${'- role: worker\n'.repeat(400_000)}`, 2],
  ['that nests 20000 deep', `${HEAD}nodes: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`, 2],
  ['with a key that is given twice', `${HEAD}nodes: []\nnodes:\n- role: control-plane\n`, 2],
  ['with tabs', `${HEAD}nodes:\n\t- role: control-plane\n`, 2],
  ['with a NUL', `${HEAD}name: a\0b\n`, 2],
  ['that is Latin-1', Buffer.from(`${HEAD}name: caf\xe9\n`, 'latin1'), 2],
  ['that is UTF-16', Buffer.from(`\uFEFF${HEAD}`, 'utf16le'), 2],
  ['that is empty', '', 2],
  ['that is a list', '- a\n', 2],
  ['that is not closed', `${HEAD}nodes: [\n`, 2],
]

test.each(CONFIGS)('A config %s is read or refused, and nothing is touched', async (_, bytes, code) => {
  const [home, file] = [temporaryFolder(), join(temporaryFolder(), 'kind.yaml')]
  writeFileSync(file, bytes)
  const words = code === 0 ? ['config', 'validate', file] : ['up', '--config', file]
  const outcome = await runHere(words, {'config:validate': ConfigValidate, up: Up}, home)
  expectCalm(outcome)
  expect(outcome.code).toBe(code)
  expect(readdirSync(home)).toEqual([])
})
