import type {InvalidObject} from './invalid-objects.ts'

const claim = (what: string, spec: object): InvalidObject => ({
  what: `a claim with ${what}`,
  kind: 'PersistentVolumeClaim',
  object: {spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}, ...spec}},
})
const volume = (what: string, spec: object): InvalidObject => ({
  what: `a volume with ${what}`,
  kind: 'PersistentVolume',
  object: {spec: {accessModes: ['ReadWriteOnce'], capacity: {storage: '1Gi'}, hostPath: {path: '/data'}, ...spec}},
})
const storageClass = (what: string, fields: object): InvalidObject => ({
  what: `a storage class with ${what}`,
  kind: 'StorageClass',
  object: {provisioner: 'example.com/disk', ...fields},
})

/** Claims, volumes and storage classes that an API server refuses. */
export const INVALID_STORAGE: readonly InvalidObject[] = [
  claim('no access mode', {accessModes: []}),
  claim('an access mode that is none', {accessModes: ['Sometimes']}),
  claim('no size', {resources: {}}),
  claim('a size of nothing', {resources: {requests: {storage: '0'}}}),
  claim('a class of a name that is none', {storageClassName: 'A_b'}),
  claim('a mode that is none', {volumeMode: 'Magic'}),
  claim('a selector that is none', {selector: {matchExpressions: [{key: 'a', operator: 'Like'}]}}),
  volume('no access mode', {accessModes: []}),
  volume('an access mode that is none', {accessModes: ['Sometimes']}),
  volume('no size', {capacity: {}}),
  volume('a size of something else', {capacity: {cpu: '1'}}),
  volume('a size below zero', {capacity: {storage: '-1'}}),
  volume('no place', {hostPath: null}),
  volume('two places', {nfs: {server: 'a', path: '/b'}}),
  volume('a disk of no node', {hostPath: null, local: {path: '/data'}}),
  volume('a policy that is none', {persistentVolumeReclaimPolicy: 'Burn'}),
  volume('a class of a name that is none', {storageClassName: 'A_b'}),
  volume('a mode that is none', {volumeMode: 'Magic'}),
  storageClass('no provisioner', {provisioner: ''}),
  storageClass('a provisioner that is none', {provisioner: 'a b'}),
  storageClass('a policy that is none', {reclaimPolicy: 'Burn'}),
  storageClass('a time of binding that is none', {volumeBindingMode: 'Later'}),
]
