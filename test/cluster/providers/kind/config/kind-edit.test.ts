import fc from 'fast-check'
import {expect, test} from 'vitest'
import {layOver, type Overlay} from '../../../../../src/cluster/providers/kind/config/kind-edit.ts'
import {parseKindConfig} from '../../../../../src/cluster/providers/kind/config/kind-validate.ts'
import type {PublishedPort} from '../../../../../src/cluster/published-port.ts'
import {ACCEPTED, HEAD} from './kind-observed.ts'
import {PUBLIC_ACCEPTED} from './public-configs.ts'

const web: PublishedPort = {address: '127.0.0.1', hostPort: 8080, nodePort: 30080, protocol: 'TCP'}
const dns: PublishedPort = {address: '::1', hostPort: 53, nodePort: 30053, protocol: 'UDP'}

const parsed = (text: string) => {
  const {config, problems} = parseKindConfig(text, {unknownKeys: 'warning'})
  if (!config) throw new Error(problems[0]?.message)
  return {text, config}
}
const apply = (text: string, overlay: Overlay): string => layOver(text, parsed(text).config, overlay)
const TAKEN = [...ACCEPTED, ...Object.values(PUBLIC_ACCEPTED)]

test.each(TAKEN)('Where nothing is stated, %j reaches kind byte for byte', text => {
  expect(apply(text, {publish: [], workers: undefined, image: ''})).toBe(text)
})

test.each<[title: string, body: string, overrides: Overlay, expected: string]>([
  [
    'An image goes to every node',
    'nodes:\n- role: control-plane\n  image: a\n- role: worker\n',
    {image: 'b:1'},
    'nodes:\n- role: control-plane\n  image: b:1\n- role: worker\n  image: b:1\n',
  ],
  [
    'A default image goes to the nodes that name none',
    'nodes:\n- role: control-plane\n  image: a\n- role: worker\n',
    {defaultImage: 'b:1'},
    'nodes:\n- role: control-plane\n  image: a\n- role: worker\n  image: b:1\n',
  ],
  ['An image that looks like a number is quoted', 'nodes:\n- {}\n', {image: '1.36'}, 'nodes:\n- {image: "1.36"}\n'],
  [
    'For a registry containerd reads hosts files, after the patches that are there',
    'containerdConfigPatches:\n- |-\n  version = 2\n',
    {registry: 5001},
    'containerdConfigPatches:\n- |-\n  version = 2\n- |-\n  [plugins."io.containerd.grpc.v1.cri".registry]\n    config_path = "/etc/containerd/certs.d"\n',
  ],
  [
    'For a registry nothing is patched where hosts files are read already',
    'containerdConfigPatches:\n- |-\n  [plugins."io.containerd.grpc.v1.cri".registry]\n    config_path = "/etc/containerd/certs.d"\n',
    {registry: 5001},
    'containerdConfigPatches:\n- |-\n  [plugins."io.containerd.grpc.v1.cri".registry]\n    config_path = "/etc/containerd/certs.d"\n',
  ],
  [
    'For a registry nothing is patched beside mirrors, with which containerd would not start',
    'containerdConfigPatches:\n- |-\n  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."x"]\n    endpoint = []\n',
    {registry: 5001},
    'containerdConfigPatches:\n- |-\n  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."x"]\n    endpoint = []\n',
  ],
  [
    'Ports go to the first control plane, after its own',
    'nodes:\n- role: worker\n- extraPortMappings:\n  - containerPort: 30000\n- role: control-plane\n',
    {publish: [web, dns]},
    'nodes:\n- role: worker\n- extraPortMappings:\n  - containerPort: 30000\n  - containerPort: 30080\n    hostPort: 8080\n    listenAddress: 127.0.0.1\n  - containerPort: 30053\n    hostPort: 53\n    listenAddress: "::1"\n    protocol: UDP\n- role: control-plane\n',
  ],
  [
    'A port that is mapped so already is not added',
    'nodes:\n- extraPortMappings: [{containerPort: 30080, hostPort: 8080, listenAddress: 127.0.0.1, protocol: tcp}]\n',
    {publish: [web]},
    'nodes:\n- extraPortMappings: [{containerPort: 30080, hostPort: 8080, listenAddress: 127.0.0.1, protocol: tcp}]\n',
  ],
  [
    'Nodes are added after the last one of their role',
    'nodes:\n- role: control-plane\n- role: worker\n  image: w\n',
    {workers: 2, controlPlanes: 2},
    'nodes:\n- role: control-plane\n- role: control-plane\n- role: worker\n  image: w\n- role: worker\n',
  ],
  [
    'Nodes are taken away from the end',
    'nodes:\n- role: control-plane\n- role: worker # one\n- role: worker # two\n',
    {workers: 1},
    'nodes:\n- role: control-plane\n- role: worker # one\n',
  ],
  [
    'A file without nodes gets the control plane that kind would make',
    '',
    {workers: 1},
    'nodes:\n  - role: control-plane\n  - role: worker\n',
  ],
  [
    'An alias is written out, so that an edit reaches one node only',
    'nodes:\n- &n {role: control-plane}\n- *n\n',
    {publish: [web]},
    'nodes:\n- {role: control-plane, extraPortMappings: [{containerPort: 30080, hostPort: 8080, listenAddress: 127.0.0.1}]}\n- {role: control-plane}\n',
  ],
  [
    'A list that comes by a merge key is copied before it is added to',
    'nodes:\n- &n\n  extraPortMappings:\n  - hostPort: 1\n  role: worker\n- <<: *n\n  role: control-plane\n',
    {publish: [web]},
    'nodes:\n- extraPortMappings:\n  - hostPort: 1\n  role: worker\n- <<:\n    extraPortMappings:\n    - hostPort: 1\n    role: worker\n  role: control-plane\n  extraPortMappings:\n  - hostPort: 1\n  - containerPort: 30080\n    hostPort: 8080\n    listenAddress: 127.0.0.1\n',
  ],
  [
    'Unknown fields, comments and spellings stay',
    '# mine\nnodes:\n  - gpus: all # new\n    labels: {a: 0x10, b: yes, "c": \'1\'}\nfuture: {x: !!binary Zm9v}\nkubeadmConfigPatches:\n  - |\n    kind: X\n    a: b\n',
    {image: 'b'},
    '# mine\nnodes:\n  - gpus: all # new\n    labels: {a: 0x10, b: yes, "c": \'1\'}\n    image: b\nfuture: {x: !!binary Zm9v}\nkubeadmConfigPatches:\n  - |\n    kind: X\n    a: b\n',
  ],
])('%s', (_, body, overrides, expected) => {
  expect(apply(HEAD + body, overrides)).toBe(HEAD + expected)
})

const overrides = fc.record(
  {
    controlPlanes: fc.integer({min: 1, max: 3}),
    workers: fc.integer({min: 0, max: 4}),
    image: fc.constantFrom('a:1', 'true', '1.36', 'localhost:5000/node@sha256:0e1'),
    defaultImage: fc.constant('d:1'),
    publish: fc.constant([dns]),
  },
  {requiredKeys: []},
)

test('Every config that kind accepts is still valid after an edit, and what the edit does not touch is as before', () => {
  fc.assert(
    fc.property(fc.constantFrom(...TAKEN), overrides, (text, given) => {
      const before = parsed(text).config
      const {config: after} = parsed(apply(text, given))
      expect({...after, nodes: 0}).toEqual({...before, nodes: 0})
      const roles = (after.nodes ?? []).map(node => node.role || 'control-plane')
      if (given.workers !== undefined) expect(roles.filter(role => role === 'worker')).toHaveLength(given.workers)
      if (given.image !== undefined)
        expect(new Set(after.nodes?.map(node => node.image))).toEqual(new Set([given.image]))
    }),
  )
})
