import {describe, expect, test} from 'vitest'
import type {KubeObject} from '../../../src/sim/api/object.ts'
import {kinds} from '../../../src/sim/kinds/index.ts'

const typeOf = (kind: string) => kinds.resources.find(type => type.kind === kind)!
const object = (kind: string, fields: object): KubeObject =>
  ({kind, metadata: {name: 'x', creationTimestamp: '2026-01-02T03:03:00Z'}, ...fields}) as unknown as KubeObject
const filled = (kind: string, fields: object): KubeObject => kinds.defaults(typeOf(kind), object(kind, fields))
const causes = (kind: string, fields: object, old?: object) =>
  kinds
    .validate(typeOf(kind), object(kind, fields), old && object(kind, old))
    .map(({field, message}) => `${field}: ${message}`)

const NOW = new Date('2026-01-02T03:04:05Z')
const row = (kind: string, fields: object) =>
  kinds.columnsOf(typeOf(kind)).map(({name, value}) => `${name}: ${value(filled(kind, fields), NOW)}`)

const RBAC = 'rbac.authorization.k8s.io'

test('whoever makes what is only stored hears of it', () => {
  const warnings = kinds.resources.flatMap(({kind, warningOnCreate}) =>
    warningOnCreate ? [kind, warningOnCreate] : [],
  )
  expect(warnings.slice(0, 2)).toEqual([
    'HorizontalPodAutoscaler',
    'the simulated cluster stores a HorizontalPodAutoscaler, and does not act on it',
  ])
  expect([...new Set(warnings.filter((_, index) => index % 2 === 0))].toSorted()).toEqual([
    'APIService',
    'CSIDriver',
    'CSINode',
    'CertificateSigningRequest',
    'FlowSchema',
    'HorizontalPodAutoscaler',
    'MutatingWebhookConfiguration',
    'NetworkPolicy',
    'PriorityLevelConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ])
})

describe('the defaults', () => {
  test.each<[string, object, object]>([
    [
      'RoleBinding',
      {
        roleRef: {kind: 'Role', name: 'r'},
        subjects: [
          {kind: 'User', name: 'u'},
          {kind: 'ServiceAccount', name: 's'},
        ],
      },
      {
        roleRef: {kind: 'Role', name: 'r', apiGroup: RBAC},
        subjects: [
          {kind: 'User', name: 'u', apiGroup: RBAC},
          {kind: 'ServiceAccount', name: 's'},
        ],
      },
    ],
    ['NetworkPolicy', {spec: {egress: [{}]}}, {spec: {egress: [{}], policyTypes: ['Ingress', 'Egress']}}],
    [
      'NetworkPolicy',
      {spec: {ingress: [{ports: [{port: 80}]}]}},
      {spec: {ingress: [{ports: [{port: 80, protocol: 'TCP'}]}], policyTypes: ['Ingress']}},
    ],
    [
      'MutatingWebhookConfiguration',
      {webhooks: [{name: 'a', clientConfig: {service: {name: 's'}}, rules: [{}]}]},
      {
        webhooks: [
          {
            name: 'a',
            clientConfig: {service: {name: 's', port: 443}},
            rules: [{scope: '*'}],
            failurePolicy: 'Fail',
            matchPolicy: 'Equivalent',
            namespaceSelector: {},
            objectSelector: {},
            timeoutSeconds: 10,
            reinvocationPolicy: 'Never',
          },
        ],
      },
    ],
    ['FlowSchema', {spec: {}}, {spec: {matchingPrecedence: 1000}}],
    ['APIService', {spec: {service: {name: 's'}}}, {spec: {service: {name: 's', port: 443}}}],
  ])('of a %s are those of a real API server', (kind, fields, expected) => {
    expect(filled(kind, fields)).toEqual(object(kind, expected))
  })
})

describe('the columns', () => {
  test.each<[string, object, string[]]>([
    ['Role', {}, ['Name: x', 'Created At: 2026-01-02T03:03:00Z']],
    [
      'RoleBinding',
      {
        roleRef: {kind: 'Role', name: 'r'},
        subjects: [
          {kind: 'User', name: 'u'},
          {kind: 'ServiceAccount', name: 's', namespace: 'n'},
        ],
      },
      ['Name: x', 'Role: Role/r', 'Age: 65s', 'Users: u', 'Groups: ', 'ServiceAccounts: n/s'],
    ],
    ['NetworkPolicy', {spec: {podSelector: {matchLabels: {a: 'b'}}}}, ['Name: x', 'Pod-Selector: a=b', 'Age: 65s']],
    [
      'HorizontalPodAutoscaler',
      {spec: {maxReplicas: 3, scaleTargetRef: {kind: 'Deployment', name: 'web'}}},
      [
        'Name: x',
        'Reference: Deployment/web',
        'Targets: cpu: <unknown>/80%',
        'MinPods: 1',
        'MaxPods: 3',
        'Replicas: 0',
        'Age: 65s',
      ],
    ],
    [
      'PodDisruptionBudget',
      {spec: {minAvailable: 1}},
      ['Name: x', 'Min Available: 1', 'Max Unavailable: N/A', 'Allowed Disruptions: 0', 'Age: 65s'],
    ],
    ['ValidatingWebhookConfiguration', {webhooks: [{}, {}]}, ['Name: x', 'Webhooks: 2', 'Age: 65s']],
    [
      'APIService',
      {spec: {service: {name: 's', namespace: 'n'}}},
      ['Name: x', 'Service: n/s', 'Available: Unknown', 'Age: 65s'],
    ],
    ['CSINode', {spec: {drivers: [{}]}}, ['Name: x', 'Drivers: 1', 'Age: 65s']],
    [
      'ValidatingAdmissionPolicyBinding',
      {spec: {policyName: 'p', paramRef: {name: 'r', namespace: 'n'}}},
      ['Name: x', 'PolicyName: p', 'ParamRef: n/r', 'Age: 65s'],
    ],
  ])('of a %s are those of a real API server', (kind, fields, expected) => {
    expect(row(kind, fields)).toEqual(expected)
  })
})

test('a role may have a name with colons, and none with slashes', () => {
  const named = (name: string) => causes('ClusterRole', {metadata: {name}, rules: []})
  expect(named('system:node')).toEqual([])
  expect(named('a/b')).toEqual(['metadata.name: Invalid value: "a/b": may not contain \'/\''])
})

test('a binding keeps its role', () => {
  const binding = (name: string) => ({roleRef: {kind: 'Role', name, apiGroup: RBAC}})
  expect(causes('RoleBinding', binding('b'), binding('a'))).toEqual([
    `roleRef: Invalid value: {"kind":"Role","name":"b","apiGroup":"${RBAC}"}: cannot change roleRef`,
  ])
})

test('an autoscaler is refused in the words of a real API server', () => {
  expect(causes('HorizontalPodAutoscaler', {spec: {minReplicas: 5, maxReplicas: 2, scaleTargetRef: {}}})).toEqual([
    'spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`',
    'spec.scaleTargetRef.kind: Required value',
    'spec.scaleTargetRef.name: Required value',
  ])
  expect(
    causes('HorizontalPodAutoscaler', {spec: {minReplicas: 0, maxReplicas: 0, scaleTargetRef: {kind: 'a', name: 'b'}}}),
  ).toEqual([
    'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1',
    'spec.maxReplicas: Invalid value: 0: must be greater than 0',
  ])
})

test('a disruption budget is refused in the words of a real API server', () => {
  expect(causes('PodDisruptionBudget', {spec: {minAvailable: '120%'}})).toEqual([
    'spec.minAvailable: Invalid value: "120%": must not be greater than 100%',
  ])
  expect(causes('PodDisruptionBudget', {spec: {minAvailable: -1}})).toEqual([
    'spec.minAvailable: Invalid value: -1: must be greater than or equal to 0',
  ])
})
