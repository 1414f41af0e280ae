import {expect, test, vi} from 'vitest'
import type {Ask, Reply} from './api-client.ts'
import {container, pathOf, typeOf} from './requests.ts'

type Both = (...request: Parameters<Ask>) => Promise<[Reply, Reply]>
type Json = Reply['body']

const STRATEGIC = {'content-type': 'application/strategic-merge-patch+json'}
const RUNNING = {image: 'museopkim/kubia:latest', imagePullPolicy: 'IfNotPresent'}

/** Fields of a status that count pods. */
const COUNT = /^number|Scheduled$|eplicas$/

/** What runs pods of a template and keeps its revisions: rolled out, changed, and taken back. */
export const describeRevisions = (both: Both, real: () => Ask, simulated: () => Ask, namespace: string): void => {
  const listOf = async (ask: Ask, kind: string, label: string): Promise<Json[]> =>
    (await ask('GET', `${pathOf(typeOf(kind), namespace)}?labelSelector=app%3D${label}`)).body.items

  test.each([
    ['DaemonSet', {}],
    ['StatefulSet', {serviceName: 'statefulset', replicas: 2}],
  ])(
    'both roll a %s out, and back to the revision before',
    async (kind, fields) => {
      const name = kind.toLowerCase()
      const path = pathOf(typeOf(kind), namespace)
      const template = {
        metadata: {labels: {app: name}},
        spec: {terminationGracePeriodSeconds: 1, containers: [container(RUNNING)]},
      }
      const spec: Json = {selector: {matchLabels: {app: name}}, template, ...fields}
      const codes = (await both('POST', path, {apiVersion: 'apps/v1', kind, metadata: {name}, spec})).map(
        ({code}) => code,
      )
      expect(codes).toEqual([201, 201])

      /** The object's counts, its revisions, and what its pods have of them: names and hashes are each server's own. */
      const seen = async (ask: Ask) => {
        const {body} = await ask('GET', `${path}/${name}`)
        const revisions = await listOf(ask, 'ControllerRevision', name)
        const pods = await listOf(ask, 'Pod', name)
        const number = (hash: string): number | undefined =>
          revisions.find(({metadata}) => metadata.name.endsWith(hash))?.['revision']
        const {collisionCount: _, availableReplicas: _a, ...status} = body.status
        for (const field of ['currentRevision', 'updateRevision'])
          if (status[field]) status[field] = number(status[field])
        const size = status.desiredNumberScheduled ?? spec.replicas
        return {
          // A real cluster has other nodes than the simulated one.
          status: Object.fromEntries(
            Object.entries(status).map(([field, value]) => [
              field,
              COUNT.test(field) && value === size ? 'all' : value,
            ]),
          ),
          annotations: body.metadata.annotations,
          revisions: revisions
            .map(({revision, data, metadata}) => [
              revision,
              data.spec.template.$patch,
              data.spec.template.spec.containers[0].env,
              Object.keys(metadata.labels).sort(),
              metadata.annotations,
            ])
            .sort(),
          pods: [
            ...new Set(
              pods.map(({metadata, spec: {tolerations, affinity, hostname, subdomain}}) =>
                JSON.stringify({
                  generateName: metadata.generateName,
                  labels: Object.keys(metadata.labels)
                    .filter(label => label !== 'apps.kubernetes.io/pod-index')
                    .sort(),
                  revision: number(metadata.labels['controller-revision-hash']),
                  tolerations,
                  affinity:
                    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.map(
                      (term: Json) => term['matchFields'][0].key,
                    ),
                  hostname,
                  subdomain,
                }),
              ),
            ),
          ].sort(),
        }
      }
      const isDone = ({status}: Awaited<ReturnType<typeof seen>>, generation: number): boolean => {
        const all = (...names: string[]) => names.every(field => status[field] === 'all')
        return (
          status['observedGeneration'] === generation &&
          (kind === 'DaemonSet'
            ? all('updatedNumberScheduled', 'numberAvailable')
            : all('updatedReplicas', 'readyReplicas') && status['currentRevision'] === status['updateRevision'])
        )
      }
      const settled = async (generation: number) => {
        for (const ask of [real(), simulated()])
          await vi.waitFor(async () => expect(isDone(await seen(ask), generation)).toBe(true), {
            timeout: 120_000,
            interval: 500,
          })
        const [one, other] = await Promise.all([seen(real()), seen(simulated())])
        expect(other).toEqual(one)
      }
      await settled(1)
      const env = [{name: 'A', value: '1'}]
      await both('PATCH', `${path}/${name}`, {spec: {template: {spec: {containers: [{name: 'c', env}]}}}}, STRATEGIC)
      await settled(2)
      for (const ask of [real(), simulated()]) {
        const [first] = (await listOf(ask, 'ControllerRevision', name)).toSorted(
          (a, b) => a['revision'] - b['revision'],
        )
        expect((await ask('PATCH', `${path}/${name}`, first?.['data'], STRATEGIC)).code).toBe(200)
      }
      await settled(3)
      const told = async (ask: Ask): Promise<string[]> => {
        const {body} = await ask('GET', `/api/v1/namespaces/${namespace}/events`)
        const texts = body.items
          .filter(({involvedObject}: Json) => involvedObject['kind'] === kind)
          .map(({type, reason, source, message}: Json) =>
            `${type} ${reason} ${source.component}: ${message}`.replace(/(Created|Deleted) pod: .*/, '$1 pod'),
          )
        return [...new Set<string>(texts)].sort()
      }
      expect(await told(simulated())).toEqual(await told(real()))
      // As a query: Node sends the body of a DELETE without its length, which a real server takes for the next request.
      await both('DELETE', `${path}/${name}?propagationPolicy=Background`)
    },
    400_000,
  )
}
