import {expect, test} from 'vitest'
import {readShape, type ShapeFlags} from '../../src/cli/shape-flags.ts'
import {describeShape} from '../../src/cluster/cluster-spec.ts'
import {readClusters} from '../../src/cluster/providers/common/containers.ts'
import {clusterConfig, kindConfig, nodeImages} from '../../src/cluster/providers/kind/config/kind-config.ts'
import {parseKindConfig} from '../../src/cluster/providers/kind/config/kind-validate.ts'
import {simMaking as sim, unsimulatedFields} from '../../src/cluster/providers/sim/making.ts'
import {findDrift} from '../../src/cluster/shape.ts'
import {publishedUrl} from '../../src/expose/urls.ts'
import {clusterName, clusterSpec} from '../../src/project/cluster-spec.ts'
import {parseWhole} from '../../src/project/numbers.ts'

interface Words extends ShapeFlags {
  name?: string
  provider?: 'kind' | 'sim'
}
const configOf = (yaml: string) => clusterConfig({text: yaml, name: 'kind.yaml'}, parseKindConfig(yaml))
const spec = ({name, provider = 'kind', ...words}: Words = {}, yaml?: string, env: Record<string, string> = {}) =>
  clusterSpec({name, provider, flags: readShape(words), config: yaml === undefined ? undefined : configOf(yaml)}, env)
const FILE = `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
name: shop # ours
nodes:
- role: control-plane
  image: kindest/node:v1.35.8
  extraPortMappings:
  - {containerPort: 30080, hostPort: 8080}
- role: worker
`

test('Without a word it is one control plane and two workers, of which nothing is stated', () => {
  expect(spec()).toMatchObject({
    name: 'kubia',
    controlPlanes: 1,
    workers: 2,
    stated: {publish: []},
  })
  expect(spec().stated).toEqual({publish: []})
})

test('What the flags say is stated', () => {
  const words = {name: 'a', workers: '0', 'control-planes': '3', 'kubernetes-version': 'v1.36', publish: ['8080:30080']}
  expect(spec(words)).toMatchObject({
    name: 'a',
    controlPlanes: 3,
    workers: 0,
    stated: {controlPlanes: 3, workers: 0, kubernetesVersion: '1.36', publish: [{hostPort: 8080, nodePort: 30_080}]},
  })
})

test('What the file says is stated too, and flags win over it', () => {
  const {name, stated} = spec({workers: '2'}, FILE)
  expect(name).toBe('shop')
  expect(stated).toMatchObject({
    controlPlanes: 1,
    workers: 2,
    publish: [{address: '0.0.0.0', hostPort: 8080, nodePort: 30_080, protocol: 'TCP'}],
  })
})

test('The name is the argument’s, the environment’s, the file’s, or kubia, as with kind', () => {
  const env = {KIND_CLUSTER_NAME: 'env'}
  const config = configOf(FILE)
  expect(clusterName('arg', config, env)).toBe('arg')
  expect(clusterName(undefined, config, env)).toBe('env')
  expect(clusterName(undefined, config, {})).toBe('shop')
  expect(clusterName(undefined, undefined, env)).toBe('env')
  expect(clusterName(undefined, undefined, {KIND_CLUSTER_NAME: ''})).toBe('kubia')
  expect(() => clusterName('', config, env)).toThrow('it is empty')
})

test.each<[Words, string]>([
  [{publish: ['80:30080', '80:30081']}, 'port 80 on 127.0.0.1 is published twice'],
  [
    {provider: 'sim', image: 'a'},
    '--image names a node image, and simulated nodes are made of none: leave it out; --kubernetes-version says which version they report',
  ],
  [
    {provider: 'sim', publish: ['8080:30080/udp']},
    'port 8080/udp cannot be published: the simulated cluster carries TCP only',
  ],
  [
    {image: 'a', 'kubernetes-version': '1.36'},
    '--image and --kubernetes-version cannot be used together: an image is of one version',
  ],
])('%j is refused', (words, message) => {
  expect(() => spec(words)).toThrow(message)
})

const TWICE = `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
networking:
  apiServerPort: 8080
nodes:
- role: control-plane
  extraPortMappings:
  - containerPort: 30080
    hostPort: 8080
`
test.each<[Words, string, string]>([
  [{}, TWICE, 'port 8080 is asked for twice: by hostPort at kind.yaml:9 and by apiServerPort at kind.yaml:4'],
  [
    {publish: ['8080:30081']},
    FILE,
    'port 8080 is asked for twice: by hostPort at kind.yaml:8 and by -p 127.0.0.1:8080:30081',
  ],
  [
    {},
    `${FILE}  extraPortMappings: [{hostPort: 8080}]\n`,
    'by hostPort at kind.yaml:8 and by hostPort at kind.yaml:10',
  ],
])('%j with %j is refused', (words, file, message) => {
  expect(() => spec(words, file)).toThrow(message)
})

test.each([
  ['', '0.0.0.0', '127.0.0.1'],
  ['ipFamily: dual, ', '0.0.0.0', '127.0.0.1'],
  ['ipFamily: ipv6, ', '::', '::1'],
])('With {%s} kind listens at %s for a node and at %s for the API server', (family, published, api) => {
  const file = FILE.replace('nodes:', `networking: {${family}apiServerPort: 16443}\nnodes:`)
  const {stated, ports} = spec({}, file)
  expect(stated.publish).toEqual([{address: published, hostPort: 8080, nodePort: 30_080, protocol: 'TCP'}])
  expect(ports.map(({address, hostPort}) => [address, hostPort])).toEqual([
    [published, 8080],
    [api, 16_443],
  ])
})

test('A simulated cluster listens at 127.0.0.1 where no address is stated, and has no port of UDP and of the API server', () => {
  const udp = FILE.replace('hostPort: 8080}', 'hostPort: 8080}\n  - {containerPort: 53, hostPort: 53, protocol: UDP}')
  const file = udp.replace('nodes:', 'networking: {apiServerPort: 16443}\nnodes:')
  const {ports} = spec({provider: 'sim'}, file)
  expect(ports.map(({address, hostPort}) => [address, hostPort])).toEqual([['127.0.0.1', 8080]])
})

test('A host port may be used once for each address and protocol, and 0 as often as one likes', () => {
  const publish = ['80:30080', '80:30080/udp', '[::1]:80:30080', '0:30081', '0:30082']
  expect(spec({publish}).stated.publish).toHaveLength(5)
})

test.each([
  [{controlPlanes: 1, workers: 0}, '1 control-plane (one node: apps run on it)'],
  [{controlPlanes: 3, workers: 0}, '3 control-planes'],
  [{controlPlanes: 1, workers: 1}, '1 control-plane + 1 worker'],
  [{controlPlanes: 3, workers: 2}, '3 control-planes + 2 workers'],
])('%j is %s', (shape, text) => {
  expect(describeShape(shape)).toBe(text)
})

test('The file goes to kind as it is, byte for byte, unless flags say more', () => {
  expect(kindConfig(spec({}, FILE))).toBe(FILE)
  expect(kindConfig(spec({name: 'other'}, FILE))).toBe(FILE.replace('name: shop', 'name: other'))
  const nameless = FILE.replace('name: shop # ours\n', '')
  expect(kindConfig(spec({}, nameless))).toBe(nameless)
  expect(kindConfig(spec({}, nameless, {KIND_CLUSTER_NAME: 'env'}))).toContain('name: env\n')
  const edited = kindConfig(spec({workers: '2'}, FILE))
  expect(edited).toContain('name: shop # ours')
  expect(edited.match(/role: worker/g)).toHaveLength(2)
})

test('A generated config has the image of the flag, of the version or of the environment, in this order', () => {
  const env = {KUBIA_NODE_IMAGE: 'env:1'}
  expect(kindConfig(spec({image: 'flag:1', workers: '0'}, undefined, env), undefined)).toContain('image: flag:1')
  expect(kindConfig(spec({workers: '0'}, undefined, env), 'version:1')).toContain('image: version:1')
  expect(kindConfig(spec({workers: '0'}, undefined, env))).toContain('image: env:1')
  expect(kindConfig(spec({workers: '0'}))).not.toContain('image')
})

test('The images that are needed are those of the nodes, each once', () => {
  expect(nodeImages(spec({}, FILE), undefined, 'default:1')).toEqual(['kindest/node:v1.35.8', 'default:1'])
  expect(nodeImages(spec({}, FILE, {KUBIA_NODE_IMAGE: 'env:1'}), undefined, 'default:1')).toEqual([
    'kindest/node:v1.35.8',
    'env:1',
  ])
  expect(nodeImages(spec({image: 'flag:1'}, FILE), undefined, 'default:1')).toEqual(['flag:1'])
  expect(nodeImages(spec(), undefined, undefined)).toEqual([])
  const named = FILE.replace('- role: worker\n', '')
  expect(nodeImages(spec({}, named), undefined, 'default:1')).toEqual(['kindest/node:v1.35.8'])
  expect(nodeImages(spec({workers: '1'}, named), undefined, 'default:1')).toEqual(['kindest/node:v1.35.8', 'default:1'])
})

test.each(['0', '7', '100'])('%s is a whole number', text => {
  expect(parseWhole(text, '--workers', 0, 100)).toBe(Number(text))
})

test.each(['', '-1', '+1', '1.5', '1e1', '0x1', ' 1', '1 ', '101', '9999999999', '٣', 'two'])('%j is none', text => {
  expect(() => parseWhole(text, '--workers', 0, 100)).toThrow(
    `invalid argument ${JSON.stringify(text)} for "--workers" flag: must be a whole number from 0 to 100`,
  )
})

test('What a simulated cluster does without is every field but names, roles, TCP ports, labels and taints', () => {
  expect(unsimulatedFields(configOf(FILE))).toEqual(['nodes[0].image'])
  const more = `${FILE}  labels: {tier: front}\nnetworking: {podSubnet: 10.1.0.0/16}\n`
  expect(unsimulatedFields(configOf(more))).toEqual(['nodes[0].image', 'networking.podSubnet'])
  const patch = (text: string) =>
    unsimulatedFields(configOf(`${FILE}  kubeadmConfigPatches:\n  - |\n    kind: JoinConfiguration\n${text}`))
  const registration = '    nodeRegistration: {taints: [], kubeletExtraArgs: {node-labels: a=b}}\n'
  expect(patch(registration)).toEqual(['nodes[0].image'])
  expect(patch(`${registration}    discovery: {}\n`)).toEqual(['nodes[0].image', 'nodes[1].kubeadmConfigPatches[0]'])
})

test('A JSON patch of kubeadm is one field, and none where it says nothing but labels and taints of nodes', () => {
  const patch = (path: string) =>
    `${FILE}  kubeadmConfigPatchesJSON6902: [{group: kubeadm.k8s.io, version: v1beta3, kind: JoinConfiguration, patch: '[{"op": "add", "path": "${path}", "value": "a=1"}]'}]\n`
  expect(unsimulatedFields(configOf(patch('/nodeRegistration/kubeletExtraArgs/node-labels')))).toEqual([
    'nodes[0].image',
  ])
  const found = unsimulatedFields(configOf(patch('/nodeRegistration/name')))
  expect(found).toEqual(['nodes[0].image', expect.stringMatching(/^nodes\[\d\]\.kubeadmConfigPatchesJSON6902\[0\]$/)])
})

test('Port mappings that a simulated cluster leaves out are counted with the fields that it does without', () => {
  const mappings = `  extraPortMappings:
  - {containerPort: 30053, hostPort: 53, protocol: udp}
  - {containerPort: 30054, hostPort: 54, protocol: TCP}
  - {containerPort: 30055, hostPort: 55, protocol: SCTP}
`
  const config = configOf(`${FILE.replace('  image: kindest/node:v1.35.8\n', '')}${mappings}`)
  expect(unsimulatedFields(config)).toEqual(['nodes[1].extraPortMappings[0]', 'nodes[1].extraPortMappings[2]'])
  expect(sim.ignores?.(config, false)).toBe('the simulated cluster does without 2 fields of the config; -v names them')
  expect(sim.ignores?.(config, true)).toBe(
    'the simulated cluster does without 2 fields of the config: nodes[1].extraPortMappings[0], nodes[1].extraPortMappings[2]',
  )
  const image = configOf(FILE)
  expect(sim.ignores?.(image, false)).toBe('the simulated cluster does without 1 field of the config; -v names it')
  expect(sim.ignores?.(configOf(FILE.replace(/ {2}image.*\n/, '')), true)).toBeUndefined()
})

test('An IPv6 cluster is as its config asks for, and its port is found at localhost: kind listens on ::', () => {
  const file = FILE.replace('nodes:', 'networking: {ipFamily: ipv6}\nnodes:').replace('- role: worker\n', '')
  // As kind v0.33 asks docker for it: `generatePortMappings` of pkg/cluster/internal/providers/docker/provision.go.
  const inspected = {
    Id: 'a',
    Name: '/shop-control-plane',
    Created: '2026-11-29T12:00:00Z',
    State: {Running: true},
    Config: {
      Image: 'kindest/node:v1.35.8',
      Labels: {'io.x-k8s.kind.cluster': 'shop', 'io.x-k8s.kind.role': 'control-plane'},
    },
    HostConfig: {
      PortBindings: {
        '30080/tcp': [{HostIp: '::', HostPort: '8080'}],
        '6443/tcp': [{HostIp: '::1', HostPort: '41234'}],
      },
    },
  }
  const [cluster] = readClusters('docker', JSON.stringify([inspected]))
  if (!cluster) throw new Error('the container is of a cluster')
  expect(findDrift(cluster, spec({}, file).stated)).toEqual([])
  expect(publishedUrl(30_080, cluster.nodes)).toBe('http://localhost:8080')
})
