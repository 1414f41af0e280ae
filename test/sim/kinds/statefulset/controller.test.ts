import {expect, test} from 'vitest'
import {controllerRevisionResource} from '../../../../src/sim/kinds/controllerrevision/resource.ts'
import type {ControllerRevision} from '../../../../src/sim/kinds/controllerrevision/types.ts'
import {endpointsResource} from '../../../../src/sim/kinds/endpoints/resource.ts'
import type {Endpoints} from '../../../../src/sim/kinds/endpoints/types.ts'
import {claimResource} from '../../../../src/sim/kinds/persistentvolumeclaim/resource.ts'
import type {Claim} from '../../../../src/sim/kinds/persistentvolumeclaim/types.ts'
import {podResource} from '../../../../src/sim/kinds/pod/resource.ts'
import type {Pod} from '../../../../src/sim/kinds/pod/types.ts'
import {resourceQuotaResource} from '../../../../src/sim/kinds/resourcequota/resource.ts'
import {serviceResource} from '../../../../src/sim/kinds/service/resource.ts'
import {statefulSetResource} from '../../../../src/sim/kinds/statefulset/resource.ts'
import type {StatefulSet} from '../../../../src/sim/kinds/statefulset/types.ts'
import {storageClassResource} from '../../../../src/sim/kinds/storageclass/resource.ts'
import {testCluster} from '../../support/cluster.ts'
import {template} from '../../support/manifests.ts'

const selector = {matchLabels: {app: 'kubia'}}
const [OLD, NEW] = ['museopkim/kubia:1.0', 'museopkim/kubia:2.0']
const data = {
  metadata: {name: 'data'},
  spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}},
}

const run = async (spec: Record<string, unknown> = {}, milliseconds = 6000) => {
  const cluster = await testCluster()
  await cluster.create(storageClassResource, 'standard', {
    metadata: {annotations: {'storageclass.kubernetes.io/is-default-class': 'true'}},
    provisioner: 'rancher.io/local-path',
    volumeBindingMode: 'WaitForFirstConsumer',
  })
  await cluster.create(statefulSetResource, 'db', {
    spec: {replicas: 3, serviceName: 'db', selector, template: template(), ...spec},
  })
  await cluster.pass(milliseconds)
  const set = () => cluster.registry.get(statefulSetResource, 'default', 'db') as StatefulSet
  const names = () => cluster.pods().map(({metadata}) => metadata.name)
  const images = () =>
    Object.fromEntries(cluster.pods().map(({metadata, spec}) => [metadata.name, spec.containers[0]?.image]))
  const revisions = () =>
    (cluster.store.list(controllerRevisionResource, 'default') as ControllerRevision[])
      .map(({revision}) => revision)
      .sort()
  const claims = () =>
    (cluster.store.list(claimResource, 'default') as Claim[]).map(
      ({metadata, status}) => `${metadata.name} ${status?.phase}`,
    )
  const update = (image: string) => cluster.patch(statefulSetResource, 'db', {template: template({image})})
  const scale = (replicas: number) => cluster.patch(statefulSetResource, 'db', {replicas})
  /** What there is at every step. */
  const watch = async <T>(milliseconds: number, look: () => T): Promise<T[]> => {
    const seen: T[] = []
    for (let passed = 0; passed < milliseconds; passed += 50) {
      await cluster.pass(50)
      seen.push(look())
    }
    return seen
  }
  return {...cluster, set, names, images, revisions, claims, update, scale, watch}
}

test('as many pods as can be named are asked for without harm, one after the other or all at once', async () => {
  for (const podManagementPolicy of ['OrderedReady', 'Parallel']) {
    const cluster = await testCluster()
    await cluster.create(resourceQuotaResource, 'few', {spec: {hard: {pods: '3'}}})
    const spec = {replicas: 2 ** 31 - 1, podManagementPolicy, serviceName: 'db', selector, template: template()}
    await cluster.create(statefulSetResource, 'db', {spec})
    await cluster.pass(6000, 100)
    expect(cluster.pods().map(({metadata}) => metadata.name)).toEqual(['db-0', 'db-1', 'db-2'])
    await cluster.patch(statefulSetResource, 'db', {replicas: 1})
    await cluster.pass(6000, 100)
    expect(cluster.pods().map(({metadata}) => metadata.name)).toEqual(['db-0'])
  }
})

test('a stateful set makes one pod after the other, each when the one before is ready', async () => {
  const {set, names, watch, events} = await run({}, 0)
  const seen = await watch(6000, () => `${names().length} ${set().status?.readyReplicas ?? 0}`)
  expect([...new Set(seen)]).toEqual(['1 0', '2 1', '3 2', '3 3'])
  expect(names()).toEqual(['db-0', 'db-1', 'db-2'])
  const revision = expect.stringMatching(/^db-[a-z0-9]+$/)
  expect(set().status).toEqual({
    observedGeneration: 1,
    replicas: 3,
    readyReplicas: 3,
    currentReplicas: 3,
    updatedReplicas: 3,
    availableReplicas: 3,
    currentRevision: revision,
    updateRevision: revision,
    collisionCount: 0,
  })
  expect(events('StatefulSet')).toEqual(
    [0, 1, 2].map(ordinal => `SuccessfulCreate: create Pod db-${ordinal} in StatefulSet db successful`),
  )
})

test('a pod has its name as hostname, in the domain of the service, whose endpoints know it', async () => {
  const {create, pass, pods, registry, set} = await run({replicas: 1})
  await create(serviceResource, 'db', {spec: {clusterIP: 'None', selector: {app: 'kubia'}, ports: [{port: 8080}]}})
  await pass(1000)
  const [pod] = pods()
  expect(pod?.spec).toMatchObject({hostname: 'db-0', subdomain: 'db'})
  expect(pod?.metadata).toMatchObject({
    generateName: 'db-',
    labels: {
      app: 'kubia',
      'controller-revision-hash': set().status?.updateRevision,
      'statefulset.kubernetes.io/pod-name': 'db-0',
      'apps.kubernetes.io/pod-index': '0',
    },
  })
  const {subsets} = registry.get(endpointsResource, 'default', 'db') as Endpoints
  expect(subsets?.[0]?.addresses?.map(({hostname}) => hostname)).toEqual(['db-0'])
})

test('it shrinks from the highest number down, one pod after the other', async () => {
  const {scale, names, watch} = await run()
  await scale(1)
  const seen = await watch(3000, () => names().join())
  expect([...new Set(seen)]).toEqual(['db-0,db-1,db-2', 'db-0,db-1', 'db-0'])
})

test('Parallel makes and ends all pods at once', async () => {
  const {names, scale, pods, settle, pass} = await run({podManagementPolicy: 'Parallel'}, 10)
  expect(names()).toEqual(['db-0', 'db-1', 'db-2'])
  await pass(2000)
  await scale(0)
  await pass(10)
  await settle()
  expect(pods().every(({metadata}) => metadata.deletionTimestamp !== undefined)).toBe(true)
})

test('a pod that is not ready holds up those behind it', async () => {
  const {names} = await run({template: template({image: 'museopkim/kubia:missing'})})
  expect(names()).toEqual(['db-0'])
})

test('a pod that is deleted, or failed, comes again under its name', async () => {
  const {pods, pod, registry, pass, events} = await run()
  registry.delete(podResource, 'default', 'db-1')
  registry.update(
    podResource,
    'default',
    'db-2',
    current => ({...current, status: {...(current as Pod).status, phase: 'Failed'}}),
    {subresource: 'status'},
  )
  const before = pods().map(({metadata}) => metadata.uid)
  await pass(5000)
  expect(pods().map(({metadata, status}) => [metadata.name, status.phase])).toEqual([
    ['db-0', 'Running'],
    ['db-1', 'Running'],
    ['db-2', 'Running'],
  ])
  expect(before).not.toContain(pod('db-1').metadata.uid)
  expect(events('StatefulSet')).toContain('RecreatingFailedPod: StatefulSet default/db is recreating failed Pod db-2')
})

test('a new template replaces pods from the highest number down', async () => {
  const {update, images, watch, set, revisions, events} = await run()
  await update(NEW)
  const seen = await watch(9000, () =>
    Object.entries(images())
      .filter(([, image]) => image === NEW)
      .map(([name]) => name)
      .join(),
  )
  expect([...new Set(seen)]).toEqual(['', 'db-2', 'db-1,db-2', 'db-0,db-1,db-2'])
  const {status} = set()
  expect(status).toMatchObject({updatedReplicas: 3, currentReplicas: 3, readyReplicas: 3})
  expect(status?.currentRevision).toBe(status?.updateRevision)
  expect(revisions()).toEqual([1, 2])
  expect(events('StatefulSet')).toContain('SuccessfulDelete: delete Pod db-2 in StatefulSet db successful')
})

test('pods below the partition keep the revision before, also when they come again', async () => {
  const {update, images, pass, set, patch, registry} = await run({
    updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition: 2}},
  })
  await update(NEW)
  await pass(5000)
  expect(images()).toEqual({'db-0': OLD, 'db-1': OLD, 'db-2': NEW})
  expect(set().status).toMatchObject({updatedReplicas: 1, currentReplicas: 2})
  registry.delete(podResource, 'default', 'db-0')
  await pass(5000)
  expect(images()).toEqual({'db-0': OLD, 'db-1': OLD, 'db-2': NEW})
  await patch(statefulSetResource, 'db', {updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition: 0}}})
  await pass(8000)
  expect(images()).toEqual({'db-0': NEW, 'db-1': NEW, 'db-2': NEW})
})

test('maxUnavailable replaces so many at once, OnDelete none by itself', async () => {
  const many = await run({updateStrategy: {type: 'RollingUpdate', rollingUpdate: {maxUnavailable: 2}}})
  await many.update(NEW)
  await many.pass(50)
  const ending = () => many.pods().flatMap(({metadata}) => (metadata.deletionTimestamp ? metadata.name : []))
  expect(ending()).toEqual(['db-1', 'db-2'])
  const none = await run({updateStrategy: {type: 'OnDelete'}})
  await none.update(NEW)
  await none.pass(3000)
  expect(none.images()).toEqual({'db-0': OLD, 'db-1': OLD, 'db-2': OLD})
  none.registry.delete(podResource, 'default', 'db-1')
  await none.pass(3000)
  expect(none.images()).toEqual({'db-0': OLD, 'db-1': NEW, 'db-2': OLD})
})

test('numbers may begin elsewhere, and minReadySeconds is waited for between pods', async () => {
  const {names, pass} = await run({replicas: 2, ordinals: {start: 5}, minReadySeconds: 10})
  expect(names()).toEqual(['db-5'])
  await pass(10_000)
  expect(names()).toEqual(['db-5', 'db-6'])
})

test('each pod gets its claims, and finds them again', async () => {
  const {claims, pods, scale, pass, events, pod} = await run({volumeClaimTemplates: [data], replicas: 2})
  expect(claims()).toEqual(['data-db-0 Bound', 'data-db-1 Bound'])
  expect(pods().map(({spec}) => spec.volumes?.[0])).toEqual([
    {name: 'data', persistentVolumeClaim: {claimName: 'data-db-0'}},
    {name: 'data', persistentVolumeClaim: {claimName: 'data-db-1'}},
  ])
  expect(events('StatefulSet').slice(0, 2)).toEqual([
    'SuccessfulCreate: create Claim data-db-0 Pod db-0 in StatefulSet db success',
    'SuccessfulCreate: create Pod db-0 in StatefulSet db successful',
  ])
  const node = pod('db-1').spec.nodeName
  await scale(1)
  await pass(2000)
  expect(claims()).toEqual(['data-db-0 Bound', 'data-db-1 Bound'])
  await scale(2)
  await pass(3000)
  expect(pod('db-1').spec.nodeName).toBe(node)
})

test('where claims are to go with their pods, they go', async () => {
  const policy = {whenDeleted: 'Delete', whenScaled: 'Delete'}
  const {claims, scale, pass, registry} = await run({
    volumeClaimTemplates: [data],
    replicas: 2,
    persistentVolumeClaimRetentionPolicy: policy,
  })
  await scale(1)
  await pass(3000)
  expect(claims()).toEqual(['data-db-0 Bound'])
  registry.delete(statefulSetResource, 'default', 'db')
  await pass(3000)
  expect(claims()).toEqual([])
})

test('a pod of another name is not taken for one of the set', async () => {
  const {create, pass, pods} = await run({replicas: 1})
  await create(podResource, 'stranger', {...template(), metadata: {labels: {app: 'kubia'}}})
  await pass(2000)
  expect(pods().map(({metadata}) => [metadata.name, metadata.ownerReferences?.length ?? 0])).toEqual([
    ['db-0', 1],
    ['stranger', 0],
  ])
})

test('after a restart nothing is made twice', async () => {
  const {restart, pass, pods, revisions} = await run()
  const uids = pods().map(({metadata}) => metadata.uid)
  await restart()
  await pass(2000)
  expect(pods().map(({metadata}) => metadata.uid)).toEqual(uids)
  expect(revisions()).toEqual([1])
})
