import {expect, test} from 'vitest'
import {deploymentResource} from '../../../src/sim/kinds/deployment/resource.ts'
import {kinds} from '../../../src/sim/kinds/index.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {replicationControllerResource} from '../../../src/sim/kinds/replicationcontroller/resource.ts'
import {serviceResource} from '../../../src/sim/kinds/service/resource.ts'
import {decodeStrict} from '../../../src/sim/schema/index.ts'
import {testCluster} from '../support/cluster.ts'
import {bare, template, workload} from '../support/manifests.ts'

test('whatever the cluster writes has only fields of its type, and can be sent back as it is', async () => {
  const cluster = await testCluster()
  const shell = (name: string, script: string, spec: Record<string, unknown>) =>
    cluster.create(podResource, name, bare({image: 'busybox', command: ['sh', '-c', script]}, spec))
  await shell('ends', 'sleep 1', {restartPolicy: 'Never'})
  await shell('fails', 'sleep 1; exit 3', {restartPolicy: 'Never'})
  await shell('crashes', 'exit 1', {initContainers: [{name: 'first', image: 'busybox', command: ['true']}]})
  await cluster.create(podResource, 'unpulled', bare({image: 'no.such.image/x:missing'}))
  await cluster.create(podResource, 'unplaced', bare({}, {nodeSelector: {disk: 'none'}}))
  await cluster.create(deploymentResource, 'web', workload())
  await cluster.create(replicationControllerResource, 'rc', {spec: {replicas: 1, template: template()}})
  const service = {type: 'LoadBalancer', selector: {app: 'kubia'}, ports: [{port: 80, targetPort: 8080}]}
  await cluster.create(serviceResource, 'web', {spec: service})
  await cluster.pass(60_000, 500)

  const found = kinds.resources.flatMap(type =>
    cluster.store.list(type).flatMap(object => {
      const text = JSON.stringify(object)
      const {object: read, warnings} = decodeStrict(type, text, 'Warn')
      const differs = JSON.stringify(sorted(read)) === JSON.stringify(sorted(object)) ? [] : ['reads otherwise']
      return [...warnings, ...differs].map(what => `${type.kind} ${object.metadata.name}: ${what}`)
    }),
  )
  expect(found).toEqual([])
})

/** Without what Go leaves out in some places and writes empty in others. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null && inner !== '')
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]))
}
