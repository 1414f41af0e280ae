import {expect, test, vi} from 'vitest'
import type {Ask, Reply} from './api-client.ts'
import {container, deployment} from './requests.ts'

type Both = (...request: Parameters<Ask>) => Promise<[Reply, Reply]>

/** What becomes of Pods and Deployments over time, and what is told of it. */
export const describeEvents = (both: Both, real: () => Ask, simulated: () => Ask, namespace: string): void => {
  const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`

  test('both tell the same events of a deployment that runs, an image that is missing and a pod that fits nowhere', async () => {
    const pods = `/api/v1/namespaces/${namespace}/pods`
    const nowhere = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name: 'nowhere'},
      spec: {containers: [container()], nodeSelector: {nowhere: 'x'}},
    }
    const pull = {'sim.kubia.dev/pull-error': 'not found'}
    const missing = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name: 'missing', annotations: pull},
      spec: {containers: [container()]},
    }
    const running = deployment(
      'runs',
      {replicas: 2},
      container({image: 'museopkim/kubia:latest', imagePullPolicy: 'IfNotPresent'}),
    )
    await both('POST', deployments, running)
    await both('POST', pods, missing)
    await both('POST', pods, nowhere)
    /** Which reasons are told of which kind and name; generated names are cut. */
    const reasons = async (ask: Ask): Promise<string[]> => {
      const {body} = await ask('GET', `/api/v1/namespaces/${namespace}/events`)
      const told = body.items
        .filter(({involvedObject: {name}}: {involvedObject: {name: string}}) => /^(runs|missing|nowhere)/.test(name))
        .map(
          ({
            involvedObject: {kind, name},
            type,
            reason,
          }: {
            involvedObject: {kind: string; name: string}
            type: string
            reason: string
          }) => `${kind} ${name.split('-')[0]} ${type} ${reason}`,
        )
      // See `pulling` of the known differences. A busy node may miss a pod's token at first: it mounts it a moment later.
      const byChance = ['Pod runs Normal Pulling', 'Pod missing Warning FailedMount', 'Pod runs Warning FailedMount']
      return [...new Set<string>(told)].filter(line => !byChance.includes(line)).sort()
    }
    const expected = [
      'Deployment runs Normal ScalingReplicaSet',
      'Pod missing Normal BackOff',
      'Pod missing Normal Pulling',
      'Pod missing Normal Scheduled',
      'Pod missing Warning Failed',
      'Pod nowhere Warning FailedScheduling',
      'Pod runs Normal Created',
      'Pod runs Normal Pulled',
      'Pod runs Normal Scheduled',
      'Pod runs Normal Started',
      'ReplicaSet runs Normal SuccessfulCreate',
    ]
    for (const ask of [real(), simulated()])
      await vi.waitFor(async () => expect(await reasons(ask)).toEqual(expected), {timeout: 45_000, interval: 500})
    const states = async (ask: Ask) => {
      const {body} = await ask('GET', `${deployments}/runs`)
      const {conditions, replicas, readyReplicas, updatedReplicas, availableReplicas, observedGeneration} = body.status
      const told = conditions
        .map(({type, status, reason}: Record<string, string>) => `${type} ${status} ${reason}`)
        .sort()
      return {told, replicas, readyReplicas, updatedReplicas, availableReplicas, observedGeneration}
    }
    const done = {replicas: 2, readyReplicas: 2, updatedReplicas: 2, availableReplicas: 2, observedGeneration: 1}
    const told = ['Available True MinimumReplicasAvailable', 'Progressing True NewReplicaSetAvailable']
    for (const ask of [real(), simulated()])
      await vi.waitFor(async () => expect(await states(ask)).toEqual({...done, told}), {timeout: 30_000, interval: 500})
  })
}
