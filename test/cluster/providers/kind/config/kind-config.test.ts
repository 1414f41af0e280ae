import fc from 'fast-check'
import {expect, test} from 'vitest'
import {type ClusterSpec, DEFAULT_SPEC} from '../../../../../src/cluster/cluster-spec.ts'
import {clusterConfig, kindConfig, wholeConfig} from '../../../../../src/cluster/providers/kind/config/kind-config.ts'
import {parseKindConfig} from '../../../../../src/cluster/providers/kind/config/kind-validate.ts'
import type {PublishedPort} from '../../../../../src/cluster/published-port.ts'

const web: PublishedPort = {address: '127.0.0.1', hostPort: 8080, nodePort: 30080, protocol: 'TCP'}
const dns: PublishedPort = {address: '::1', hostPort: 53, nodePort: 30053, protocol: 'UDP'}
const generate = (spec: Partial<ClusterSpec>): string => kindConfig({...DEFAULT_SPEC, provider: 'kind', ...spec})

test('A generated config reads as a person would write it', () => {
  const text = generate({
    name: 'shop',
    controlPlanes: 2,
    workers: 1,
    flags: {image: 'kindest/node:v1.36.0', publish: [web, dns]},
  })
  expect(text).toBe(`kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
name: shop
nodes:
  - role: control-plane
    image: kindest/node:v1.36.0
    extraPortMappings:
      - containerPort: 30080
        hostPort: 8080
        listenAddress: 127.0.0.1
      - containerPort: 30053
        hostPort: 53
        listenAddress: "::1"
        protocol: UDP
  - role: control-plane
    image: kindest/node:v1.36.0
  - role: worker
    image: kindest/node:v1.36.0
`)
})

test('One node and nothing published is five lines', () => {
  expect(generate({name: 'shop', workers: 0})).toBe(
    'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nname: shop\nnodes:\n  - role: control-plane\n',
  )
})

test.each(['yes', '0120', '1.5', '123', 'null', '0x10'])(
  'A name that YAML 1.1 takes for something else, %s, is quoted',
  name => {
    expect(generate({name})).toContain(`\nname: "${name}"\n`)
  },
)

const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/)
const published = fc.record({
  address: fc.constantFrom('127.0.0.1', '0.0.0.0', '::1', '10.1.2.3'),
  hostPort: fc.constant(0),
  nodePort: fc.integer({min: 30_000, max: 32_767}),
  protocol: fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const),
})
const spec = fc.record({
  name,
  controlPlanes: fc.integer({min: 1, max: 5}),
  workers: fc.integer({min: 0, max: 20}),
  flags: fc.record(
    {
      image: fc.constantFrom('kindest/node:v1.36.0', 'true', '1.36', 'localhost:5000/node@sha256:0e1'),
      publish: fc.array(published, {maxLength: 5}),
    },
    {requiredKeys: []},
  ),
})

test('Every generated config is valid and says what was asked for', () => {
  fc.assert(
    fc.property(spec, given => {
      const {name, controlPlanes, workers, flags} = given
      const node = (role: string) => ({role, ...(flags.image && {image: flags.image})})
      const ports = (flags.publish ?? []).map(({address, nodePort, protocol}) => ({
        containerPort: nodePort,
        hostPort: 0,
        listenAddress: address,
        ...(protocol !== 'TCP' && {protocol}),
      }))
      const first = {...node('control-plane'), ...(ports.length > 0 && {extraPortMappings: ports})}
      const others = Array.from({length: controlPlanes - 1}, () => node('control-plane'))
      expect(parseKindConfig(generate(given))).toMatchObject({
        config: {
          kind: 'Cluster',
          apiVersion: 'kind.x-k8s.io/v1alpha4',
          name,
          nodes: [first, ...others, ...Array.from({length: workers}, () => node('worker'))],
        },
        problems: [],
      })
    }),
  )
})

test('What the nodes of a config are made of is told by the config that kind is handed, whatever the file lists', () => {
  const file = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnetworking: {ipFamily: dual}\n'
  const config = clusterConfig({text: file, name: 'kind.yaml'}, parseKindConfig(file))
  expect(wholeConfig({...DEFAULT_SPEC, provider: 'kind', config, flags: {workers: 1}})).toEqual({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    networking: {ipFamily: 'dual'},
    nodes: [{role: 'control-plane'}, {role: 'worker'}],
  })
})
