import {expect, test} from 'vitest'
import {readShape} from '../../../../../src/cli/shape-flags.ts'
import {formatProblem} from '../../../../../src/cluster/config-problem.ts'
import {parseKindConfig} from '../../../../../src/cluster/providers/kind/config/kind-validate.ts'
import {HEAD} from './kind-observed.ts'

const report = (text: string, unknownKeys?: 'error' | 'warning'): string[] =>
  parseKindConfig(text, unknownKeys && {unknownKeys}).problems.map(problem => formatProblem('kind.yaml', problem))

test('A config may have 500 worker nodes, as --workers may say, and no more', () => {
  const config = (workers: number): string =>
    `${HEAD}nodes:\n- role: control-plane\n${'- role: worker\n'.repeat(workers)}`
  expect(report(config(500))).toEqual([])
  expect(report(config(501))).toEqual(['kind.yaml:4:1: error: there may be at most 500 worker nodes, not 501'])
  expect(readShape({workers: '500'}).workers).toBe(500)
  expect(() => readShape({workers: '501'})).toThrow('must be a whole number from 0 to 500')
})

test('All problems of a file are found at once, in the order of the lines', () => {
  const text = `${HEAD}name: My_App
nodes:
- rol: worker
- role: wroker
  labels: {a: [x]}
  containerdConfigPatches: []
- role: worker
  extraPortMappings:
  - {hostPort: 70000, containerPort: "80"}
  - {hostPort: 80, containerPort: 30000, protocol: tcp}
  - {hostPort: 80, containerPort: 30001, protocol: TCP, listenAddress: localhost}
networking:
  ipFamily: ipv6
  podSubnet: 10.0.0.0/8
  disableDefaultCNI: maybe
  disableDefaultCNI: yes
`
  expect(report(text)).toEqual([
    'kind.yaml:3:7: error: "My_App" is not a valid cluster name: it may have only lowercase letters, digits, "-" and "." (RFC 1123); did you mean "my-app"?',
    'kind.yaml:5:3: error: unknown field "rol"; did you mean "role"?',
    'kind.yaml:6:9: error: "wroker" is not one of control-plane, worker; did you mean "worker"?',
    'kind.yaml:7:15: error: a must be a string, not a list',
    'kind.yaml:8:3: error: unknown field "containerdConfigPatches"; it belongs at the top level',
    'kind.yaml:11:16: error: 70000 is not between -1 and 65535',
    'kind.yaml:11:38: error: containerPort must be a number, not the string "80"',
    'kind.yaml:13:72: error: "localhost" is not an IP address; did you mean "127.0.0.1"?',
    'kind.yaml:16:14: error: ipFamily ipv6 needs an IPv6 CIDR',
    'kind.yaml:17:22: error: disableDefaultCNI must be true or false, not the string "maybe"',
    'kind.yaml:18:3: error: "disableDefaultCNI" is given twice',
  ])
})

test('A problem names its field by path', () => {
  const {problems, config} = parseKindConfig(`${HEAD}nodes:\n- {}\n- role: Worker\n`)
  expect(config).toBeUndefined()
  expect(problems).toEqual([
    {
      line: 5,
      column: 9,
      path: 'nodes[1].role',
      message: '"Worker" is not one of control-plane, worker',
      suggestion: 'worker',
      level: 'error',
      reason: 'value',
    },
  ])
})

const bomb = `${HEAD}kubeadmConfigPatches:\n- &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from(
  {length: 30},
  (_, i) => `- &a${i + 1} [${Array(10).fill(`*a${i}`).join(',')}]\n`,
).join('')}`
const chain = `${HEAD}nodes:\n- &a0 {role: worker}\n${Array.from({length: 500}, (_, i) => `- &a${i + 1} {<<: *a${i}}\n`).join('')}`

test.each([
  ['an empty file', '', ['1:1: error: the file is empty']],
  ['a file of comments', '# nothing\n', ['1:1: error: the file is empty']],
  [
    'an empty first document',
    '---\n---\nkind: Cluster\n',
    ['1:1: error: the first document is empty, and kind reads no other'],
  ],
  ['a list', '- a\n', ['1:1: error: a kind config must be a mapping, not a list']],
  ['a word', 'kind\n', ['1:1: error: a kind config must be a mapping, not the string "kind"']],
  [
    'a tab as indentation',
    `${HEAD}networking:\n\tipFamily: ipv4\n`,
    ['4:1: error: Tabs are not allowed as indentation'],
  ],
  ['a YAML 1.2 directive', `%YAML 1.2\n---\n${HEAD}`, ['1:1: error: kind does not take the directive %YAML 1.2']],
  [
    'a missing apiVersion',
    'kind: Cluster\n',
    ['1:1: error: apiVersion is missing; did you mean "apiVersion: kind.x-k8s.io/v1alpha4"?'],
  ],
  [
    'an old apiVersion',
    'kind: Cluster\napiVersion: kind.sigs.k8s.io/v1alpha3\n',
    ['2:13: error: unknown apiVersion "kind.sigs.k8s.io/v1alpha3"; did you mean "kind.x-k8s.io/v1alpha4"?'],
  ],
  [
    'a short apiVersion',
    'kind: Cluster\napiVersion: v1alpha4\n',
    ['2:13: error: unknown apiVersion "v1alpha4"; did you mean "kind.x-k8s.io/v1alpha4"?'],
  ],
  [
    'a wrong kind',
    'kind: cluster\napiVersion: kind.x-k8s.io/v1alpha4\n',
    ['1:7: error: unknown kind "cluster"; did you mean "Cluster"?'],
  ],
  [
    'a Deployment',
    'kind: Deployment\napiVersion: apps/v1\nspec: {}\n',
    ['2:13: error: this is not a kind config, but "Deployment" of "apps/v1"'],
  ],
  [
    'a Cluster of Cluster API',
    'kind: Cluster\napiVersion: cluster.x-k8s.io/v1beta1\nspec: {}\n',
    ['2:13: error: this is not a kind config, but "Cluster" of "cluster.x-k8s.io/v1beta1"'],
  ],
  [
    'only workers',
    `${HEAD}nodes: [{role: worker}]\n`,
    ['3:8: error: there must be at least one node with the role control-plane'],
  ],
  [
    'two CIDRs',
    `${HEAD}networking: {podSubnet: "10.0.0.0/8,10.1.0.0/16"}\n`,
    ['3:25: error: ipFamily ipv4 takes one CIDR; two need ipFamily dual'],
  ],
  [
    'a space between CIDRs',
    `${HEAD}networking: {ipFamily: dual, podSubnet: "10.0.0.0/8, fd00::/56"}\n`,
    ['3:41: error: " fd00::/56" is not a CIDR such as 10.244.0.0/16; did you mean "10.0.0.0/8,fd00::/56"?'],
  ],
  [
    'an address in brackets',
    `${HEAD}nodes: [{extraPortMappings: [{hostPort: 1, listenAddress: "[::1]"}]}]\n`,
    ['3:59: error: "[::1]" is not an IP address; did you mean "::1"?'],
  ],
  ['an alias without an anchor', `${HEAD}nodes: [*w]\n`, ['3:9: error: no anchor &w stands before the alias']],
  [
    'an alias inside its anchor',
    `${HEAD}networking: &n {<<: *n}\n`,
    ['3:21: error: the alias *n stands inside its own anchor'],
  ],
  ['an alias bomb', bomb, ['7:40: error: with its aliases written out, the file has more than 10000 values']],
  ['a chain of aliases', chain, ['103:13: error: with its aliases written out, the file has more than 10000 values']],
  ['depth', '['.repeat(10_000), ['1:51: error: it nests more than 50 deep']],
  ['depth of a block', '- '.repeat(10_000), ['1:101: error: it nests more than 50 deep']],
  ['more than 1 MiB', 'a'.repeat(1024 * 1024 + 1), ['1:1: error: the file is larger than 1 MiB']],
  [
    'the same error behind an alias',
    `${HEAD}nodes: [&w {rol: a}, *w]\n`,
    ['3:13: error: unknown field "rol"; did you mean "role"?'],
  ],
])('%s: one clear problem', (_, text, expected) => {
  expect(report(text)).toEqual(expected.map(line => `kind.yaml:${line}`))
})

test.each([
  [
    'a second document',
    `${HEAD}---\nfoo: [`,
    '3:1: warning: kind reads only the first document; what follows is ignored',
  ],
  [
    'a name that would make bad node names',
    `${HEAD}name: a..b\n`,
    '3:7: warning: "a..b" is not a valid cluster name: it and each part of it between dots must begin and end with a letter or a digit (RFC 1123); did you mean "a.b"?',
  ],
  [
    'a port that two nodes ask for',
    `${HEAD}nodes: [{extraPortMappings: [{hostPort: 1}]}, {extraPortMappings: [{hostPort: 1}]}]\n`,
    '3:79: warning: host port 1 is already mapped in nodes[0].extraPortMappings[0]',
  ],
  [
    'a protocol that is only spelled out',
    `${HEAD}nodes: [{extraPortMappings: [{hostPort: 1}, {hostPort: 1, protocol: TCP}]}]\n`,
    '3:56: warning: host port 1 is already mapped in nodes[0].extraPortMappings[0]',
  ],
])('%s: a warning, as kind itself takes it', (_, text, expected) => {
  expect(report(text)).toEqual([`kind.yaml:${expected}`])
  expect(parseKindConfig(text).config).toBeDefined()
})

const MIRRORS = `containerdConfigPatches:
- |-
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."localhost:5001"]
    endpoint = ["http://registry:5000"]
`
const REFUSES = 'containerd does not start its CRI plugin with registry.mirrors'
const INSTEAD = 'name mirrors in hosts.toml files below config_path'

test.each([
  ['mirrors alone', MIRRORS, []],
  [
    'beside config_path',
    `${MIRRORS}- |-
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "/etc/containerd/certs.d"
`,
    [`4:3: warning: ${REFUSES} beside config_path: ${INSTEAD}`],
  ],
  [
    'with a node image that has containerd 2',
    `${MIRRORS}nodes: [{image: 'kindest/node:v1.34.0'}]\n`,
    [`4:3: warning: ${REFUSES} with node images of Kubernetes 1.33 and later: ${INSTEAD}`],
  ],
  ['with an older node image', `${MIRRORS}nodes: [{image: 'kindest/node:v1.31.0'}]\n`, []],
  ['in a comment', MIRRORS.replace('  [plugins', '  config_path = "/x"\n  # [plugins'), []],
])('Mirrors that containerd refuses are warned of: %s', (_, text, expected) => {
  expect(report(`${HEAD}${text}`)).toEqual(expected.map(line => `kind.yaml:${line}`))
})

test('An unknown field is a warning where the installed kind is newer than the table', () => {
  const text = `${HEAD}nodes:\n- gpus: all\n`
  expect(report(text)).toEqual(['kind.yaml:4:3: error: unknown field "gpus"'])
  expect(report(text, 'warning')).toEqual(['kind.yaml:4:3: warning: unknown field "gpus"'])
  expect(parseKindConfig(text, {unknownKeys: 'warning'}).config?.nodes).toEqual([{}])
})

test('Values are read as kind reads them', () => {
  const text = `${HEAD}networking: {apiServerPort: 0120, disableDefaultCNI: yes}\nnodes:\n- labels: {a: 0x10, b: yes, __proto__: c}\n  image: null\n  extraPortMappings: [{hostPort: 80.9, protocol: udp}]\n`
  const {config} = parseKindConfig(text)
  expect(config?.networking).toEqual({apiServerPort: 80, disableDefaultCNI: true})
  expect(config?.nodes?.[0]?.extraPortMappings).toEqual([{hostPort: 80, protocol: 'UDP'}])
  expect(Object.entries(config?.nodes?.[0]?.labels ?? {})).toEqual([
    ['a', '0x10'],
    ['b', 'yes'],
    ['__proto__', 'c'],
  ])
  expect(config?.nodes?.[0]).not.toHaveProperty('image')
})

test('Labels and taints that no kubelet takes are warned of where they stand, also in patches', () => {
  const text = `${HEAD}nodes:
- role: control-plane
  labels: {ingress-ready: "true", topology.kubernetes.io/zone: a, x.node.kubernetes.io/y: b}
  kubeadmConfigPatches:
  - |
    kind: InitConfiguration
    nodeRegistration:
      kubeletExtraArgs:
        node-labels: "app=x,node-role.kubernetes.io/edge=true"
- role: worker
  labels:
    node-role.kubernetes.io/worker: ""
    tier.k8s.io/front: ""
kubeadmConfigPatches:
- |
  kind: JoinConfiguration
  nodeRegistration:
    taints: [{key: a, effect: Never}, {key: b, effect: NoExecute}]
    kubeletExtraArgs: [{name: node-labels, value: kubernetes.io/role=x}]
kubeadmConfigPatchesJSON6902:
- kind: JoinConfiguration
  patch: |
    [{"op": "add", "path": "/nodeRegistration/kubeletExtraArgs/register-with-taints", "value": "a=b:Nope"}]
`
  const refused = (label: string): string =>
    `no kubelet may give its own node the label "${label}", so the node cannot join; leave it out, and set it when the cluster is there: kubectl label node NODE ${label}=`
  const effects = 'a taint has the effect NoSchedule, PreferNoSchedule, NoExecute, not'
  expect(report(text)).toEqual([
    `kind.yaml:11:29: warning: ${refused('node-role.kubernetes.io/edge')}`,
    `kind.yaml:14:37: warning: ${refused('node-role.kubernetes.io/worker')}`,
    `kind.yaml:15:24: warning: ${refused('tier.k8s.io/front')}`,
    `kind.yaml:20:31: warning: ${effects} "Never"`,
    `kind.yaml:21:51: warning: ${refused('kubernetes.io/role')}`,
    `kind.yaml:25:101: warning: ${effects} "Nope"`,
  ])
  expect(parseKindConfig(text).problems.every(({isFatal}) => isFatal)).toBe(true)
})

test('Ports that the API server cannot have, and an address that opens it, are warned of', () => {
  const text = `${HEAD}networking: {apiServerAddress: 0.0.0.0, apiServerPort: 8080}
nodes:
- extraPortMappings: [{containerPort: 80, hostPort: 8080}]
`
  expect(report(text)).toEqual([
    'kind.yaml:3:32: warning: "0.0.0.0" opens the API server to the network, and not to this machine alone',
    'kind.yaml:3:56: warning: host port 8080 is already mapped in nodes[0].extraPortMappings[0]',
  ])
  expect(report(`${HEAD}networking: {apiServerAddress: localhost}\n`)).toEqual([
    'kind.yaml:3:32: warning: "localhost" is not an IP address; did you mean "127.0.0.1"?',
  ])
})

test('Names and values of labels that are none are warned of, also in patches', () => {
  const text = `${HEAD}nodes:
- labels: {a: b c, -x: "", example.com/ok_1: A.b, a/b/c: d, Up/x: y, e: ""}
  kubeadmConfigPatches: ["nodeRegistration: {kubeletExtraArgs: {node-labels: 'ok=1,bad=v!'}}"]
`
  const word = 'at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends'
  const found = (what: string) => `is no ${what} of a label, and no kubelet starts with it: it has ${word}`
  expect(report(text).map(line => line.replace(/^kind\.yaml:\d+:\d+: /, ''))).toEqual([
    `warning: "b c" ${found('value')}`,
    `warning: "-x" ${found('name')}`,
    `warning: "a/b/c" ${found('name')}`,
    `warning: "Up/x" ${found('name')}`,
    `warning: "v!" ${found('value')}`,
  ])
  expect(parseKindConfig(text).problems.every(({isFatal}) => isFatal)).toBe(true)
})
