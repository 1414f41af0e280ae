import {expect, test} from 'vitest'
import {listsOfApps, watchedList} from '../../src/api-server/watched-lists.ts'
import type {KubeObject} from '../../src/kubernetes/types.ts'

const deployment = (name: string, namespace = 'shop'): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name, namespace},
    spec: {selector: {matchLabels: {app: name}}},
  }) as KubeObject
const ref = (name: string, namespace = 'shop') => ({name: `deployment.apps/${name}`, namespace})
const DEPLOYMENTS = '/apis/apps/v1/namespaces/shop/deployments'

test('Of one app, it is watched by its name and its pods by its selector', () => {
  expect(listsOfApps([ref('web')], [deployment('web')])).toEqual([
    {kind: 'Deployment', path: DEPLOYMENTS, fieldSelector: 'metadata.name=web'},
    {kind: 'Pod', path: '/api/v1/namespaces/shop/pods', labelSelector: 'app=web'},
  ])
})

test('Of several apps, all of their kinds and all pods of their namespaces are watched', () => {
  const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'one', namespace: 'other'}}
  expect(
    listsOfApps(
      [ref('web'), ref('api'), {name: 'pod/one', namespace: 'other'}],
      [deployment('web'), deployment('api'), pod],
    ),
  ).toEqual([
    {kind: 'Deployment', path: DEPLOYMENTS},
    {kind: 'Pod', path: '/api/v1/namespaces/shop/pods'},
    {kind: 'Pod', path: '/api/v1/namespaces/other/pods', fieldSelector: 'metadata.name=one'},
  ])
})

test('Nothing is watched of apps that are not there yet, and of kinds whose path only the server knows', () => {
  expect(listsOfApps([ref('web')], [])).toEqual([])
  expect(listsOfApps([{name: 'rollout.argoproj.io/web', namespace: 'shop'}], [deployment('web')])).toEqual([])
  expect(watchedList('rollouts.argoproj.io', 'shop')).toBeUndefined()
  expect(watchedList('nodes', undefined)).toEqual({kind: 'Node', path: '/api/v1/nodes'})
})
