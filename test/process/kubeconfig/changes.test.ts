import {expect, test} from 'vitest'
import {changeTexts, type KubeconfigChange} from '../../../src/process/kubeconfig/changes.ts'

/** The text of one file after changes. */
const change = (text: string, ...changes: KubeconfigChange[]): string =>
  changeTexts([{file: 'config', text}], 'config', () => changes)[0]?.text ?? text

const mine = (server = 'https://127.0.0.1:1'): KubeconfigChange[] => [
  {list: 'clusters', name: 'mine', set: {server}},
  {list: 'users', name: 'mine', set: {token: 't'}},
  {list: 'contexts', name: 'mine', set: {cluster: 'mine', user: 'mine'}},
  {current: 'mine'},
]
const noMore: KubeconfigChange[] = [
  {leave: 'mine'},
  {list: 'contexts', name: 'mine', remove: true},
  {list: 'clusters', name: 'mine', remove: true},
  {list: 'users', name: 'mine', remove: true},
]

const FRESH = `apiVersion: v1
kind: Config
clusters:
- cluster:
    server: https://127.0.0.1:1
  name: mine
users:
- user:
    token: t
  name: mine
contexts:
- context:
    cluster: mine
    user: mine
  name: mine
current-context: mine
`

test.each([
  ['a missing or empty file', '', FRESH],
  ['a remark alone', '# by hand\n', `# by hand\n${FRESH}`],
  ['a remark without a line end', '# by hand', `# by hand\n${FRESH}`],
  ['the begin of a document', '---\n', `---\n${FRESH}`],
  ['a null', 'null\n', `\n${FRESH}`],
  ['CRLF', '# by hand\r\n', `# by hand\r\n${FRESH.replaceAll('\n', '\r\n')}`],
  ['a byte order mark', '\uFEFF# by hand\n', `\uFEFF# by hand\n${FRESH}`],
  [
    'braces',
    '{}',
    '{"clusters":[{"cluster":{"server":"https://127.0.0.1:1"},"name":"mine"}],"users":[{"user":{"token":"t"},"name":"mine"}],"contexts":[{"context":{"cluster":"mine","user":"mine"},"name":"mine"}],"current-context":"mine"}',
  ],
  [
    'what kubectl leaves of an empty one',
    'apiVersion: v1\nclusters: null\ncontexts: []\ncurrent-context: ""\nkind: Config\npreferences: {}\nusers: # none\n',
    `apiVersion: v1
clusters:
- cluster:
    server: https://127.0.0.1:1
  name: mine
contexts:
- context:
    cluster: mine
    user: mine
  name: mine
current-context: mine
kind: Config
preferences: {}
users: # none
- user:
    token: t
  name: mine
`,
  ],
])('A cluster is written into %s', (_, before, after) => {
  expect(change(before, ...mine())).toBe(after)
  // What is there already is not written again.
  expect(change(after, ...mine())).toBe(after)
})

const YAML = `# my clusters
apiVersion: v1
kind: Config
contexts:
  # the one at work
  - name: prod   # careful
    context: {cluster: prod, user: me, namespace: 'shop'}
  - context:
      # ours, inside
      cluster: mine
      user: mine
    name: mine  # goes with it
  # after it
  - name: "test"
    context:
      cluster: test
clusters: [ {name: prod, cluster: {server: "https://prod"}}, {name: mine, cluster: {server: s}} , # why
  {name: test, cluster: {server: x}} ]
current-context:   mine   # today
users:
- name: mine
  user: {token: x}
- name: me
  user:
    exec:
      apiVersion: v1
      args: [ "a", 'b' ]
      script: |
        # not a remark
          indented

# the end
`

test('What goes leaves all remarks, quotes and blanks of others', () => {
  expect(change(YAML, ...noMore)).toBe(`# my clusters
apiVersion: v1
kind: Config
contexts:
  # the one at work
  - name: prod   # careful
    context: {cluster: prod, user: me, namespace: 'shop'}
  # after it
  - name: "test"
    context:
      cluster: test
clusters: [ {name: prod, cluster: {server: "https://prod"}} , # why
  {name: test, cluster: {server: x}} ]
current-context:   ""   # today
users:
- name: me
  user:
    exec:
      apiVersion: v1
      args: [ "a", 'b' ]
      script: |
        # not a remark
          indented

# the end
`)
})

test('An entry that changes keeps its place and its other fields', () => {
  const after = change(YAML, {list: 'clusters', name: 'mine', set: {server: 'https://new'}}, ...mine('https://new'))
  expect(after).toBe(
    YAML.replace('{name: mine, cluster: {server: s}}', '{"cluster":{"server":"https://new"},"name":"mine"}').replace(
      '- name: mine\n  user: {token: x}\n',
      '- user:\n    token: t\n  name: mine\n',
    ),
  )
})

test.each([
  [
    'the last one of a list',
    'contexts:\n- name: mine\n  context: {}\nkind: Config\n',
    'contexts:\nkind: Config\n',
    [{list: 'contexts', name: 'mine', remove: true}],
  ],
  [
    'the only one of JSON',
    '{"contexts":[\n  {"name":"mine"}\n]}',
    '{"contexts":[]}',
    [{list: 'contexts', name: 'mine', remove: true}],
  ],
  [
    'the only one before a comma',
    'contexts: [{name: mine},]\n',
    'contexts: []\n',
    [{list: 'contexts', name: 'mine', remove: true}],
  ],
  [
    'the first one of pretty JSON',
    '{\n  "users": [\n    {\n      "name": "mine"\n    },\n    {\n      "name": "b"\n    }\n  ]\n}\n',
    '{\n  "users": [\n    {\n      "name": "b"\n    }\n  ]\n}\n',
    [{list: 'users', name: 'mine', remove: true}],
  ],
  [
    'one more of pretty JSON',
    '{\n  "users": [\n    {\n      "name": "b"\n    }\n  ],\n  "current-context": "b"\n}\n',
    '{\n  "users": [\n    {\n      "name": "b"\n    },\n    {"user":{"token":"t"},"name":"mine"}\n  ],\n  "current-context": "mine"\n}\n',
    [{list: 'users', name: 'mine', set: {token: 't'}}, {current: 'mine'}],
  ],
  [
    'one with a line end that is missing',
    'users:\n- name: b\n  user: {}',
    'users:\n- name: b\n  user: {}\n- user:\n    token: t\n  name: mine\n',
    [{list: 'users', name: 'mine', set: {token: 't'}}],
  ],
  [
    'one behind a text that keeps its line ends',
    'users:\n- name: b\n  user:\n    token: |+\n      x\n\ncontexts: []\n',
    'users:\n- name: b\n  user:\n    token: |+\n      x\n\n- user:\n    token: t\n  name: mine\ncontexts: []\n',
    [{list: 'users', name: 'mine', set: {token: 't'}}],
  ],
  [
    'the first document alone',
    'current-context: a\n---\ncurrent-context: b\n',
    'current-context: c\n---\ncurrent-context: b\n',
    [{current: 'c'}],
  ],
  [
    'the last one of two keys',
    'current-context: a\ncurrent-context: b\n',
    'current-context: a\ncurrent-context: c\n',
    [{current: 'c'}],
  ],
  ['a current context without a word', 'current-context:\n', 'current-context: c\n', [{current: 'c'}]],
  ['a current context before a remark', 'current-context: # x\n', 'current-context: c # x\n', [{current: 'c'}]],
  [
    'a current context of lines',
    'current-context: >-\n  a\nkind: Config\n',
    'current-context: c\nkind: Config\n',
    [{current: 'c'}],
  ],
  [
    'a name that YAML would take for another thing',
    'current-context: a\n',
    'current-context: "on"\n',
    [{current: 'on'}],
  ],
  ['another one that is left', 'current-context: a\n', 'current-context: a\n', [{leave: 'mine'}]],
  ['what is not there', 'current-context: a\n', 'current-context: a\n', noMore],
  [
    'a list with indentation',
    'contexts:\n    - name: b\n      context: {}\n',
    'contexts:\n    - name: b\n      context: {}\n    - context:\n        cluster: mine\n      name: mine\n',
    [{list: 'contexts', name: 'mine', set: {cluster: 'mine'}}],
  ],
] as const)('Written: %s', (_, before, after, changes) => {
  expect(change(before, ...changes)).toBe(after)
})

test.each([
  ['two of a name', 'contexts: [{name: a}, {name: a}]\n', 'contexts has the name "a" twice'],
  ['a list that is none', 'contexts: {}\n', 'contexts is not a list'],
  ['an entry that is none', 'users: [a]\n', 'an entry of users is not a mapping'],
  ['a number for a name', 'users: [{name: 1}]\n', 'a name in users is not a string'],
  ['a number for a context', 'current-context: 1\n', 'current-context is not a string'],
  ['something else', 'apiVersion: v1\nkind: Pod\n', 'it is not a kubeconfig of kind Config and version v1'],
  ['a word', 'foo\n', 'it is not a kubeconfig'],
  ['a torn one', 'contexts: [\n', 'Flow sequence in block collection must be sufficiently indented and end with a ]'],
])('A file with %s is told, and nothing is changed', (_, text, why) => {
  expect(() => change(text, ...mine())).toThrow(`the kubeconfig config cannot be used: ${why}`)
})

test('An entry that others share by an anchor is not taken away from them', () => {
  const text = 'contexts:\n- name: mine\n  context: &c {cluster: x}\n- name: b\n  context: *c\n'
  expect(() => change(text, ...noMore)).toThrow('the kubeconfig config cannot be edited: its entries share anchors')
})

test('An entry that uses another one’s anchor goes, and is written out where it changes', () => {
  const text = 'contexts:\n- name: b\n  context: &c {cluster: x}\n- name: mine\n  context: *c\n'
  expect(change(text, ...noMore)).toBe('contexts:\n- name: b\n  context: &c {cluster: x}\n')
  expect(change(text, {list: 'contexts', name: 'mine', set: {user: 'u'}})).toBe(
    'contexts:\n- name: b\n  context: &c {cluster: x}\n- context:\n    cluster: x\n    user: u\n  name: mine\n',
  )
})
