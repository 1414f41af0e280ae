import fc from 'fast-check'
import {expect, test} from 'vitest'
import {
  formatKindConfig,
  generateKindConfig,
  type KindConfig,
  type PublishedPort,
} from '../../../../../src/cluster/providers/kind/config/kind-config.ts'
import {parseKindConfig} from '../../../../../src/cluster/providers/kind/config/kind-validate.ts'

const web: PublishedPort = {address: '127.0.0.1', hostPort: 8080, nodePort: 30080, protocol: 'TCP'}
const dns: PublishedPort = {address: '::1', hostPort: 53, nodePort: 30053, protocol: 'UDP'}

test('A generated config reads as a person would write it', () => {
  const config = generateKindConfig({
    name: 'shop',
    controlPlanes: 2,
    workers: 1,
    image: 'kindest/node:v1.36.0',
    publish: [web, dns],
  })
  expect(formatKindConfig(config)).toBe(`kind: Cluster
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
        listenAddress: ::1
        protocol: UDP
  - role: control-plane
    image: kindest/node:v1.36.0
  - role: worker
    image: kindest/node:v1.36.0
`)
})

test('One node and nothing published is four lines', () => {
  expect(formatKindConfig(generateKindConfig({controlPlanes: 1, workers: 0, publish: []}))).toBe(
    'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n  - role: control-plane\n',
  )
})

test('Strings that YAML 1.1 would take for something else are quoted', () => {
  const config: KindConfig = {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    runtimeConfig: {a: 'yes', b: '0120', c: '1.5', d: ''},
  }
  expect(formatKindConfig(config)).toContain('  a: "yes"\n  b: "0120"\n  c: "1.5"\n  d: ""\n')
})

test('Keys come in the order of the schema, whatever order they were given in', () => {
  const config = {nodes: [{image: 'a', role: 'worker' as const}], apiVersion: 'v', kind: 'Cluster'}
  expect(formatKindConfig(config)).toBe('kind: Cluster\napiVersion: v\nnodes:\n  - role: worker\n    image: a\n')
})

const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/)
const published = fc.record({
  address: fc.constantFrom('127.0.0.1', '0.0.0.0', '::1', '10.1.2.3'),
  hostPort: fc.constant(0),
  nodePort: fc.integer({min: 30_000, max: 32_767}),
  protocol: fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const),
})
const spec = fc.record(
  {
    name,
    controlPlanes: fc.integer({min: 1, max: 5}),
    workers: fc.integer({min: 0, max: 20}),
    image: fc.constantFrom('kindest/node:v1.36.0', 'true', '1.36', 'localhost:5000/node@sha256:0e1'),
    publish: fc.array(published, {maxLength: 5}),
  },
  {requiredKeys: ['controlPlanes', 'workers', 'publish']},
)

test('Every generated config is valid and comes back from its text as it was', () => {
  fc.assert(
    fc.property(spec, given => {
      const generated = generateKindConfig(given as Parameters<typeof generateKindConfig>[0])
      expect(parseKindConfig(formatKindConfig(generated), '-')).toMatchObject({config: generated, problems: []})
    }),
  )
})

test('Any labels and patches come back from the text as they were', () => {
  // kind's parser refuses control characters wherever they stand raw; the formatter escapes them.
  const text = fc.string({unit: 'grapheme', maxLength: 30})
  fc.assert(
    fc.property(fc.dictionary(text, text), fc.array(text), (labels, kubeadmConfigPatches) => {
      const config = {kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', nodes: [{labels, kubeadmConfigPatches}]}
      const parsed = parseKindConfig(formatKindConfig(config), '-')
      expect(parsed.problems).toEqual([])
      expect(parsed.config?.nodes).toEqual(config.nodes)
    }),
  )
})
