import {describe, expect, test} from 'vitest'
import type {KubeObject} from '../../../src/sim/api/object.ts'
import {configMapResource} from '../../../src/sim/kinds/configmap/resource.ts'
import {deploymentResource} from '../../../src/sim/kinds/deployment/resource.ts'
import {kinds} from '../../../src/sim/kinds/index.ts'
import {namespaceResource} from '../../../src/sim/kinds/namespace/resource.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {replicaSetResource} from '../../../src/sim/kinds/replicaset/resource.ts'
import {serviceResource} from '../../../src/sim/kinds/service/resource.ts'
import {draft, refusal, testRegistry} from '../support/registry.ts'

const configMap = (name: string, fields = {}) => draft(configMapResource, name, fields)
const pod = (name: string, fields = {}) =>
  draft(podResource, name, {spec: {containers: [{name: 'app', image: 'app'}]}, ...fields})
const deployment = (name: string, fields = {}) => draft(deploymentResource, name, {spec: {replicas: 1}, ...fields})

describe('creating', () => {
  test('gives an object its uid, revision and time', () => {
    const {registry} = testRegistry()
    const {metadata} = registry.create(configMapResource, configMap('settings', {data: {a: '1'}}))
    expect(metadata).toEqual({
      name: 'settings',
      namespace: 'default',
      uid: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      resourceVersion: '2',
      creationTimestamp: '2026-01-02T03:04:05Z',
    })
  })

  test('draws a name of Kubernetes’ alphabet behind generateName', () => {
    const {registry} = testRegistry()
    const object = registry.create(configMapResource, configMap('', {metadata: {generateName: 'web-'}}))
    expect(object.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  })

  test('draws again where the generated name is taken', () => {
    const draws = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]
    const {registry} = testRegistry({random: () => draws.shift() ?? 0})
    const make = () => registry.create(configMapResource, configMap('', {metadata: {generateName: 'x-'}})).metadata.name
    expect([make(), make()]).toEqual(['x-bbbbb', 'x-ccccc'])
  })

  test('wants a name', () => {
    const {registry} = testRegistry({validate: kinds.validate})
    expect(refusal(() => registry.create(configMapResource, configMap(''))).message).toBe(
      'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    )
  })

  test('is refused in a namespace that is not there', () => {
    const {registry} = testRegistry()
    const object = configMap('a', {metadata: {namespace: 'nowhere'}})
    expect(refusal(() => registry.create(configMapResource, object))).toMatchObject({
      code: 404,
      message: 'namespaces "nowhere" not found',
    })
  })

  test('is refused in a namespace that is being terminated', () => {
    const {registry} = testRegistry()
    registry.create(namespaceResource, {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}} as KubeObject)
    registry.delete(namespaceResource, '', 'shop')
    const late = deployment('a')
    const inShop = {...late, metadata: {...late.metadata, namespace: 'shop'}}
    expect(refusal(() => registry.create(deploymentResource, inShop)).message).toBe(
      'deployments.apps "a" is forbidden: unable to create new content in namespace shop because it is being terminated',
    )
  })

  test('is refused where the name is taken, on a dry run too', () => {
    const {registry} = testRegistry()
    registry.create(configMapResource, configMap('a'))
    for (const options of [{}, {dryRun: true}])
      expect(refusal(() => registry.create(configMapResource, configMap('a'), options)).message).toBe(
        'configmaps "a" already exists',
      )
  })

  test('drops the status that a client sends', () => {
    const {registry} = testRegistry()
    expect(registry.create(podResource, pod('a', {status: {}}))['status']).toEqual({
      phase: 'Pending',
      qosClass: 'BestEffort',
    })
    expect(registry.create(deploymentResource, deployment('a', {status: {replicas: 9}}))['status']).toEqual({})
  })

  test('on a dry run stores nothing and has no revision', () => {
    const {registry, store} = testRegistry()
    const made = registry.create(configMapResource, configMap('a'), {dryRun: true})
    expect(made.metadata.uid).toBeTruthy()
    expect(made.metadata.resourceVersion).toBeUndefined()
    expect(store.count(configMapResource)).toBe(0)
  })

  test('asks for defaults, then validates', () => {
    const {registry} = testRegistry({
      defaults: (type, object) => (type.kind === 'ConfigMap' ? {...object, data: {filled: 'in'}} : object),
      validate: ({kind}, object) =>
        kind === 'ConfigMap'
          ? [{reason: 'FieldValueInvalid', field: 'data', message: JSON.stringify(object['data'])}]
          : [],
    })
    expect(refusal(() => registry.create(configMapResource, configMap('a')))).toMatchObject({
      code: 422,
      message: 'ConfigMap "a" is invalid: data: {"filled":"in"}',
    })
  })
})

describe('updating', () => {
  test('writes nothing where nothing changes', () => {
    const {registry, store} = testRegistry()
    const made = registry.create(configMapResource, configMap('a', {data: {x: '1'}}))
    const before = store.revision
    const same = registry.update(configMapResource, 'default', 'a', current => ({...current, data: {x: '1'}}))
    expect(same).toBe(made)
    expect(store.revision).toBe(before)
  })

  test('with an old revision is a conflict', () => {
    const {registry} = testRegistry()
    const old = registry.create(configMapResource, configMap('a'))
    registry.update(configMapResource, 'default', 'a', current => ({...current, data: {x: '1'}}))
    expect(
      refusal(() => registry.update(configMapResource, 'default', 'a', () => ({...old, data: {x: '2'}}))),
    ).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    })
  })

  test('of the object leaves the status, and of the status leaves the object', () => {
    const {registry} = testRegistry()
    registry.create(deploymentResource, deployment('a'))
    const both = (replicas: number) => (current: ReturnType<typeof deployment>) => ({
      ...current,
      spec: {replicas},
      status: {replicas},
    })
    expect(registry.update(deploymentResource, 'default', 'a', both(3))).toMatchObject({
      spec: {replicas: 3},
      status: {},
    })
    const after = registry.update(deploymentResource, 'default', 'a', both(5), {subresource: 'status'})
    expect(after).toMatchObject({spec: {replicas: 3}, status: {replicas: 5}})
  })

  test('of a service’s status may change its annotations along with it', () => {
    const {registry} = testRegistry()
    registry.create(serviceResource, draft(serviceResource, 'a', {spec: {type: 'LoadBalancer'}}))
    const marked = (annotations?: Record<string, string>) => (current: KubeObject) => {
      const {annotations: _, ...metadata} = current.metadata
      return {...current, metadata: {...metadata, ...(annotations && {annotations})}, spec: {type: 'ClusterIP'}}
    }
    const change = (annotations?: Record<string, string>) =>
      registry.update(serviceResource, 'default', 'a', marked(annotations), {subresource: 'status'})
    const after = change({note: 'x'})
    expect(after).toMatchObject({metadata: {annotations: {note: 'x'}}, spec: {type: 'LoadBalancer'}})
    expect(change().metadata.annotations).toBe(undefined)
  })

  test('counts up the generation for a new spec, not for a label or a status', () => {
    const {registry} = testRegistry()
    registry.create(replicaSetResource, draft(replicaSetResource, 'a', {spec: {replicas: 1}}))
    const generations = [
      registry.update(replicaSetResource, 'default', 'a', c => ({...c, spec: {replicas: 2}})),
      registry.update(replicaSetResource, 'default', 'a', c => ({...c, metadata: {...c.metadata, labels: {a: 'b'}}})),
      registry.update(replicaSetResource, 'default', 'a', c => ({...c, status: {replicas: 2}}), {
        subresource: 'status',
      }),
    ].map(({metadata}) => metadata.generation)
    expect(generations).toEqual([2, 2, 2])
  })

  test('keeps what belongs to the server when a client leaves it out', () => {
    const {registry} = testRegistry()
    const made = registry.create(deploymentResource, deployment('a'))
    const after = registry.update(deploymentResource, 'default', 'a', () => deployment('a', {spec: {replicas: 2}}))
    expect(after.metadata).toEqual({...made.metadata, generation: 2, resourceVersion: '3'})
  })

  test('cannot change the time of creation', () => {
    const {registry} = testRegistry({validate: kinds.validate})
    registry.create(configMapResource, configMap('a'))
    const change = () => configMap('a', {metadata: {creationTimestamp: '2001-01-01T00:00:00Z'}})
    expect(refusal(() => registry.update(configMapResource, 'default', 'a', change)).message).toBe(
      'ConfigMap "a" is invalid: metadata.creationTimestamp: Invalid value: "2001-01-01T00:00:00Z": field is immutable',
    )
  })

  test('of another object of the same name is a conflict', () => {
    const {registry} = testRegistry()
    const made = registry.create(configMapResource, configMap('a'))
    const change = () => configMap('a', {metadata: {uid: 'other'}})
    expect(refusal(() => registry.update(configMapResource, 'default', 'a', change)).message).toBe(
      `Operation cannot be fulfilled on configmaps "a": Precondition failed: UID in precondition: other, UID in object meta: ${made.metadata.uid}`,
    )
  })
})

describe('deleting', () => {
  const running = (registry: ReturnType<typeof testRegistry>['registry'], name: string) => {
    registry.create(podResource, pod(name))
    return registry.update(
      podResource,
      'default',
      name,
      current => ({...current, spec: {...(current['spec'] as object), nodeName: 'node'}}),
      {subresource: 'binding'},
    )
  }

  test('takes what nothing holds away at once', () => {
    const {registry, store} = testRegistry()
    registry.create(configMapResource, configMap('a'))
    expect(registry.delete(configMapResource, 'default', 'a').gone).toBe(true)
    expect(store.count(configMapResource)).toBe(0)
  })

  test('marks a pod on a node with its grace period, and ends it when the kubelet says so', () => {
    const {registry} = testRegistry()
    running(registry, 'a')
    const {object, gone} = registry.delete(podResource, 'default', 'a')
    expect(gone).toBe(false)
    expect(object.metadata).toMatchObject({
      deletionTimestamp: '2026-01-02T03:04:35Z',
      deletionGracePeriodSeconds: 30,
    })
    expect(registry.delete(podResource, 'default', 'a', {gracePeriodSeconds: 0}).gone).toBe(true)
  })

  test('a second time only shortens the grace period', () => {
    const {registry} = testRegistry()
    running(registry, 'a')
    const graces = [60, 90, 10].map(
      gracePeriodSeconds =>
        registry.delete(podResource, 'default', 'a', {gracePeriodSeconds}).object.metadata.deletionGracePeriodSeconds,
    )
    expect(graces).toEqual([60, 60, 10])
  })

  test('takes a pod without a node at once', () => {
    const {registry} = testRegistry()
    registry.create(podResource, pod('a'))
    expect(registry.delete(podResource, 'default', 'a').gone).toBe(true)
  })

  test('waits for finalizers, and ends with the last of them', () => {
    const {registry, store} = testRegistry()
    registry.create(configMapResource, configMap('a', {metadata: {finalizers: ['x/y']}}))
    expect(registry.delete(configMapResource, 'default', 'a').gone).toBe(false)
    registry.update(configMapResource, 'default', 'a', c => ({...c, metadata: {...c.metadata, finalizers: []}}))
    expect(store.count(configMapResource)).toBe(0)
  })

  test('lets no finalizer join while it waits', () => {
    const {registry} = testRegistry({validate: kinds.validate})
    registry.create(configMapResource, configMap('a', {metadata: {finalizers: ['x/y']}}))
    registry.delete(configMapResource, 'default', 'a')
    const change = (c: ReturnType<typeof configMap>) => ({...c, metadata: {...c.metadata, finalizers: ['x/y', 'x/z']}})
    expect(refusal(() => registry.update(configMapResource, 'default', 'a', change)).message).toBe(
      'ConfigMap "a" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x/z"}',
    )
  })

  test.each([
    ['Foreground', ['foregroundDeletion']],
    ['Orphan', ['orphan']],
  ] as const)('with policy %s leaves the end to the garbage collector', (propagationPolicy, finalizers) => {
    const {registry} = testRegistry()
    registry.create(deploymentResource, deployment('a'))
    const {object, gone} = registry.delete(deploymentResource, 'default', 'a', {propagationPolicy})
    expect(gone).toBe(false)
    expect(object.metadata).toMatchObject({finalizers, generation: 2, deletionGracePeriodSeconds: 0})
  })

  test('holds a namespace until it is finalized', () => {
    const {registry, store} = testRegistry()
    registry.create(namespaceResource, {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}} as KubeObject)
    const {object, gone} = registry.delete(namespaceResource, '', 'shop')
    expect(gone).toBe(false)
    expect(object).toMatchObject({spec: {finalizers: ['kubernetes']}, status: {phase: 'Terminating'}})
    registry.update(namespaceResource, '', 'shop', c => ({...c, spec: {finalizers: []}}), {subresource: 'finalize'})
    expect(store.get(namespaceResource, '', 'shop')).toBeUndefined()
  })

  test('keeps the namespaces that a cluster cannot do without', () => {
    const {registry} = testRegistry()
    expect(refusal(() => registry.delete(namespaceResource, '', 'default'))).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message: 'namespaces "default" is forbidden: this namespace may not be deleted',
    })
  })

  test('checks the preconditions', () => {
    const {registry} = testRegistry()
    const {uid} = registry.create(configMapResource, configMap('a')).metadata
    expect(refusal(() => registry.delete(configMapResource, 'default', 'a', {preconditions: {uid: 'b'}})).message).toBe(
      `Operation cannot be fulfilled on configmaps "a": the UID in the precondition (b) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    )
  })

  test('on a dry run deletes nothing', () => {
    const {registry, store} = testRegistry()
    registry.create(configMapResource, configMap('a'))
    expect(registry.delete(configMapResource, 'default', 'a', {dryRun: true}).gone).toBe(true)
    expect(store.count(configMapResource)).toBe(1)
  })
})
