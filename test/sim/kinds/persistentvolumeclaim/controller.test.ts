import {expect, test} from 'vitest'
import {volumeResource} from '../../../../src/sim/kinds/persistentvolume/resource.ts'
import type {Volume} from '../../../../src/sim/kinds/persistentvolume/types.ts'
import {claimResource} from '../../../../src/sim/kinds/persistentvolumeclaim/resource.ts'
import type {Claim} from '../../../../src/sim/kinds/persistentvolumeclaim/types.ts'
import {podResource} from '../../../../src/sim/kinds/pod/resource.ts'
import {storageClassResource} from '../../../../src/sim/kinds/storageclass/resource.ts'
import {testCluster} from '../../support/cluster.ts'
import {bare} from '../../support/manifests.ts'

const ACCESS = ['ReadWriteOnce']
const size = (storage: string) => ({requests: {storage}})

const run = async () => {
  const cluster = await testCluster()
  const {create, registry, store} = cluster
  const makeClass = (name: string, fields: object = {}, annotations: Record<string, string> = {}) =>
    create(storageClassResource, name, {metadata: {annotations}, provisioner: 'rancher.io/local-path', ...fields})
  const makeClaim = (name: string, spec: object = {}) =>
    create(claimResource, name, {spec: {accessModes: ACCESS, resources: size('1Gi'), ...spec}})
  const makeVolume = (name: string, spec: object = {}) =>
    create(volumeResource, name, {
      spec: {accessModes: ACCESS, capacity: {storage: '1Gi'}, hostPath: {path: '/data'}, ...spec},
    })
  const makePod = (name: string, claimName: string) =>
    create(podResource, name, bare({}, {volumes: [{name: 'v', persistentVolumeClaim: {claimName}}]}))
  const claim = (name: string) => registry.get(claimResource, 'default', name) as Claim
  const volume = (name: string) => registry.find(volumeResource, '', name) as Volume | undefined
  const volumes = () => store.list(volumeResource) as Volume[]
  return {...cluster, makeClass, makeClaim, makeVolume, makePod, claim, volume, volumes}
}

const DEFAULT = {'storageclass.kubernetes.io/is-default-class': 'true'}

test('a claim of a class that binds at once gets a volume that is made for it', async () => {
  const {makeClass, makeClaim, pass, claim, volume, events} = await run()
  await makeClass('fast')
  await makeClaim('data', {storageClassName: 'fast'})
  await pass(100)
  const {uid} = claim('data').metadata
  expect(claim('data')).toMatchObject({
    metadata: {
      annotations: {
        'pv.kubernetes.io/bind-completed': 'yes',
        'pv.kubernetes.io/bound-by-controller': 'yes',
        'volume.kubernetes.io/storage-provisioner': 'rancher.io/local-path',
      },
      finalizers: ['kubernetes.io/pvc-protection'],
    },
    spec: {volumeName: `pvc-${uid}`, volumeMode: 'Filesystem'},
    status: {phase: 'Bound', accessModes: ACCESS, capacity: {storage: '1Gi'}},
  })
  expect(volume(`pvc-${uid}`)).toMatchObject({
    metadata: {
      annotations: {'pv.kubernetes.io/provisioned-by': 'rancher.io/local-path'},
      finalizers: ['kubernetes.io/pv-protection'],
    },
    spec: {
      claimRef: {kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data', uid},
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: 'fast',
    },
    status: {phase: 'Bound'},
  })
  expect(events('PersistentVolumeClaim')).toEqual([
    "ExternalProvisioning: Waiting for a volume to be created either by the external provisioner 'rancher.io/local-path' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
    'Provisioning: External provisioner is provisioning volume for claim "default/data"',
    `ProvisioningSucceeded: Successfully provisioned volume pvc-${uid}`,
  ])
})

test('a claim that names no class gets the default one, which waits for the first pod', async () => {
  const {makeClass, makeClaim, makePod, pass, claim, volumes, pod, events} = await run()
  await makeClass('standard', {volumeBindingMode: 'WaitForFirstConsumer'}, DEFAULT)
  await makeClaim('data')
  await pass(1000)
  expect([claim('data').spec.storageClassName, claim('data').status?.phase]).toEqual(['standard', 'Pending'])
  expect(events('PersistentVolumeClaim')).toEqual([
    'WaitForFirstConsumer: waiting for first consumer to be created before binding',
  ])
  await makePod('user', 'data')
  await pass(2000)
  expect(claim('data').status?.phase).toBe('Bound')
  const node = pod('user').spec.nodeName
  expect(pod('user').status.phase).toBe('Running')
  expect(claim('data').metadata.annotations?.['volume.kubernetes.io/selected-node']).toBe(node)
  expect(volumes()[0]?.spec.nodeAffinity?.required?.nodeSelectorTerms).toEqual([
    {matchExpressions: [{key: 'kubernetes.io/hostname', operator: 'In', values: [node]}]},
  ])
})

test('a claim made before there is a default class gets it afterwards', async () => {
  const {makeClass, makeClaim, pass, claim, events} = await run()
  await makeClaim('data')
  await pass(100)
  expect(events('PersistentVolumeClaim')).toEqual([
    'FailedBinding: no persistent volumes available for this claim and no storage class is set',
  ])
  await makeClass('late', {}, DEFAULT)
  await pass(100)
  expect(claim('data')).toMatchObject({spec: {storageClassName: 'late'}, status: {phase: 'Bound'}})
})

test.each([
  [
    'a class that is not there',
    {storageClassName: 'zz'},
    'ProvisioningFailed: storageclass.storage.k8s.io "zz" not found',
  ],
  [
    'a provisioner that is not here',
    {storageClassName: 'foreign'},
    "ExternalProvisioning: Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
  ],
])('a claim of %s never binds, and its pod says so', async (_, spec, told) => {
  const {makeClass, makeClaim, makePod, pass, claim, events} = await run()
  await makeClass('foreign', {provisioner: 'ebs.csi.aws.com'})
  await makeClaim('data', spec)
  await makePod('user', 'data')
  await pass(500)
  expect(claim('data').status).toEqual({phase: 'Pending'})
  expect(events('PersistentVolumeClaim')).toEqual([told])
  expect(events('Pod')).toEqual([
    'FailedScheduling: 0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
  ])
})

test('a claim takes the smallest volume that is there and fits', async () => {
  const {makeClaim, makeVolume, pass, claim, volume} = await run()
  const none = {storageClassName: ''}
  await makeVolume('large', {capacity: {storage: '10Gi'}})
  await makeVolume('fits', {capacity: {storage: '2Gi'}})
  await makeVolume('small', {capacity: {storage: '500Mi'}})
  await makeVolume('other-mode', {accessModes: ['ReadOnlyMany']})
  await makeVolume('other-class', {storageClassName: 'x'})
  await makeClaim('data', none)
  await pass(100)
  expect(claim('data')).toMatchObject({spec: {volumeName: 'fits'}, status: {capacity: {storage: '2Gi'}}})
  expect(['large', 'fits', 'small'].map(name => volume(name)?.status?.phase)).toEqual([
    'Available',
    'Bound',
    'Available',
  ])
})

test('a volume may be kept for a claim, and a claim may name its volume', async () => {
  const {makeClaim, makeVolume, pass, claim, events} = await run()
  await makeVolume('kept', {capacity: {storage: '9Gi'}, claimRef: {namespace: 'default', name: 'first'}})
  await makeVolume('free')
  await makeVolume('named')
  await makeClaim('first', {storageClassName: ''})
  await makeClaim('second', {storageClassName: '', volumeName: 'named'})
  await makeClaim('third', {storageClassName: '', volumeName: 'named'})
  await pass(100)
  expect(['first', 'second', 'third'].map(name => [claim(name).spec.volumeName, claim(name).status?.phase])).toEqual([
    ['kept', 'Bound'],
    ['named', 'Bound'],
    ['named', 'Pending'],
  ])
  expect(events('PersistentVolumeClaim', 'third')).toEqual([
    'FailedBinding: volume "named" already bound to a different claim.',
  ])
})

test('a volume that is made goes with its claim, one to be retained is left, and lost is who loses it', async () => {
  const {makeClass, makeClaim, makeVolume, pass, claim, registry, volume, volumes, events} = await run()
  await makeClass('fast')
  await makeClaim('made', {storageClassName: 'fast'})
  await makeVolume('by-hand')
  await makeClaim('data', {storageClassName: ''})
  await pass(100)
  registry.delete(claimResource, 'default', 'made')
  registry.delete(claimResource, 'default', 'data')
  await pass(100)
  expect(volumes().map(({metadata, status}) => `${metadata.name} ${status?.phase}`)).toEqual(['by-hand Released'])
  await makeClaim('again', {storageClassName: 'fast'})
  await pass(100)
  const name = claim('again').spec.volumeName ?? ''
  registry.delete(volumeResource, '', name)
  await pass(100)
  // It is bound: the finalizer keeps it.
  expect(volume(name)?.metadata.deletionTimestamp).toBeDefined()
  registry.update(volumeResource, '', name, ({metadata: {finalizers: _, ...metadata}, ...rest}) => ({
    ...rest,
    metadata,
  }))
  await pass(100)
  expect(claim('again').status).toEqual({phase: 'Lost'})
  expect(events('PersistentVolumeClaim', 'again').at(-1)).toBe(
    'ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!',
  )
})

test('a claim that a pod uses is kept until the pod is gone', async () => {
  const {makeClass, makeClaim, makePod, pass, registry} = await run()
  await makeClass('fast')
  await makeClaim('data', {storageClassName: 'fast'})
  await makePod('user', 'data')
  await pass(2000)
  registry.delete(claimResource, 'default', 'data')
  await pass(1000)
  expect(registry.find(claimResource, 'default', 'data')?.metadata.deletionTimestamp).toBeDefined()
  registry.delete(podResource, 'default', 'user')
  await pass(2000)
  expect(registry.find(claimResource, 'default', 'data')).toBeUndefined()
})

test('a pod runs where its volume is, and nowhere where the volume is on no node', async () => {
  const {makeClaim, makeVolume, makePod, pass, pod, events} = await run()
  const on = (node: string) => ({
    required: {
      nodeSelectorTerms: [{matchExpressions: [{key: 'kubernetes.io/hostname', operator: 'In', values: [node]}]}],
    },
  })
  await makeVolume('there', {nodeAffinity: on('test-worker2'), storageClassName: 'a'})
  await makeVolume('nowhere', {nodeAffinity: on('gone'), storageClassName: 'b'})
  await makeClaim('one', {storageClassName: 'a'})
  await makeClaim('two', {storageClassName: 'b'})
  await makePod('finds', 'one')
  await makePod('waits', 'two')
  await pass(900)
  expect(pod('finds').spec.nodeName).toBe('test-worker2')
  expect(events('Pod', 'waits')[0]).toBe(
    "FailedScheduling: 0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match PersistentVolume's node affinity. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
  )
})

test('a class without a provisioner waits for the pod, and takes a volume of its node', async () => {
  const {makeClass, makeClaim, makePod, makeVolume, pass, pod, claim, events} = await run()
  await makeClass('local', {provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer'})
  await makeClaim('data', {storageClassName: 'local'})
  await makePod('user', 'data')
  await pass(1000)
  expect(events('Pod')[0]).toContain("2 node(s) didn't find available persistent volumes to bind")
  await makeVolume('disk', {
    storageClassName: 'local',
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [
          {matchExpressions: [{key: 'kubernetes.io/hostname', operator: 'In', values: ['test-worker2']}]},
        ],
      },
    },
  })
  await pass(12_000)
  expect([claim('data').spec.volumeName, pod('user').spec.nodeName]).toEqual(['disk', 'test-worker2'])
})

test('a claim grows where its class lets it, with its volume', async () => {
  const {makeClass, makeClaim, patch, pass, claim, volumes} = await run()
  await makeClass('fixed')
  await makeClass('elastic', {allowVolumeExpansion: true})
  await makeClaim('one', {storageClassName: 'fixed'})
  await makeClaim('two', {storageClassName: 'elastic'})
  await pass(100)
  const grow = (name: string, storage: string) => patch(claimResource, name, {resources: size(storage)})
  await expect(grow('one', '2Gi')).rejects.toThrow(
    'persistentvolumeclaims "one" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
  )
  await grow('two', '2Gi')
  await pass(100)
  expect(claim('two').status?.capacity).toEqual({storage: '2Gi'})
  expect(
    volumes()
      .map(({spec}) => `${spec.storageClassName} ${spec.capacity?.['storage']}`)
      .sort(),
  ).toEqual(['elastic 2Gi', 'fixed 1Gi'])
})

test('no volume is made for a claim that is annotated so, until the annotation goes', async () => {
  const {create, makeClass, annotate, pass, claim, volumes, events} = await run()
  await makeClass('fast')
  await create(claimResource, 'data', {
    metadata: {annotations: {'sim.kubia.dev/fail-provisioning': 'true'}},
    spec: {accessModes: ACCESS, resources: size('1Gi'), storageClassName: 'fast'},
  })
  await pass(100)
  expect(volumes()).toEqual([])
  expect(events('PersistentVolumeClaim', 'data').at(-1)).toMatch(
    /^ProvisioningFailed: failed to provision volume with StorageClass "fast": no space left on device/,
  )
  await annotate(claimResource, 'data', {'sim.kubia.dev/fail-provisioning': 'false'})
  await pass(100)
  expect(claim('data').status?.phase).toBe('Bound')
})
