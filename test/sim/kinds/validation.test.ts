import {describe, expect, it} from 'vitest'
import type {KubeObject} from '../../../src/sim/api/object.ts'
import {configMapResource} from '../../../src/sim/kinds/configmap/resource.ts'
import {kinds} from '../../../src/sim/kinds/index.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {decodeObject} from '../../../src/sim/schema/index.ts'
import {INVALID_INGRESSES} from '../../support/sim/invalid-ingresses.ts'
import {INVALID_OBJECTS} from '../../support/sim/invalid-objects.ts'
import {INVALID_STORAGE} from '../../support/sim/invalid-storage.ts'
import {INVALID_STORED} from '../../support/sim/invalid-stored.ts'
import {INVALID_WORKLOADS} from '../../support/sim/invalid-workloads.ts'
import {testRegistry} from '../support/registry.ts'

const typeOf = (kind: string) => kinds.resources.find(type => type.kind === kind)!

const {store, clock} = testRegistry()
const context = {store, clock, random: () => 0}

const made = (kind: string, fields: object): KubeObject => {
  const type = typeOf(kind)
  const {metadata, ...rest} = fields as {metadata?: object}
  const place = type.namespaced && {namespace: 'n'}
  const {object} = decodeObject(type, {metadata: metadata ?? {name: 'x', uid: 'the-uid', ...place}, ...rest})
  return kinds.defaults(type, kinds.strategyOf(type).prepareForCreate?.(object, context) ?? object)
}

const lines = (causes: ReturnType<typeof kinds.validate>): string[] =>
  causes.map(({reason, field, message}) => `${reason} ${field ?? '(object)'}: ${message}`)

it('says of what is wrong the same as a real API server', async () => {
  // The e2e test that holds both servers against each other sends these very objects.
  const text = [
    ...INVALID_OBJECTS,
    ...INVALID_WORKLOADS,
    ...INVALID_STORAGE,
    ...INVALID_STORED,
    ...INVALID_INGRESSES,
  ].map(({what, kind, object}) => [`${what}:`, ...lines(kinds.validate(typeOf(kind), made(kind, object)))].join('\n  '))
  await expect(`${text.join('\n')}\n`).toMatchFileSnapshot('validation.txt')
})

const pod = (spec: object = {}) => made('Pod', {spec: {containers: [{name: 'c', image: 'nginx:1'}], ...spec}})
const changed = (kind: string, now: object, before: object) =>
  lines(kinds.validate(typeOf(kind), made(kind, now), made(kind, before)))

it.each([
  ['Pod', {spec: {containers: [{name: 'c', image: 'nginx'}]}}],
  [
    'Deployment',
    {
      spec: {
        selector: {matchLabels: {a: 'b'}},
        template: {metadata: {labels: {a: 'b'}}, spec: {containers: [{name: 'c', image: 'i'}]}},
      },
    },
  ],
  [
    'ReplicationController',
    {spec: {template: {metadata: {labels: {a: 'b'}}, spec: {containers: [{name: 'c', image: 'i'}]}}}},
  ],
  ['Service', {spec: {ports: [{port: 80, targetPort: 'http'}], clusterIP: 'None'}}],
  ['Service', {spec: {type: 'ExternalName', externalName: 'a.example.'}}],
  ['ConfigMap', {data: {'a.b-c_d': 'x'}}],
  ['Secret', {type: 'kubernetes.io/tls', data: {'tls.crt': '', 'tls.key': ''}}],
  ['Namespace', {}],
  ['Node', {spec: {taints: [{key: 'a', effect: 'NoSchedule'}]}}],
])('finds nothing wrong with a %s that is in order', (kind, fields) => {
  expect(lines(kinds.validate(typeOf(kind), made(kind, fields)))).toEqual([])
})

describe('of a Pod', () => {
  it('the image, the deadline and more tolerations may change', () => {
    const next = pod({
      containers: [{name: 'c', image: 'nginx:2'}],
      activeDeadlineSeconds: 5,
      tolerations: [{key: 'a', operator: 'Exists'}],
    })
    expect(lines(kinds.validate(podResource, {...next, metadata: pod().metadata}, pod()))).toEqual([])
  })

  it('nothing else may', () => {
    expect(lines(kinds.validate(podResource, pod({hostname: 'a'}), pod()))).toEqual([
      'FieldValueForbidden spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    ])
  })

  it('containers neither come nor go', () => {
    const two = pod({
      containers: [
        {name: 'c', image: 'a'},
        {name: 'd', image: 'a'},
      ],
    })
    expect(lines(kinds.validate(podResource, two, pod()))).toEqual([
      'FieldValueForbidden spec.containers: Forbidden: pod updates may not add or remove containers',
    ])
  })
})

describe('of a claim', () => {
  const claim = (spec: object = {}, status?: object) => ({
    ...made('PersistentVolumeClaim', {
      spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '2Gi'}}, ...spec},
    }),
    ...(status && {status}),
  })
  const bound = claim({volumeName: 'v'}, {phase: 'Bound'})
  const validate = (next: KubeObject, before: KubeObject) =>
    lines(kinds.validate(typeOf('PersistentVolumeClaim'), next, before))
  const fixed =
    'FieldValueForbidden spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

  it('the volume and the class are filled in, and then stay', () => {
    expect(validate(claim({volumeName: 'v', storageClassName: 'c'}), claim())).toEqual([])
    expect(validate(claim({volumeName: 'w'}), claim({volumeName: 'v'}))).toEqual([fixed])
    expect(validate(claim({storageClassName: 'd'}), claim({storageClassName: 'c'}))).toEqual([fixed])
    expect(validate(claim({accessModes: ['ReadOnlyMany']}), claim())).toEqual([fixed])
  })

  it('the size grows once it is bound, and never shrinks', () => {
    const of = (storage: string) => claim({volumeName: 'v', resources: {requests: {storage}}}, {phase: 'Bound'})
    expect(validate(of('3Gi'), bound)).toEqual([])
    expect(validate(claim({resources: {requests: {storage: '3Gi'}}}), claim())).toEqual([fixed])
    expect(validate(of('1Gi'), bound)).toEqual([
      'FieldValueForbidden spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    ])
  })
})

describe('what never changes', () => {
  it('is most of a StatefulSet', () => {
    const fields = (spec: object) => ({
      spec: {
        serviceName: 's',
        selector: {matchLabels: {a: 'b'}},
        template: {metadata: {labels: {a: 'b'}}, spec: {containers: [{name: 'c', image: 'i'}]}},
        ...spec,
      },
    })
    expect(changed('StatefulSet', fields({replicas: 3, minReadySeconds: 1}), fields({}))).toEqual([])
    expect(changed('StatefulSet', fields({serviceName: 'other'}), fields({}))).toEqual([
      "FieldValueForbidden spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ])
  })

  it('is where a volume is, and what a storage class asks for', () => {
    const volume = (path: string) => ({
      spec: {accessModes: ['ReadWriteOnce'], capacity: {storage: '1'}, hostPath: {path}},
    })
    expect(changed('PersistentVolume', volume('/a'), volume('/b'))).toEqual([
      'FieldValueForbidden spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation',
    ])
    const storageClass = {provisioner: 'a.b/c'}
    expect(
      changed(
        'StorageClass',
        {provisioner: 'a.b/d', reclaimPolicy: 'Retain', volumeBindingMode: 'Immediate'},
        storageClass,
      ),
    ).toEqual([
      'FieldValueForbidden provisioner: Forbidden: updates to provisioner are forbidden.',
      'FieldValueForbidden reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.',
    ])
  })

  it('is the controller of an IngressClass', () => {
    const of = (controller: string) => ({spec: {controller}})
    expect(changed('IngressClass', of('a.test/b'), of('a.test/a'))).toEqual([
      'FieldValueInvalid spec.controller: Invalid value: "a.test/b": field is immutable',
    ])
  })

  it('is the selector of a Deployment', () => {
    const fields = (label: string) => ({
      spec: {
        selector: {matchLabels: {app: label}},
        template: {metadata: {labels: {app: label}}, spec: {containers: [{name: 'c', image: 'i'}]}},
      },
    })
    expect(changed('Deployment', fields('b'), fields('a'))).toEqual([
      'FieldValueInvalid spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable',
    ])
  })

  it('is the address of a Service', () => {
    const fields = (clusterIP: string) => ({spec: {clusterIP, ports: [{port: 80}]}})
    expect(changed('Service', fields('10.0.0.2'), fields('10.0.0.1'))).toEqual([
      'FieldValueInvalid spec.clusterIPs[0]: Invalid value: ["10.0.0.2"]: may not change once set',
    ])
  })

  it('is what a ConfigMap holds that is marked so', () => {
    expect(changed('ConfigMap', {data: {a: '2'}}, {immutable: true, data: {a: '1'}})).toEqual([
      'FieldValueForbidden immutable: Forbidden: field is immutable when `immutable` is set',
      'FieldValueForbidden data: Forbidden: field is immutable when `immutable` is set',
    ])
  })

  it('is the type of a Secret', () => {
    expect(changed('Secret', {type: 'a'}, {type: 'b'})).toEqual([
      'FieldValueInvalid type: Invalid value: "a": field is immutable',
    ])
  })

  it('is the provider of a Node, but not its taints', () => {
    expect(changed('Node', {spec: {providerID: 'b', unschedulable: true}}, {spec: {providerID: 'a'}})).toEqual([
      'FieldValueForbidden (object): Forbidden: node updates may only change labels, taints, or capacity (or configSource, if the DynamicKubeletConfig feature gate is enabled)',
    ])
    expect(changed('Node', {spec: {unschedulable: true, providerID: 'a'}}, {})).toEqual([])
  })

  it('is what an object is called', () => {
    const old = made('ConfigMap', {})
    const next = {...old, metadata: {...old.metadata, name: 'y', uid: 'z'}}
    expect(lines(kinds.validate(configMapResource, next, old))).toEqual([
      'FieldValueInvalid metadata.name: Invalid value: "y": field is immutable',
      'FieldValueInvalid metadata.uid: Invalid value: "z": field is immutable',
    ])
  })
})

it('what ends gets no more finalizers', () => {
  const old = made('ConfigMap', {})
  const ending = {...old, metadata: {...old.metadata, deletionTimestamp: '2026-01-01T00:00:00Z'}}
  const next = {...ending, metadata: {...ending.metadata, finalizers: ['a.b/c']}}
  expect(lines(kinds.validate(configMapResource, next, ending))).toEqual([
    'FieldValueForbidden metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a.b/c"}',
  ])
})
