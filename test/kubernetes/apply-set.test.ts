import {expect, test} from 'vitest'
import {
  applySetId,
  asMember,
  contentsOf,
  joinContents,
  ownerOf,
  parentOf,
  readContents,
  setOf,
} from '../../src/kubernetes/apply-set.ts'
import type {KubeObject} from '../../src/kubernetes/types.ts'

const SET = {kind: 'Secret', name: 'my-set', namespace: 'test'} as const
const object = (apiVersion: string, kind: string, namespace?: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: {name: 'a', ...(namespace === undefined ? {} : {namespace})},
})

test('The id of a set is the one that kubectl gives it', () => {
  // k8s.io/kubectl, pkg/cmd/apply/apply_test.go
  expect(applySetId(SET)).toBe('applyset-0eFHV8ySqp7XoShsGvyWFQD3s96yqwHmzc4e0HR1dsY-v1')
})

test('A parent says whose set it is, and where its members are', () => {
  const contents = contentsOf([
    object('apps/v1', 'Deployment', 'test'),
    object('v1', 'ConfigMap', 'other'),
    object('v1', 'Namespace'),
  ])
  const parent = parentOf(SET, 'kubectl-kubia/v1.2.3', contents)
  expect(parent.metadata.annotations).toEqual({
    'applyset.kubernetes.io/tooling': 'kubectl-kubia/v1.2.3',
    'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,Deployment.apps,Namespace',
    'applyset.kubernetes.io/additional-namespaces': 'other',
  })
  expect(ownerOf(parent, SET)).toBe('kubectl-kubia')
  expect(ownerOf(parent, {...SET, name: 'another'})).toBeUndefined()
  expect(readContents(parent)).toEqual({
    groupKinds: ['ConfigMap', 'Deployment.apps', 'Namespace'],
    namespaces: ['other'],
  })
  expect(joinContents(readContents(parent), {groupKinds: ['Job.batch'], namespaces: ['']})).toEqual({
    groupKinds: ['ConfigMap', 'Deployment.apps', 'Job.batch', 'Namespace'],
    namespaces: ['other'],
  })
})

test('A member has the id of its set as a label', () => {
  expect(setOf(object('v1', 'ConfigMap'))).toBeUndefined()
  expect(setOf(asMember(object('v1', 'ConfigMap'), 'x'))).toBe('x')
})
