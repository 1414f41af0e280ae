import {execFile, execFileSync} from 'node:child_process'
import {chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {viewKubeconfig} from '../../src/api-server/kubeconfig.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {loadKubeconfig} from '../../src/process/kubeconfig/read.ts'
import {recordedExec} from '../support/exec.ts'
import {asPrinted, asRead} from '../support/kubeconfig-view.ts'
import {realKubectl} from '../support/machine.ts'
import {SHORT_GO} from '../support/short-programs.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

const FULL = `apiVersion: v1
kind: Config
preferences: {colors: true}
current-context: work
clusters:
- name: work
  cluster:
    server: https://work:6443
    certificate-authority: pki/ca.pem
    tls-server-name: api.work
    proxy-url: socks5://proxy:1080
    extensions: [{name: e, extension: {a: 1}}]
- name: bare
users:
- name: me
  user: {client-certificate: ./pki/../me.pem, client-key: /keys/me, tokenFile: token}
- name: login
  user:
    exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, args: [a], env: [{name: A, value: b}]}
- name: other
  user: {as: me, as-groups: [a, b], username: u, password: p, token: t}
contexts:
- name: work
  context: {cluster: work, user: me, namespace: shop}
- name: another
  context: {cluster: gone, user: gone}
- name: bare
`
const cluster = (fields: string): string => `clusters: [{name: c, cluster: {${fields}}}]\n`
const user = (fields: string): string => `users: [{name: u, user: {${fields}}}]\n`
const context = (fields: string): string => `contexts: [{name: x, context: {${fields}}}]\n`

/** Kubeconfigs by what is odd about them. */
const ODD: Readonly<Record<string, string | Buffer>> = {
  'all that it may have': FULL,
  nothing: '',
  'blanks alone': ' \n\n',
  'a remark alone': '# by hand\n',
  'the begin of a document': '---\n',
  'a null': 'null\n',
  'empty braces': '{}',
  'a byte order mark': `\uFEFF${FULL}`,
  CRLF: FULL.replaceAll('\n', '\r\n'),
  'a second document': `${FULL}---\ncurrent-context: b\n`,
  'a second document that is torn': `${FULL}---\n[\n`,
  JSON: '{"contexts":[{"name":"x","context":{"cluster":"c"}}],"current-context":"x"}',
  'JSON with a key twice': '{"current-context":"a","current-context":"b"}',
  'a key twice': 'current-context: a\ncurrent-context: b\n',
  'a list twice': `${context('cluster: a')}contexts: [{name: y}]\n`,
  'a name twice': 'contexts: [{name: a}, {name: a}]\n',
  'an entry without a name': 'contexts: [{context: {cluster: a}}]\n',
  'an entry of null': 'contexts: [null]\n',
  'lists of null': 'contexts: null\nclusters: ~\nusers:\n',
  'unknown fields': `${cluster('server: s, colour: red')}odd: {a: 1}\n`,
  'fields in capitals': `Contexts: [{name: x}]\n${cluster('Server: s')}`,
  'no current context that exists': `current-context: nope\n${context('cluster: c')}`,
  'a current context of null': 'current-context:\n',
  'anchors and a merge': 'contexts:\n- name: a\n  context: &c {cluster: x}\n- name: b\n  context: {<<: *c, user: u}\n',
  'data over lines': cluster('certificate-authority-data: "Q0\n  E="'),
  'a name that is a day': 'contexts: [{name: 2026-01-01}]\ncurrent-context: 2026-01-01\n',
  'a name of minutes': 'contexts: [{name: 12:30}]\ncurrent-context: 12:30\n',
  'a version of another': 'apiVersion: v2\nkind: Config\n',
  'another kind': 'apiVersion: v1\nkind: Pod\n',
  'a number for a name': 'contexts: [{name: 1}]\n',
  'a yes for a namespace': context('namespace: y'),
  'a number for a server': cluster('server: 1'),
  'a word for a flag': cluster('insecure-skip-tls-verify: "true"'),
  'an empty word for a flag': cluster('insecure-skip-tls-verify: ""'),
  'an on for a flag': cluster('insecure-skip-tls-verify: on'),
  'data that is none': cluster('certificate-authority-data: "a-b"'),
  'data that is short': user('client-key-data: QUI'),
  'a list for a token': user('token: [a]'),
  'a word for groups': user('as-groups: a'),
  'numbers for groups': user('as-groups: [1]'),
  'a word for exec': user('exec: a'),
  'a list for a context': 'contexts: [{name: a, context: []}]\n',
  'a mapping for contexts': 'contexts: {}\n',
  'a word for contexts': 'contexts: a\n',
  'a list': '- a\n',
  'a word': 'foo\n',
  'a torn list': 'contexts: [\n',
  'a torn text': '{"contexts":[{"na',
  tabs: 'apiVersion: v1\n\tkind: Config\n',
  'bytes that are no text': '\0\u0001\u0002',
  'Latin-1': Buffer.from('current-context: caf\xe9\n', 'latin1'),
}

const SHORT = {PATH: '/usr/bin:/bin', ...SHORT_GO}

/** What kubectl prints of a kubeconfig; undefined where it refuses it. */
const view = (
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<Record<string, unknown> | undefined> =>
  new Promise(resolve => {
    const all = ['config', 'view', '--raw', '-o', 'json', ...args]
    execFile(realKubectl as string, all, {env: {...SHORT, ...env}}, (error, stdout) =>
      resolve(error ? undefined : JSON.parse(stdout)),
    )
  })

const refused = (error: unknown): undefined => {
  expect(error).toBeInstanceOf(KubiaError)
  expect((error as KubiaError).code).toBe('KUBECONFIG_INVALID')
  return undefined
}

/** Reads a kubeconfig here and with kubectl. @returns what each has read; undefined for what it refuses */
const readBoth = async (list: string, folder: string) => {
  const env = {KUBECONFIG: list, HOME: folder}
  const [read, printed] = await Promise.all([loadKubeconfig(undefined, env).catch(refused), view(env)])
  return {read: read && asRead(read, folder), printed: printed && asPrinted(printed)}
}

describe.skipIf(realKubectl === undefined)('A kubeconfig is read as kubectl reads it', () => {
  test.each(Object.entries(ODD))('%s', async (_, text) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'config'), text)
    const {read, printed} = await readBoth(join(folder, 'config'), folder)
    expect(read).toEqual(printed)
  })

  test('a list of files: of each entry the first one counts, and each odd file is as odd beside another', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'full'), FULL)
    const names = Object.entries(ODD).map(([title, text], index) => {
      writeFileSync(join(folder, `odd${index}`), text)
      return [title, join(folder, `odd${index}`)] as const
    })
    const full = join(folder, 'full')
    for (const [title, file] of names.filter((_, index) => index % 3 === 0)) {
      const {read, printed} = await readBoth(`${file}:${full}:${join(folder, 'none')}:${file}`, folder)
      expect([title, read]).toEqual([title, printed])
    }
  })

  test.each([
    ['a file that is not there', (folder: string) => join(folder, 'none')],
    ['a list of no file', () => ':'],
    ['a folder', (folder: string) => folder],
    ['a folder in a list', (folder: string) => `${join(folder, 'config')}:${folder}`],
    ['a path through a file', (folder: string) => join(folder, 'config/config')],
    ['a link', (folder: string) => join(folder, 'link')],
    ['links in a circle', (folder: string) => join(folder, 'circle')],
    ['the same file twice', (folder: string) => `${join(folder, 'config')}:${join(folder, 'config')}`],
    ['an empty word, which means the home', () => ''],
  ])('%s', async (_, list) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'config'), FULL)
    symlinkSync('config', join(folder, 'link'))
    symlinkSync('circle', join(folder, 'circle'))
    mkdirSync(join(folder, '.kube'))
    writeFileSync(join(folder, '.kube/config'), 'current-context: home\n')
    // What os.homedir() of this process says.
    setEnv({HOME: folder})
    const {read, printed} = await readBoth(list(folder), folder)
    expect(read).toEqual(printed)
  })

  test('a file that is named takes the place of all others, and says nothing where it is not there', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'config'), FULL)
    const env = {KUBECONFIG: join(folder, 'config'), HOME: folder}
    for (const named of [join(folder, 'none'), join(folder, 'config'), '']) {
      const [read, printed] = await Promise.all([loadKubeconfig(named, env), view(env, ['--kubeconfig', named])])
      expect(asRead(read, folder)).toEqual(printed && asPrinted(printed))
    }
  })

  test('a path is meant from the folder of its file', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'a'))
    for (const name of ['ca', 'cert', 'key']) writeFileSync(join(folder, 'a', name), name)
    const text = `${cluster('certificate-authority: ca')}${user('client-certificate: ./cert, client-key: ../a/key')}`
    writeFileSync(join(folder, 'a/config'), text)
    const env = {KUBECONFIG: join(folder, 'a/config'), HOME: folder}
    const flat = JSON.stringify(await view(env, ['--flatten']))
    const {entries} = await loadKubeconfig(undefined, env)
    const fields = {...entries.clusters.get('c'), ...entries.users.get('u')}
    for (const path of Object.values(fields)) {
      const data = readFileSync(path as string).toString('base64')
      expect(flat).toContain(`"${data}"`)
    }
    expect(Object.keys(fields)).toHaveLength(3)
  })

  test.skipIf(process.getuid?.() !== 0)('a file that another user may not read', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'config')
    writeFileSync(file, FULL)
    chmodSync(folder, 0o755)
    const load = `import {loadKubeconfig} from '${join(import.meta.dirname, '../../src/process/kubeconfig/read.ts')}'
      console.log(await loadKubeconfig(undefined).then(({current}) => current, ({code}) => code))`
    const asNobody = (program: string, args: readonly string[]): string => {
      const words = ['--reuid=65534', '--regid=65534', '--clear-groups', program, ...args]
      const env = {...SHORT, KUBECONFIG: file, HOME: folder}
      try {
        return execFileSync('setpriv', words, {env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']})
      } catch (error) {
        return (error as {stderr: string}).stderr
      }
    }
    const both = () => [
      asNobody(process.execPath, ['--input-type=module', '-e', load]),
      asNobody(realKubectl as string, ['config', 'view', '-o', 'jsonpath={.current-context}']),
    ]
    chmodSync(file, 0o644)
    expect(both()).toEqual(['work\n', 'work'])
    chmodSync(file, 0o600)
    expect(both()).toEqual([
      'KUBECONFIG_INVALID\n',
      `error: error loading config file "${file}": open ${file}: permission denied\n`,
    ])
  })
})

test.each([
  ['torn', `${user('token: hunter2')}[`],
  ['in UTF-16, which kubectl reads', Buffer.from(`\uFEFF${user('token: hunter2')}`, 'utf16le')],
])('A kubeconfig that is %s is asked of kubectl, and no credential is in the words', async (_, text) => {
  const kubeconfig = join(temporaryFolder(), 'config')
  writeFileSync(kubeconfig, text)
  const own = await loadKubeconfig(kubeconfig).catch((error: KubiaError) => error)
  expect(own).toMatchObject({code: 'KUBECONFIG_INVALID'})
  expect([JSON.stringify(own), String(own)].join()).not.toContain('hunter2')
  const stderr = `error: error loading config file "${kubeconfig}": yaml: line 2\n`
  const {exec, asked} = recordedExec({kubectl: [{exitCode: 1, stderr}, {stdout: '{}'}]})
  await expect(viewKubeconfig(exec, kubeconfig)).rejects.toMatchObject({
    code: 'KUBECONFIG_INVALID',
    exit: 3,
    message: `the kubeconfig ${kubeconfig} cannot be used: yaml: line 2`,
  })
  expect(asked).toEqual([`kubectl --kubeconfig ${kubeconfig} config view -o json`])
  expect(await viewKubeconfig(exec, kubeconfig)).toEqual({current: '', contexts: []})
})
