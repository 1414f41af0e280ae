import {describe, expect, test} from 'vitest'
import {kinds} from '../../../src/sim/kinds/index.ts'
import {namespaceResource} from '../../../src/sim/kinds/namespace/resource.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import type {PodSpec} from '../../../src/sim/kinds/pod/types.ts'
import {replicationControllerResource} from '../../../src/sim/kinds/replicationcontroller/resource.ts'
import {secretResource} from '../../../src/sim/kinds/secret/resource.ts'
import {serviceResource} from '../../../src/sim/kinds/service/resource.ts'
import {bare} from '../support/manifests.ts'
import {draft, refusal, testRegistry} from '../support/registry.ts'

interface Spec {
  type?: string
  clusterIP?: string
  clusterIPs?: string[]
  ipFamilies?: string[]
  ipFamilyPolicy?: string
  selector?: Record<string, string>
  ports: {port: number; nodePort?: number; protocol?: string}[]
}

const setUp = () => testRegistry({defaults: kinds.defaults})
type Parts = ReturnType<typeof setUp>

const service = (name: string, spec: Partial<Spec> = {}) =>
  draft(serviceResource, name, {spec: {ports: [{port: 80}], ...spec}})
const make = ({registry}: Parts, name: string, spec: Partial<Spec> = {}): Spec =>
  registry.create(serviceResource, service(name, spec))['spec'] as Spec
const change = ({registry}: Parts, name: string, spec: Partial<Spec>): Spec =>
  registry.update(serviceResource, 'default', name, () => service(name, spec))['spec'] as Spec

describe('a service', () => {
  test('gets an address of its own', () => {
    const parts = setUp()
    const [one, other] = [make(parts, 'a'), make(parts, 'b')]
    expect(one.clusterIP).toMatch(/^10\.96\.\d+\.\d+$/)
    expect(one).toMatchObject({clusterIPs: [one.clusterIP], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack'})
    expect(other.clusterIP).not.toBe(one.clusterIP)
  })

  test('may ask for an address, or for none', () => {
    const parts = setUp()
    expect(make(parts, 'a', {clusterIP: '10.96.0.10'}).clusterIP).toBe('10.96.0.10')
    expect(make(parts, 'b', {clusterIP: 'None'}).clusterIPs).toEqual(['None'])
    expect(refusal(() => make(parts, 'c', {clusterIP: '10.96.0.10'})).message).toBe(
      'Service "c" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
    )
    expect(refusal(() => make(parts, 'd', {clusterIP: '10.0.0.1'})).message).toContain('is not in the valid range')
  })

  test('keeps its address and ports when it is replaced without them, and gives up those of a type it leaves', () => {
    const parts = setUp()
    const made = make(parts, 'a', {type: 'NodePort'})
    expect(made.ports[0]?.nodePort).toBeGreaterThanOrEqual(30000)
    expect(change(parts, 'a', {type: 'LoadBalancer'})).toMatchObject({clusterIP: made.clusterIP, ports: made.ports})
    expect(change(parts, 'a', {type: 'ClusterIP', ports: made.ports}).ports).toEqual([
      {port: 80, protocol: 'TCP', targetPort: 80},
    ])
  })

  test('cannot change its address', () => {
    const parts = setUp()
    make(parts, 'a', {clusterIP: '10.96.0.10'})
    expect(refusal(() => change(parts, 'a', {clusterIP: '10.96.0.11'})).message).toBe(
      'Service "a" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.0.11"]: may not change once set',
    )
  })

  test('shares a node port with nobody but another protocol, and frees it', () => {
    const parts = setUp()
    const asked = (protocol: string) => ({type: 'NodePort', ports: [{port: 80, nodePort: 30080, protocol}]})
    make(parts, 'a', asked('TCP'))
    make(parts, 'b', asked('UDP'))
    expect(refusal(() => make(parts, 'c', asked('TCP'))).message).toBe(
      'Service "c" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    )
    parts.registry.delete(serviceResource, 'default', 'a')
    expect(make(parts, 'c', asked('TCP')).ports[0]?.nodePort).toBe(30080)
  })

  test.each<[Partial<Spec>, string]>([
    [{ipFamilies: ['IPv6']}, 'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
    [
      {ipFamilyPolicy: 'RequireDualStack'},
      'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    ],
    [
      {ipFamilies: ['IPv4', 'IPv6']},
      "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
    ],
    [
      {ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'PreferDualStack'},
      'spec.ipFamilies[1]: Invalid value: "IPv6": not configured on this cluster',
    ],
    [{clusterIP: 'fd00::1'}, 'spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster'],
    [
      {clusterIP: '10.96.0.20', ipFamilies: ['IPv6']},
      'spec.clusterIPs[0]: Invalid value: "10.96.0.20": expected an IPv6 value as indicated by `ipFamilies[0]`',
    ],
  ])('that asks for %j gets none of it on a cluster of IPv4', (spec, why) => {
    expect(refusal(() => make(setUp(), 'a', spec)).message).toBe(`Service "a" is invalid: ${why}`)
  })

  test('that would like two families gets the one there is, and a headless one without a selector may have both', () => {
    const parts = setUp()
    const ones = {ipFamilies: ['IPv4'], ipFamilyPolicy: 'PreferDualStack'}
    expect(make(parts, 'a', {ipFamilyPolicy: 'PreferDualStack'})).toMatchObject(ones)
    expect(change(parts, 'a', {ports: [{port: 81}]})).toMatchObject(ones)
    const both = {ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack', clusterIPs: ['None']}
    expect(make(parts, 'b', {clusterIP: 'None'})).toMatchObject(both)
    expect(change(parts, 'b', {clusterIP: 'None', ports: [{port: 81}]})).toMatchObject(both)
    expect(make(parts, 'c', {clusterIP: 'None', selector: {app: 'c'}})).toMatchObject({
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    })
  })

  test('can have ports in the range only', () => {
    const parts = setUp()
    expect(refusal(() => make(parts, 'a', {type: 'NodePort', ports: [{port: 80, nodePort: 80}]})).message).toBe(
      'Service "a" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    )
  })
})

describe('a pod', () => {
  const pod = (spec: object) => draft(podResource, 'p', {spec: {containers: [{name: 'c', image: 'i', ...spec}]}})
  const quality = (resources: object) =>
    setUp().registry.create(podResource, pod({resources}))['status'] as {qosClass: string}

  test.each([
    [{}, 'BestEffort'],
    [{requests: {cpu: '1'}}, 'Burstable'],
    [{limits: {cpu: '1', memory: '1Gi'}}, 'Guaranteed'],
    [{limits: {cpu: '1', memory: '1Gi'}, requests: {cpu: '500m'}}, 'Burstable'],
  ])('with resources %j is %s', (resources, expected) => {
    expect(quality(resources).qosClass).toBe(expected)
  })

  test('sees the API as the service account that it runs as, and outlives five minutes of a sick node', () => {
    const made = setUp().registry.create(podResource, pod({}))
    expect(made['spec']).toMatchObject({
      serviceAccountName: 'default',
      containers: [{volumeMounts: [{mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true}]}],
      volumes: [{name: expect.stringMatching(/^kube-api-access-[a-z0-9]{5}$/)}],
      tolerations: [
        {key: 'node.kubernetes.io/not-ready', effect: 'NoExecute', tolerationSeconds: 300},
        {key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', tolerationSeconds: 300},
      ],
    })
  })

  test('keeps what admission gave it when it is replaced with its own tolerations alone', () => {
    const {registry} = testRegistry({defaults: kinds.defaults, validate: kinds.validate})
    const tolerations = [{key: 'gpu', operator: 'Exists', effect: 'NoSchedule'}]
    const made = registry.create(podResource, draft(podResource, 'p', {...bare({}, {tolerations})}))
    const {priority: _, preemptionPolicy: __, ...spec} = made['spec'] as PodSpec
    const replaced = registry.update(podResource, 'default', 'p', current => ({
      ...current,
      spec: {...spec, tolerations},
    }))
    expect(replaced).toBe(made)
    expect((made['spec'] as PodSpec).tolerations?.map(({key}) => key)).toEqual([
      'gpu',
      'node.kubernetes.io/not-ready',
      'node.kubernetes.io/unreachable',
    ])
  })

  test.each([
    [{priorityClassName: 'high'}, 'no PriorityClass with name high was found'],
    [{runtimeClassName: 'gvisor'}, 'pod rejected: RuntimeClass "gvisor" not found'],
  ])('with %j, which is not there, is refused', (spec, why) => {
    const {registry} = setUp()
    const object = draft(podResource, 'p', {spec: {containers: [], ...spec}})
    expect(refusal(() => registry.create(podResource, object)).message).toBe(`pods "p" is forbidden: ${why}`)
  })

  test('is refused where it names a service account that is not there', () => {
    const {registry} = setUp()
    const object = draft(podResource, 'p', {spec: {serviceAccountName: 'robot', containers: []}})
    expect(refusal(() => registry.create(podResource, object)).message).toBe(
      'pods "p" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found',
    )
  })

  test.each([
    ['p-', {name: undefined}],
    ['p-abcde', {name: 'p-abcde'}],
  ])('is called %s by a refusal that comes before its name is drawn', (name, metadata) => {
    const {registry} = setUp()
    const spec = {serviceAccountName: 'robot', containers: []}
    const object = draft(podResource, 'p', {metadata: {generateName: 'p-', ...metadata}, spec})
    expect(refusal(() => registry.create(podResource, object))).toMatchObject({
      message: expect.stringContaining(`pods "${name}" is forbidden: `),
      details: {name},
    })
  })
})

test('A secret keeps its stringData as data', () => {
  const {registry} = setUp()
  const made = registry.create(secretResource, draft(secretResource, 's', {stringData: {a: 'b'}, data: {c: 'ZA=='}}))
  expect([made['data'], made['stringData']]).toEqual([{a: 'Yg==', c: 'ZA=='}, undefined])
})

test('A namespace is Active, held by its finalizer, and labelled with its name', () => {
  const {registry} = setUp()
  expect(registry.create(namespaceResource, draft(namespaceResource, 'n'))).toMatchObject({
    metadata: {labels: {'kubernetes.io/metadata.name': 'n'}},
    spec: {finalizers: ['kubernetes']},
    status: {phase: 'Active'},
  })
})

test('A replication controller leaves its pods behind where nothing else is said', () => {
  const {registry} = setUp()
  const spec = {replicas: 1, template: {metadata: {labels: {a: 'b'}}, spec: {containers: []}}}
  registry.create(replicationControllerResource, draft(replicationControllerResource, 'r', {spec}))
  const {object} = registry.delete(replicationControllerResource, 'default', 'r')
  expect(object.metadata.finalizers).toEqual(['orphan'])
})
