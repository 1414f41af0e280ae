import fc from 'fast-check'
import {expect, test} from 'vitest'
import {parseAllDocuments, stringify} from 'yaml'
import {readKubeconfigText} from '../../../src/process/kubeconfig/document.ts'
import {readPlain} from '../../../src/process/kubeconfig/plain.ts'

const KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTi+/BDRVJUSUZJQ0FURS0tLS0tCg==
    extensions:
    - extension:
        last-update: Mon, 30 Nov 2026 07:00:00 UTC
        provider: minikube.sigs.k8s.io
        version: v1.37.0
      name: cluster_info
    server: https://127.0.0.1:6443
  name: kind-shop
- cluster:
    insecure-skip-tls-verify: true
    server: "https://[::1]:6443"
  name: 'it: is'
contexts:
- context:
    cluster: kind-shop
    namespace: ""
    user: kind-shop
  name: kind-shop
current-context: kind-shop
preferences: {}
users:
- name: kind-shop
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      args:
      - get-token
      - --cluster=shop
      command: aws
      env: null
    client-key: /home/me/.minikube/client.key
`

/** What the library makes of a text; undefined where it is no mapping or has an error. */
const byLibrary = (text: string): unknown => {
  const [document] = [
    parseAllDocuments(text, {version: '1.1', uniqueKeys: false, merge: true, logLevel: 'error'}),
  ].flat()
  if (!document || document.errors.length > 0) return undefined
  return document.toJS()
}

test('What kubectl, kind and minikube write is read without the library, and says the same', () => {
  expect(readPlain(KUBECONFIG)).toEqual(byLibrary(KUBECONFIG))
  expect(readPlain(KUBECONFIG)).toMatchObject({
    'current-context': 'kind-shop',
    preferences: {},
    users: [{name: 'kind-shop'}],
  })
})

test.each([
  ['JSON', '{"kind": "Config"}\n'],
  ['a list', '- a\n'],
  ['nothing', ''],
  ['a remark', 'kind: Config # of kind\n'],
  ['a remark on a line of its own', 'kind: Config\n# ours\n'],
  ['an empty line', 'kind: Config\n\ncurrent-context: a\n'],
  ['an anchor', 'a: &b c\nd: *b\n'],
  ['a tag', 'a: !!str b\n'],
  ['a text of several lines', 'a: |\n  b\n'],
  ['a text that goes on', 'a: b\n  c\n'],
  ['a key that is there twice', 'a: b\na: c\n'],
  ['a key without a value', 'a:\nb: c\n'],
  ['a number', 'a: 12\n'],
  ['a name that is a number', 'a: 0x1F\n'],
  ['a time', 'a: 2026-11-30\n'],
  ['a truth of YAML 1.1', 'a: yes\n'],
  ['a key that is one', 'on: a\n'],
  ['what the library takes as a number', 'a: e5\n'],
  ['a key that is one to it', '-E+5: a\n'],
  ['an escape', 'a: "b\\n"\n'],
  ['two quotes', "a: 'b''c'\n"],
  ['a list in one line', 'a: [b]\n'],
  ['a list in a list', 'a:\n- - b\n'],
  ['lines that end as on Windows', 'a: b\r\n'],
  ['a tab', 'a:\tb\n'],
  ['two documents', 'a: b\n---\nc: d\n'],
  ['a byte order mark', '\ufeffa: b\n'],
  ['a deep nesting', Array.from({length: 200}, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
])('%s is left to the library', (_, text) => {
  expect(readPlain(text)).toBeUndefined()
})

const word = fc.oneof(
  fc.constantFrom(
    'kind-shop',
    'true',
    'null',
    'No',
    'a: b',
    'a:',
    'a #b',
    '/x',
    '12',
    '1e3',
    '~',
    '',
    'Mon, 30 UTC',
    'https://[::1]:1',
    '- a',
    '=',
    '<<',
  ),
  fc.stringMatching(/^[ -~]{0,12}$/),
  fc.string({maxLength: 6}),
)
const key = fc.oneof(fc.constantFrom('clusters', 'name', 'on', 'user'), fc.stringMatching(/^[a-zA-Z0-9._-]{1,8}$/))
const {tree} = fc.letrec(tie => ({
  tree: fc.oneof(
    {maxDepth: 4},
    word,
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.dictionary(key, tie('tree'), {maxKeys: 4}),
    fc.array(tie('tree'), {maxLength: 3}),
  ),
}))

test('Whatever a library writes is read as it reads it, or not at all', () => {
  fc.assert(
    fc.property(fc.dictionary(key, tree, {minKeys: 1, maxKeys: 5}), fc.boolean(), (said, indentSeq) => {
      const text = stringify(said, {version: '1.1', indentSeq, lineWidth: 0})
      const plain = readPlain(text)
      if (plain !== undefined) expect(plain).toEqual(byLibrary(text))
    }),
    {numRuns: 500},
  )
})

const piece = fc.oneof(
  fc.constantFrom(
    ' ',
    '\n',
    ':',
    ': ',
    '- ',
    '"',
    "'",
    '#',
    ' #',
    '{}',
    '[',
    ',',
    '&a',
    '*a',
    '!',
    '|',
    '>',
    '%',
    '@',
    '\t',
    '\r',
    '?',
    '? ',
    '0',
    '~',
    '---\n',
    '  ',
  ),
  word,
)

test('A kubeconfig with pieces put in and taken out is read as the library reads it, or not at all', () => {
  const edits = fc.array(fc.tuple(fc.nat(KUBECONFIG.length), fc.nat(3), piece), {minLength: 1, maxLength: 3})
  const read = (text: string, forEdit: boolean): unknown => {
    try {
      const {current, entries, others} = readKubeconfigText('config', text, forEdit)
      return {current, entries, others}
    } catch (error) {
      return (error as Error).message
    }
  }
  let plainly = 0
  fc.assert(
    fc.property(edits, changes => {
      let text = KUBECONFIG
      for (const [at, length, put] of changes) text = text.slice(0, at) + put + text.slice(at + length)
      const plain = readPlain(text)
      if (plain === undefined) return
      plainly += 1
      expect(plain).toEqual(byLibrary(text))
      expect(read(text, false)).toEqual(read(text, true))
    }),
    {numRuns: 1500},
  )
  expect(plainly).toBeGreaterThan(100)
})
