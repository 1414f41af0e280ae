import {describe, expect, test} from 'vitest'
import {timestamp} from '../../../../src/sim/clock.ts'
import {deploymentResource} from '../../../../src/sim/kinds/deployment/resource.ts'
import {podResource} from '../../../../src/sim/kinds/pod/resource.ts'
import type {Pod} from '../../../../src/sim/kinds/pod/types.ts'
import {budgetResource} from '../../../../src/sim/kinds/poddisruptionbudget/resource.ts'
import type {Budget} from '../../../../src/sim/kinds/poddisruptionbudget/types.ts'
import {testCluster} from '../../support/cluster.ts'
import {bare, workload} from '../../support/manifests.ts'
import {testServer} from '../../support/server.ts'

const SELECTOR = {matchLabels: {app: 'kubia'}}

describe('the status of a PodDisruptionBudget', () => {
  const withBudget = async (spec: object, replicas = 3) => {
    const cluster = await testCluster()
    await cluster.create(deploymentResource, 'web', workload({replicas}))
    await cluster.create(budgetResource, 'web', {spec: {selector: SELECTOR, ...spec}})
    await cluster.pass(2000)
    const status = () => {
      const found = cluster.registry.get(budgetResource, 'default', 'web') as Budget
      const {conditions: [condition] = [], ...counts} = found.status ?? {conditions: []}
      return {...counts, reason: condition?.reason, allowed: condition?.status}
    }
    return {...cluster, status}
  }

  test.each<[object, number, number]>([
    [{minAvailable: 2}, 2, 1],
    [{minAvailable: '50%'}, 2, 1],
    [{maxUnavailable: 2}, 1, 2],
    [{maxUnavailable: '34%'}, 1, 2],
    [{maxUnavailable: 0}, 3, 0],
    [{minAvailable: 5}, 5, 0],
  ])('with %j of three pods', async (spec, desiredHealthy, disruptionsAllowed) => {
    const {status} = await withBudget(spec)
    expect(status()).toEqual({
      observedGeneration: 1,
      expectedPods: 3,
      currentHealthy: 3,
      desiredHealthy,
      disruptionsAllowed,
      reason: disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods',
      allowed: disruptionsAllowed > 0 ? 'True' : 'False',
    })
  })

  test('follows the pods', async () => {
    const {status, registry, pods, settle, pass} = await withBudget({minAvailable: 2})
    registry.delete(podResource, 'default', pods()[0]!.metadata.name)
    await settle()
    await pass(10)
    expect(status()).toMatchObject({currentHealthy: 2, disruptionsAllowed: 0, reason: 'InsufficientPods'})
    await pass(3000)
    expect(status()).toMatchObject({currentHealthy: 3, disruptionsAllowed: 1, reason: 'SufficientPods'})
  })

  test('counts no pod whose eviction was granted, until it goes or two minutes are over', async () => {
    const {status, registry, pods, settle, pass, clock, events} = await withBudget({minAvailable: 2})
    const [pod] = pods()
    const disruptedPods = {[pod!.metadata.name]: timestamp(clock.now()), gone: timestamp(clock.now())}
    registry.update(
      budgetResource,
      'default',
      'web',
      budget => ({...budget, status: {...(budget as Budget).status!, disruptedPods}}),
      {subresource: 'status'},
    )
    await settle()
    await pass(10)
    const {gone: _, ...known} = disruptedPods
    expect(status()).toMatchObject({currentHealthy: 2, disruptionsAllowed: 0, disruptedPods: known})
    await pass(2 * 60 * 1000 + 2000)
    expect(status()).toMatchObject({currentHealthy: 3, disruptionsAllowed: 1})
    expect(status()).not.toHaveProperty('disruptedPods')
    expect(events('Pod')).toContain("NotDeleted: Pod was expected by PDB default/web to be deleted but it wasn't")
  })

  test('allows nothing without pods, and says so', async () => {
    const {status, events} = await withBudget({maxUnavailable: 1}, 0)
    expect(status()).toMatchObject({expectedPods: 0, disruptionsAllowed: 0, reason: 'InsufficientPods'})
    expect(events('PodDisruptionBudget')).toEqual(['NoPods: No matching pods found'])
  })
})

describe('an eviction', () => {
  const ready = {phase: 'Running', conditions: [{type: 'Ready', status: 'True'}]}
  const counts = {observedGeneration: 1, currentHealthy: 1, expectedPods: 1}

  const setUp = async (status: object, podStatus: object = ready, spec: object = {}) => {
    const server = await testServer()
    const {registry} = server
    const make = (type: typeof podResource, name: string, fields: object) =>
      registry.create(type, {
        apiVersion: type.group === '' ? 'v1' : `${type.group}/v1`,
        kind: type.kind,
        metadata: {name, namespace: 'default', labels: {app: 'kubia'}},
        ...fields,
      } as never)
    make(podResource, 'web', {spec: bare().spec})
    registry.update(podResource, 'default', 'web', pod => ({...pod, status: podStatus}), {subresource: 'status'})
    const budget = (name: string) => {
      make(budgetResource, name, {spec: {selector: SELECTOR, minAvailable: 1, ...spec}})
      registry.update(budgetResource, 'default', name, one => ({...one, status: {...counts, ...status}}), {
        subresource: 'status',
      })
    }
    budget('web')
    const evict = (apiVersion = 'policy/v1', deleteOptions?: object) =>
      server.ask({
        method: 'POST',
        path: '/api/v1/namespaces/default/pods/web/eviction',
        body: {apiVersion, kind: 'Eviction', metadata: {name: 'web', namespace: 'default'}, deleteOptions},
      })
    const allowed = () => (registry.get(budgetResource, 'default', 'web') as Budget).status?.disruptionsAllowed
    return {
      ...server,
      budget,
      evict,
      allowed,
      isThere: () => registry.find(podResource, 'default', 'web') !== undefined,
    }
  }

  test.each(['policy/v1', 'policy/v1beta1'])('in %s is refused where its budget allows none', async version => {
    const {evict, isThere, stop} = await setUp({desiredHealthy: 1, disruptionsAllowed: 0})
    expect((await evict(version)).json).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      reason: 'TooManyRequests',
      details: {
        causes: [
          {
            reason: 'DisruptionBudget',
            message: 'The disruption budget web needs 1 healthy pods and has 1 currently',
          },
        ],
      },
      code: 429,
    })
    expect(isThere()).toBe(true)
    await stop()
  })

  test('is charged to its budget, but not in a dry run', async () => {
    const {evict, allowed, isThere, stop} = await setUp({desiredHealthy: 0, disruptionsAllowed: 1})
    expect((await evict('policy/v1', {dryRun: ['All']})).code).toBe(201)
    expect([allowed(), isThere()]).toEqual([1, true])
    expect((await evict()).code).toBe(201)
    expect([allowed(), isThere()]).toEqual([0, false])
    await stop()
  })

  test('says in its budget and in the pod that the pod goes', async () => {
    const {evict, registry, stop} = await setUp({desiredHealthy: 0, disruptionsAllowed: 1})
    const resourceVersion = () => registry.get(podResource, 'default', 'web').metadata.resourceVersion
    registry.update(podResource, 'default', 'web', pod => ({
      ...pod,
      metadata: {...pod.metadata, finalizers: ['example.com/stay']},
    }))
    expect((await evict('policy/v1', {preconditions: {resourceVersion: resourceVersion()}})).code).toBe(201)
    const pod = registry.get(podResource, 'default', 'web') as Pod
    const budget = registry.get(budgetResource, 'default', 'web') as Budget
    expect(Object.keys(budget.status?.disruptedPods ?? {})).toEqual(['web'])
    expect(pod.metadata.deletionTimestamp).toBeDefined()
    expect(pod.status.conditions).toContainEqual({
      type: 'DisruptionTarget',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: expect.any(String),
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
    })
    await stop()
  })

  test('is not charged where the pod is another one', async () => {
    const {evict, allowed, stop} = await setUp({desiredHealthy: 0, disruptionsAllowed: 1})
    expect((await evict('policy/v1', {preconditions: {uid: 'other'}})).code).toBe(409)
    expect(allowed()).toBe(1)
    await stop()
  })

  test('waits for a budget that nobody has looked at since it changed', async () => {
    const {evict, stop} = await setUp({observedGeneration: 0, desiredHealthy: 0, disruptionsAllowed: 1})
    const {code, json, headers} = await evict()
    expect([code, headers['retry-after'], json.details.causes[0].message]).toEqual([
      429,
      '10',
      'The disruption budget web is still being processed by the server.',
    ])
    await stop()
  })

  test('of a pod with two budgets is not supported', async () => {
    const {evict, budget, stop} = await setUp({desiredHealthy: 0, disruptionsAllowed: 1})
    budget('other')
    const {code, json} = await evict()
    expect([code, json.message]).toEqual([
      500,
      'Internal error occurred: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    ])
    await stop()
  })

  test.each<[string, object, object, object, number]>([
    ['that has not begun', {phase: 'Pending'}, {disruptionsAllowed: 0, desiredHealthy: 1}, {}, 201],
    ['that has ended', {phase: 'Succeeded'}, {disruptionsAllowed: 0, desiredHealthy: 1}, {}, 201],
    [
      'that is not ready while enough are',
      {phase: 'Running'},
      {disruptionsAllowed: 0, desiredHealthy: 1, currentHealthy: 1},
      {},
      201,
    ],
    [
      'that is not ready while too few are',
      {phase: 'Running'},
      {disruptionsAllowed: 0, desiredHealthy: 2, currentHealthy: 1},
      {},
      429,
    ],
    [
      'that is not ready under a budget that does not keep those',
      {phase: 'Running'},
      {disruptionsAllowed: 0, desiredHealthy: 2, currentHealthy: 1},
      {unhealthyPodEvictionPolicy: 'AlwaysAllow'},
      201,
    ],
  ])('of a pod %s', async (_what, podStatus, status, spec, expected) => {
    const {evict, stop} = await setUp(status, podStatus, spec)
    expect((await evict()).code).toBe(expected)
    await stop()
  })
})
