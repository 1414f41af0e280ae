import {beforeAll, expect, onTestFinished, test, vi} from 'vitest'
import type {Ask, Reply} from './api-client.ts'
import {differences, refusalDifferences} from './compare.ts'
import {bodyOf, container, pathOf, typeOf} from './requests.ts'

type Both = (...request: Parameters<Ask>) => Promise<[Reply, Reply]>

const LIMITED = 'limited'
const QUOTA = 'quota'

const rule = (verb: string, resource: string, group = '') => ({verb, resource, group, namespace: LIMITED})

/** What LimitRanges, quotas and roles make of the same requests, each in a namespace of its own. */
export const describeAdmission = (both: Both): void => {
  const make = async (kind: string, object: Record<string, unknown>, namespace: string): Promise<void> => {
    const answers = await both('POST', pathOf(typeOf(kind), namespace), bodyOf(kind, object, namespace))
    for (const {code, body} of answers) expect(code, JSON.stringify(body)).toBe(201)
  }
  const dryRun = (kind: string, object: Record<string, unknown>, namespace: string): Promise<[Reply, Reply]> =>
    both('POST', `${pathOf(typeOf(kind), namespace)}?dryRun=All`, bodyOf(kind, object, namespace))
  const pod = (resources: object = {}) => ({spec: {containers: [container({resources})]}})

  beforeAll(async () => {
    for (const namespace of [LIMITED, QUOTA]) await make('Namespace', {metadata: {name: namespace}}, '')
    // A pod can be made once its service account is there.
    for (const namespace of [LIMITED, QUOTA])
      await vi.waitFor(
        async () => expect((await dryRun('Pod', pod(), namespace)).map(({code}) => code)).toEqual([201, 201]),
        {timeout: 30_000, interval: 200},
      )
    const bounds = {max: {cpu: '1'}, min: {cpu: '100m'}, default: {cpu: '500m'}, maxLimitRequestRatio: {cpu: '4'}}
    const claims = {type: 'PersistentVolumeClaim', max: {storage: '2Gi'}, min: {storage: '1Gi'}}
    const limits = [{type: 'Container', ...bounds}, {type: 'Pod', max: {memory: '1Gi'}}, claims]
    await make('LimitRange', {spec: {limits}}, LIMITED)
    const hard = {'requests.cpu': '1', pods: '3', 'services.nodeports': '1', 'count/configmaps': '1'}
    await make('ResourceQuota', {spec: {hard}}, QUOTA)
    const path = `${pathOf(typeOf('ResourceQuota'), QUOTA)}/x`
    await vi.waitFor(async () => {
      const [one, other] = await both('GET', path)
      expect(Object.keys(one.body.status.used ?? {}).toSorted()).toEqual(Object.keys(hard).toSorted())
      expect(other.body.status.hard).toEqual(one.body.status.hard)
    })
  }, 60_000)

  test('both give pods the same limits, and refuse what is beyond them in the same words', async () => {
    const memory = {limits: {memory: '512Mi'}}
    const resourcesOf = ({body}: Reply) => body.spec?.containers[0].resources
    const [one, other] = await dryRun('Pod', pod(memory), LIMITED)
    expect(differences(resourcesOf(one), resourcesOf(other))).toEqual([])
    const annotation = 'kubernetes.io/limit-ranger'
    expect(other.body.metadata.annotations[annotation]).toBe(one.body.metadata.annotations[annotation])
    const claim = (storage: string) => ({spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage}}}})
    const refused: [string, Record<string, unknown>][] = [
      ['Pod', pod({limits: {cpu: '2', memory: '1Gi'}})],
      ['Pod', pod({limits: {cpu: '500m', memory: '512Mi'}, requests: {cpu: '50m'}})],
      ['Pod', pod({limits: {cpu: '1', memory: '512Mi'}, requests: {cpu: '200m'}})],
      // A 1.20 counts the sum of a pod in bytes, which 2Gi would not be written as.
      ['Pod', pod({limits: {memory: '2G'}})],
      ['Pod', pod()],
      ['PersistentVolumeClaim', claim('3Gi')],
      ['PersistentVolumeClaim', claim('1Mi')],
    ]
    const found: string[] = []
    for (const [kind, object] of refused) found.push(...refusalDifferences(...(await dryRun(kind, object, LIMITED))))
    expect(found).toEqual([])
  })

  test('both refuse what is beyond a quota in the same words', async () => {
    const ports = [{port: 80}, {name: 'b', port: 81}]
    const refused: [string, Record<string, unknown>][] = [
      ['Pod', pod({requests: {cpu: '2'}})],
      ['Service', {spec: {type: 'NodePort', ports: [{name: 'a', ...ports[0]}, ports[1]]}}],
    ]
    const found: string[] = []
    for (const [kind, object] of refused) found.push(...refusalDifferences(...(await dryRun(kind, object, QUOTA))))
    expect(found).toEqual([])
  })

  test('both let the same users do the same', async () => {
    const subjects = [{kind: 'User', name: 'bob', apiGroup: 'rbac.authorization.k8s.io'}]
    const roleRef = {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view'}
    await make('RoleBinding', {roleRef, subjects}, LIMITED)
    onTestFinished(() => both('DELETE', `${pathOf(typeOf('RoleBinding'), LIMITED)}/x`).then(() => {}))
    const asked = [
      rule('list', 'pods'),
      rule('delete', 'pods'),
      rule('get', 'secrets'),
      rule('watch', 'deployments', 'apps'),
      {...rule('list', 'pods'), namespace: QUOTA},
      {...rule('list', 'nodes'), namespace: ''},
    ]
    const ask = (resourceAttributes: object): Promise<[Reply, Reply]> =>
      both('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {user: 'bob', resourceAttributes},
      })
    const allowed = async () => (await ask(rule('list', 'pods')))[0].body.status?.allowed
    await vi.waitFor(async () => expect(await allowed()).toBe(true), {timeout: 10_000, interval: 200})
    for (const resourceAttributes of asked) {
      const [one, other] = await ask(resourceAttributes)
      expect([resourceAttributes, other.body.status]).toEqual([resourceAttributes, one.body.status])
    }
    const named = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      metadata: {name: 'x'},
      spec: {user: 'bob'},
    }
    const refused = await both('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', named)
    expect(refused.map(({code}) => code)).toEqual([422, 422])
  })
}
