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
afterAll(() => sim.stop(), 60_000)

test('up tells which host port it took, and ends its answer with the URL of the app', async () => {
  const words = ['up', 'exposed', '--provider', 'sim', '--no-switch-context', '-p', '0:30081']
  const app = ['--app', 'other=museopkim/kubia', '--app-port', '8080', '--expose']
  const {code, stdout, stderr} = await sim.kubia([...words, ...app])
  expect(code, stderr).toBe(0)
  const host = /^published localhost:(\d+) → node port 30081$/m.exec(stderr)?.[1]
  expect(stdout.split('\n').slice(-2)).toEqual([`http://localhost:${host}`, ''])
  const again = JSON.parse((await sim.kubia([...words, '-o', 'json'])).stdout) as {published: object[]}
  expect(again.published).toEqual([{address: '127.0.0.1', hostPort: Number(host), nodePort: 30081, protocol: 'TCP'}])
  await kubectl('delete', 'service,deployment', 'other')
})

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

test('expose gives a service that becomes a NodePort the published port, and a dry run names no port that is yet to be allocated', async () => {
  const inside = await kubia('expose', 'deployment', 'web', '--name', 'grows', '--port', '80', '--target-port', '8080')
  expect(inside.code, inside.stderr).toBe(0)
  const words = ['expose', 'deployment', 'web', '--name', 'grows', '--type', 'NodePort']
  const line = `kubectl kubia ${words.join(' ')} --context ${sim.context} -n default`
  const [host] = /localhost:\d+/.exec(inside.stderr) ?? []
  expect(inside.stderr).toContain(`  for good:\n    then it answers at http://${host}:\n      ${line}\n`)

  const planned = await kubia(...words, '--dry-run')
  expect(planned.stdout).toContain('nodePort: 30081\n')
  const grown = await kubia(...words)
  expect(grown.code, grown.stderr).toBe(0)
  expect(grown.stderr).toMatch(/^ {2}~ spec\.ports\[80\]\.nodePort: <none> → 30081$/m)
  expect(grown.stderr).toContain(`http://${host} answers 200`)
  expect(grown.stderr).toContain(' (node port 30081 is published there)')
  expect(grown.stderr).not.toContain('for good:')

  const next = await kubia(...words.with(4, 'next'), '--port', '80', '--target-port', '8080')
  const {ports} = (await spec('service', 'next')).spec as {ports: {nodePort: number}[]}
  expect(next.stderr).toMatch(/^.* Probe +http:\/\/127\.\S+ answers 200 .* \(the node port on a node’s own address\)/m)
  const lasting = `  for good:\n    when the cluster is created again:\n      kubectl kubia up exposed --provider sim -p 8080:${ports[0]?.nodePort}\n`
  expect(next.stderr).toContain(lasting)
  const opened = await kubia('open', 'next')
  expect(opened.stdout).toMatch(/^http:\/\/127\.\S+\n$/)
  expect(opened.stderr).toContain(lasting)

  await kubia('expose', 'deployment', 'web', '--name', 'later', '--port', '80', '--target-port', '8080')
  const dry = await kubia(...words.with(4, 'later'), '--dry-run=server')
  expect(dry.stderr).toContain('  ~ spec.type: ClusterIP → NodePort\n')
  expect(dry.stderr).not.toContain('nodePort')
})

test('open ends with NO_ANSWER where nothing listens behind the port that it forwards', async () => {
  const words = ['expose', 'deployment', 'web', '--name', 'deaf', '--port', '80', '--target-port', '9999']
  expect(await kubia(...words, '--wait=false')).toMatchObject({code: 0})
  const {code, stdout, stderr} = await kubia('open', 'deaf')
  expect({code, stdout}, stderr).toEqual({code: 6, stdout: ''})
  expect(stderr).toContain('service deaf has endpoints, but nothing listens on its target port 9999')
  expect(stderr).toContain('[NO_ANSWER]')
})

test('hit counts what the pods of a service answer, over a forwarded port where no URL answers, and needs no name to say which service is meant', async () => {
  await kubia('scale', 'deployment', 'web', '2')
  expect(await kubia('expose', 'deployment', 'web', '--name', 'counted', '--wait=false')).toMatchObject({code: 0})
  const {code, stdout, stderr} = await kubia('hit', 'service/counted', '-n', '6', '-n', 'default', '-o', 'json')
  expect(code, stderr).toBe(0)
  const pods = (await kubectl('get', 'pods', '-l', 'app=web', '-o', 'name')).trim().split('\n')
  const hit = JSON.parse(stdout) as {answers: {answer: string; count: number}[]}
  expect(hit).toMatchObject({service: 'counted', namespace: 'default', forwarded: true, requests: 6, answered: 6})
  expect(hit.answers.map(({answer}) => `pod/${answer}`).sort()).toEqual(pods.sort())
  const bars = await kubia('hit', 'counted', '-n', '4', '-c', '2', '--by', 'status')
  expect(bars.stdout).toBe(`200   4   ${'█'.repeat(40)}\n`)
  expect((await kubia('hit')).stderr).toMatch(/there are several services: .*counted/)
})
