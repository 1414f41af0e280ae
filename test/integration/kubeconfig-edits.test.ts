import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {describe, expect, test} from 'vitest'
import type {KubeconfigChange} from '../../src/process/kubeconfig/changes.ts'
import {editKubeconfig} from '../../src/process/kubeconfig/edit.ts'
import {loadKubeconfig} from '../../src/process/kubeconfig/read.ts'
import {asPrinted, asRead} from '../support/kubeconfig-view.ts'
import {realKubectl} from '../support/machine.ts'
import {SHORT_GO} from '../support/short-programs.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

const entry = (name: string): string => `- name: ${name}
  context: {cluster: ${name}, user: ${name}, namespace: n-${name}}
`
const config = (current: string, ...names: string[]): string =>
  [
    'apiVersion: v1\nkind: Config\n',
    `contexts:${names.length === 0 ? ' []' : ''}\n${names.map(entry).join('')}`,
    `clusters:\n${names.map(name => `- {name: ${name}, cluster: {server: "https://${name}", tls-server-name: t, proxy-url: "http://p"}}\n`).join('')}`,
    `users:\n${names.map(name => `- {name: ${name}, user: {token: ${name}}}\n`).join('')}`,
    current === '' ? '' : `current-context: ${current}\n`,
  ].join('')

/** Files by name; undefined: it is in the list and not there. */
type Layout = Readonly<Record<string, string | undefined>>

const LAYOUTS: readonly [string, Layout][] = [
  ['one file', {a: config('one', 'one', 'two')}],
  ['one file that is missing', {a: undefined}],
  ['one file in a missing folder', {'sub/dir/a': undefined}],
  ['one empty file', {a: ''}],
  [
    'one file of JSON',
    {
      a: '{"apiVersion":"v1","kind":"Config","contexts":[{"name":"one","context":{"cluster":"one","user":"u"}}],"clusters":null,"users":[],"current-context":"one"}',
    },
  ],
  ['two files', {a: config('two', 'one'), b: config('', 'two')}],
  ['two files that both name a current context', {a: config('one', 'one'), b: config('two', 'two')}],
  ['the first of two files missing', {a: undefined, b: config('two', 'one', 'two')}],
  ['two files that are missing', {a: undefined, b: undefined}],
  ['a current context in the second file alone', {a: config('', 'one'), b: config('two', 'two')}],
  ['three files, one of them empty', {a: '', b: config('two', 'two'), c: config('', 'one')}],
]

/** A change of ours, and the words of kubectl's that do the same. */
const EDITS: readonly (readonly [readonly string[], KubeconfigChange])[] = [
  [['use-context', 'one'], {current: 'one'}],
  [['unset', 'current-context'], {current: ''}],
  [['set-context', 'one', '--cluster=c', '--user=u'], {list: 'contexts', name: 'one', set: {cluster: 'c', user: 'u'}}],
  [['set-context', 'new', '--cluster=c', '--user=u'], {list: 'contexts', name: 'new', set: {cluster: 'c', user: 'u'}}],
  [['delete-context', 'two'], {list: 'contexts', name: 'two', remove: true}],
  [['delete-cluster', 'one'], {list: 'clusters', name: 'one', remove: true}],
  [['delete-user', 'two'], {list: 'users', name: 'two', remove: true}],
  [
    ['set-cluster', 'two', '--server=https://new', '--certificate-authority=CA', '--embed-certs=true'],
    {
      list: 'clusters',
      name: 'two',
      set: {server: 'https://new', 'certificate-authority-data': 'Q0E=', 'tls-server-name': undefined},
    },
  ],
  [
    ['set-credentials', 'new', '--client-certificate=CA', '--client-key=CA', '--embed-certs=true'],
    {list: 'users', name: 'new', set: {'client-certificate-data': 'Q0E=', 'client-key-data': 'Q0E='}},
  ],
]

const SHORT = {PATH: '/usr/bin:/bin', HOME: '/', ...SHORT_GO}

const view = (list: string): unknown =>
  asPrinted(
    JSON.parse(
      execFileSync(realKubectl as string, ['config', 'view', '--raw', '-o', 'json'], {
        encoding: 'utf8',
        env: {...SHORT, KUBECONFIG: list},
      }),
    ),
  )

describe.skipIf(realKubectl === undefined)('An edit has the same effect as kubectl’s, in the same file', () => {
  describe.each(LAYOUTS)('%s', (_, layout) => {
    test.each(EDITS)('kubectl config %j', async (words, change) => {
      const make = (): {folder: string; list: string; files: string[]} => {
        const folder = temporaryFolder()
        writeFileSync(join(folder, 'CA'), 'CA')
        const files = Object.entries(layout).map(([name, text]) => {
          const file = join(folder, name)
          if (text !== undefined) writeFileSync(file, text)
          return file
        })
        return {folder, list: files.join(delimiter), files}
      }
      const [ours, theirs] = [make(), make()]
      const read = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)
      const before = theirs.files.map(read)
      let refused = false
      try {
        execFileSync(realKubectl as string, ['config', ...words], {
          cwd: join(theirs.files[0] as string, '../'.repeat(Object.keys(layout)[0]?.includes('/') ? 3 : 1)),
          env: {...SHORT, KUBECONFIG: theirs.list},
          stdio: 'pipe',
        })
      } catch {
        // What is not there, kubectl refuses to delete or to use: for kubia it is done, or is asked for before.
        refused = true
      }
      if (refused && 'current' in change) return
      setEnv({KUBECONFIG: ours.list})
      await editKubeconfig({}, undefined, () => [change])
      // kubectl reads what kubia wrote, and kubia what kubectl wrote: that both read the same is kubeconfig-read.test.ts's.
      const theirView = await loadKubeconfig(undefined, {KUBECONFIG: theirs.list, HOME: theirs.folder})
      expect(view(ours.list)).toEqual(asRead(theirView, theirs.folder))
      const changed = (files: readonly string[]) => files.map((file, index) => read(file) !== before[index])
      expect(changed(ours.files)).toEqual(changed(theirs.files))
    })
  })
})

test('A link stays a link, also one to a file that is not there yet, and mode and neighbours stay', async () => {
  const folder = temporaryFolder()
  for (const name of ['real', 'links']) mkdirSync(join(folder, name))
  const [link, real] = [join(folder, 'links/config'), join(folder, 'real/config')]
  symlinkSync('../real/config', link)
  await editKubeconfig({}, link, () => [{current: 'a'}])
  await editKubeconfig({}, link, () => [{current: 'b'}])
  expect(readFileSync(real, 'utf8')).toBe('apiVersion: v1\nkind: Config\ncurrent-context: b\n')
})
