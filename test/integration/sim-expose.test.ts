import {afterAll, beforeAll, expect, test} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('exposed', ['--workers', '1', '-p', '0:30081'])
const kubectl = (...args: string[]) => sim.kubectl('--context', sim.context, ...args)
const kubia = (...args: string[]) => sim.kubia([...args, '--context', sim.context])
const apply = async (object: object): Promise<void> => {
  const {code, stderr} = await sim.run('kubectl', ['--context', sim.context, 'apply', '-f', '-'], {
    input: JSON.stringify(object),
  })
  expect(code, stderr).toBe(0)
}
const spec = async (kind: string, name: string) =>
  JSON.parse(await kubectl('get', kind, name, '-o', 'json')) as {
    metadata: {annotations: Record<string, string>}
    spec: Record<string, unknown>
  }

beforeAll(async () => {
  await sim.ready
  const made = await kubia('deploy', 'web', '--image', 'museopkim/kubia', '--port', '8080')
  expect(made.code, made.stderr).toBe(0)
})
afterAll(() => sim.stop())

test('expose keeps every field of a service that kubectl applied on the client', async () => {
  await apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'applied', annotations: {note: 'kept'}},
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      sessionAffinity: 'ClientIP',
      loadBalancerClass: 'example.com/other',
      selector: {app: 'web'},
      ports: [{port: 80, targetPort: 8080}],
    },
  })
  const before = await spec('service', 'applied')
  const words = ['expose', 'deployment', 'web', '--name', 'applied', '--port', '80', '--target-port', '8080']
  const {code, stderr} = await kubia(...words, '--wait=false')
  expect(code, stderr).toBe(0)
  const after = await spec('service', 'applied')
  expect(after.spec).toEqual(before.spec)
  expect(after.metadata.annotations).toEqual(before.metadata.annotations)
  expect(stderr).toContain('  ~ metadata.labels: <none> → {"app":"web"}\n')
})
