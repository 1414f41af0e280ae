import {beforeAll, expect, test, vi} from 'vitest'
import type {Ask, Reply} from './api-client.ts'
import {differences, refusalDifferences} from './compare.ts'
import type {DIFFERENCES} from './differences.ts'
import {describeAdmission} from './differential-admission.ts'
import {describeDefinitions} from './differential-definitions.ts'
import {describeEvents} from './differential-events.ts'
import {describeRevisions} from './differential-revisions.ts'
import {INVALID_INGRESSES} from './invalid-ingresses.ts'
import {INVALID_LIMITS} from './invalid-limits.ts'
import {INVALID_OBJECTS} from './invalid-objects.ts'
import {INVALID_STORAGE} from './invalid-storage.ts'
import {INVALID_STORED} from './invalid-stored.ts'
import {INVALID_WORKLOADS} from './invalid-workloads.ts'
import {bodyOf, comparable, container, deployment, managersOf, pathOf, typeOf} from './requests.ts'
import {VALID_OBJECTS} from './valid-objects.ts'

type Known = keyof typeof DIFFERENCES

const STRATEGIC = {'content-type': 'application/strategic-merge-patch+json'}
const MERGE = {'content-type': 'application/merge-patch+json'}
const JSON_PATCH = {'content-type': 'application/json-patch+json'}
const APPLY = {'content-type': 'application/apply-patch+yaml'}
const TABLE = {accept: 'application/json;as=Table;v=v1;g=meta.k8s.io'}

/** Objects of which the two are known to say other things. */
const OTHERWISE: Readonly<Record<string, Known>> = {
  'Endpoints of nothing': 'address',
  'a DaemonSet with nothing unavailable': 'surge',
  'a DaemonSet with a limit that is none': 'surge',
  'a claim with an access mode that is none': 'modes',
  'a volume with an access mode that is none': 'modes',
  'a Service with a traffic policy without the type for it': 'traffic',
}

/** See `restarts` of the known differences. */
const NEWER_COLUMNS = /simulated: "Restarts string/
/** See `modes` and `preemption` of the known differences. */
const ATTRIBUTES = /^(VolumeAttributesClass|PreemptionPolicy) /
/** Jobs have it since 1.30. */
const JOB_STATUS = /^Status /

/** Sends the same requests to a real API server of version 1.20 and to the simulated one, and compares the answers. */
export const describeDifferential = (real: () => Ask, simulated: () => Ask, namespace: string): void => {
  const both = async (...request: Parameters<Ask>): Promise<[Reply, Reply]> =>
    Promise.all([real()(...request), simulated()(...request)])
  const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`

  // In a new namespace no Pod can be made until its service account is there, with its token.
  beforeAll(async () => {
    const pod = bodyOf('Pod', {spec: {containers: [container()]}}, namespace)
    const codes = async () =>
      (await both('POST', `/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod)).map(({code}) => code)
    await vi.waitFor(async () => expect(await codes()).toEqual([201, 201]), {timeout: 30_000, interval: 200})
  })

  test('both refuse the same objects for the same reasons', async () => {
    const found: string[] = []
    for (const {what, kind, object} of [
      ...INVALID_OBJECTS,
      ...INVALID_WORKLOADS,
      ...INVALID_STORAGE,
      ...INVALID_STORED,
      ...INVALID_LIMITS,
      ...INVALID_INGRESSES,
    ]) {
      const path = `${pathOf(typeOf(kind), namespace)}?dryRun=All`
      const answers = await both('POST', path, bodyOf(kind, object, namespace))
      const differing = refusalDifferences(...answers)
      if (differing.length > 0 && !OTHERWISE[what]) found.push(what, ...differing.map(line => `  ${line}`))
    }
    expect(found).toEqual([])
  })

  test('both fill in the same defaults', async () => {
    const found: string[] = []
    for (const {what, kind, object} of VALID_OBJECTS) {
      const path = `${pathOf(typeOf(kind), namespace)}?dryRun=All`
      const [one, other] = await both('POST', path, bodyOf(kind, object, namespace))
      expect(one.code, `${what}: ${JSON.stringify(one.body)}`).toBe(201)
      expect(other.code, `${what}: ${JSON.stringify(other.body)}`).toBe(201)
      const differing = differences(comparable(one.body), comparable(other.body))
      if (differing.length > 0) found.push(what, ...differing.map(line => `  ${line}`))
    }
    expect(found).toEqual([])
  })

  test('both answer requests that fail alike', async () => {
    await both('POST', deployments, deployment('fails'))
    const one = `${deployments}/fails`
    const script: readonly Parameters<Ask>[] = [
      ['GET', `${deployments}/none`],
      ['DELETE', `${deployments}/none`],
      ['POST', deployments, deployment('fails')],
      ['POST', deployments, {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a'}}],
      ['POST', deployments, '{"spec"'],
      ['POST', deployments, '[]'],
      ['POST', deployments, '{}', {'content-type': 'text/plain'}],
      ['PUT', one, {...deployment('fails'), metadata: {name: 'fails', resourceVersion: '1'}}],
      ['PATCH', one, {metadata: {resourceVersion: '1'}, spec: {replicas: 0}}, MERGE],
      ['PATCH', one, [{op: 'remove', path: '/spec/nix'}], JSON_PATCH],
      ['PATCH', one, [{op: 'test', path: '/spec/replicas', value: 5}], JSON_PATCH],
      ['PATCH', one, [{op: 'frob', path: '/spec/replicas'}], JSON_PATCH],
      ['PATCH', one, {}, JSON_PATCH],
      ['PATCH', one, [], STRATEGIC],
      ['PATCH', one, {spec: {template: {spec: {containers: [{image: 'x'}]}}}}, STRATEGIC],
      ['PATCH', one, {spec: {template: {spec: {containers: [{name: 'c', $patch: 'frob'}]}}}}, STRATEGIC],
      ['PATCH', one, {spec: {strategy: {$retainKeys: ['x'], type: 'Recreate'}}}, STRATEGIC],
      ['PATCH', one, {spec: {replicas: -1}}, MERGE],
      ['PATCH', one, {spec: {selector: {matchLabels: {app: 'other'}}}}, MERGE],
      ['PATCH', `${one}?fieldManager=x`, {spec: {}}, APPLY],
      ['PATCH', one, {apiVersion: 'apps/v1', kind: 'Deployment'}, APPLY],
      ['PATCH', `${one}?fieldManager=x`, deployment('fails', {replicas: 3}), APPLY],
      ['PATCH', `${one}?fieldManager=x`, {...deployment('fails'), metadata: {managedFields: [{}]}}, APPLY],
    ]
    const found: string[] = []
    for (const request of script) {
      const differing = refusalDifferences(...(await both(...request)))
      if (differing.length > 0) found.push(JSON.stringify(request), ...differing.map(line => `  ${line}`))
    }
    expect(found).toEqual([])
  })

  test('both note the same owners of fields', async () => {
    const one = `${deployments}/owned`
    const applied = (fields: object, ...containers: object[]) => {
      const {spec, ...rest} = deployment('owned', fields, ...containers)
      return {...rest, spec}
    }
    const partly = (spec: object) => ({apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'owned'}, spec})
    const script: readonly Parameters<Ask>[] = [
      [
        'POST',
        `${deployments}?fieldManager=maker`,
        deployment('owned', {}, container({ports: [{containerPort: 80}], args: ['x']})),
      ],
      ['PATCH', `${one}?fieldManager=label`, {metadata: {labels: {a: '1', b: '2'}}}, MERGE],
      [
        'PATCH',
        `${one}?fieldManager=set`,
        {spec: {template: {spec: {containers: [{name: 'c', env: [{name: 'A', value: '1'}]}]}}}},
        STRATEGIC,
      ],
      [
        'PATCH',
        `${one}?fieldManager=edit`,
        {spec: {template: {spec: {containers: [{name: 'c', args: null}]}}}},
        STRATEGIC,
      ],
      [
        'PATCH',
        `${one}?fieldManager=applier&force=true`,
        applied({paused: true}, container({image: 'localhost:1/none:2'})),
        APPLY,
      ],
      [
        'PATCH',
        `${one}?fieldManager=other`,
        partly({template: {spec: {containers: [{name: 'side', image: 'localhost:1/none:1'}]}}}),
        APPLY,
      ],
      [
        'PATCH',
        `${one}?fieldManager=applier&force=true`,
        applied({}, container({image: 'localhost:1/none:2', env: [{name: 'B', value: '2'}]})),
        APPLY,
      ],
      ['PATCH', `${one}?fieldManager=other`, partly({}), APPLY],
    ]
    for (const request of script) {
      const [left, right] = await both(...request)
      const what = JSON.stringify(request)
      expect([left.code, right.code], `${what}: ${JSON.stringify([left.body.message, right.body.message])}`).toEqual([
        left.code,
        left.code,
      ])
      expect(managersOf(right.body), what).toEqual(managersOf(left.body))
      expect(
        differences(comparable({...left.body, status: {}}), comparable({...right.body, status: {}})).filter(
          line => !/revision|^\.status/.test(line),
        ),
        what,
      ).toEqual([])
    }
  })

  test('both head their tables alike', async () => {
    const kinds = [
      'ConfigMap',
      'ControllerRevision',
      'DaemonSet',
      'Deployment',
      'Endpoints',
      'Event',
      'Ingress',
      'IngressClass',
      'Job',
      'LimitRange',
      'Namespace',
      'Node',
      'PersistentVolume',
      'PersistentVolumeClaim',
      'Pod',
      'PriorityClass',
      'RuntimeClass',
      'ReplicaSet',
      'ReplicationController',
      'Secret',
      'Service',
      'ServiceAccount',
      'StatefulSet',
      'StorageClass',
      'Lease',
      'Role',
      'RoleBinding',
    ]
    const columnsOf = ({body}: Reply) =>
      body.columnDefinitions.map(
        ({name, type, format, priority}: Record<string, unknown>) => `${name} ${type} ${format} ${priority}`,
      )
    const found: string[] = []
    for (const kind of kinds) {
      const [left, right] = await both('GET', pathOf(typeOf(kind), namespace), undefined, TABLE)
      const ours = columnsOf(right).filter(
        (line: string) => (kind !== 'Job' || !JOB_STATUS.test(line)) && !ATTRIBUTES.test(line),
      )
      const differing = differences(columnsOf(left), ours).filter(line => !NEWER_COLUMNS.test(line))
      if (differing.length > 0) found.push(kind, ...differing.map(line => `  ${line}`))
    }
    expect(found).toEqual([])
  })

  describeAdmission(both)
  describeEvents(both, real, simulated, namespace)
  describeRevisions(both, real, simulated, namespace)
  describeDefinitions(both, namespace)
}
