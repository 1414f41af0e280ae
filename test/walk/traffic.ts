import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest'
import {type Bench, bench, deployment, type Outcome, type WorkflowCluster} from './cluster.ts'
import {hammer, request, type Score} from './hammer.ts'
import {limitedKubeconfig, removeLimitedUser} from './limited-user.ts'

/** A kubia that runs until it is ended. */
export interface LongRun {
  stdout: () => string
  stderr: () => string
  signal: (signal: NodeJS.Signals) => void
  end: Promise<Outcome>
}

export interface TrafficCluster extends WorkflowCluster {
  /** Starts kubia; as an ordinary user where that is asked and this is none, which not every cluster's place allows. */
  start: (args: readonly string[], options?: {ordinary: boolean}) => LongRun
  hasOrdinaryUser: boolean
  /** The host port that leads to the one node port that is published, and that node port. */
  published: {host: number; node: number}
}

const NAMESPACE = 'wf-traffic'
const CONCURRENCY = 4
const MANY = 200
/** The grace of a pod that ends in order, in ms: then it is over with what is still under way. */
const ENDED_MS = 6000
const NODE_PORTS = 'jsonpath={.items[*].spec.ports[*].nodePort}'
const WITHIN = {timeout: 60_000, interval: 100}
/** For two churns of waits and graces, in ms. */
const CHURN_MS = 180_000

const service = (name: string, app: string, spec: object): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name},
  spec: {selector: {app}, ports: [{port: 80, targetPort: 8080, protocol: 'TCP'}], type: 'LoadBalancer', ...spec},
})

/** A program that ends in order: it goes on for a while after its pod is no longer ready for more. */
const inOrder = {lifecycle: {preStop: {exec: {command: ['sleep', '3']}}}}
/** Ready only when it answers, so that no connection is sent to a program that does not listen yet. */
const probed = {readinessProbe: {httpGet: {path: '/', port: 8080}, periodSeconds: 1}}

const podsOf = async (work: Bench, app: string): Promise<string[]> =>
  (await work.kubectl('get', 'pods', '-l', `app=${app}`, '-o', 'name')).split('\n').filter(Boolean)

/** Scales an app 1 → 3, deletes a pod, and scales back to 1, each time until it is so. @returns how many pods went */
const churn = async (work: Bench, app: string): Promise<number> => {
  expect(await work.kubia('scale', 'deployment', app, '3')).toMatchObject({code: 0})
  const [pod = ''] = await podsOf(work, app)
  await work.kubectl('delete', pod, '--wait=false')
  await vi.waitFor(async () => expect(await podsOf(work, app)).not.toContain(pod), WITHIN)
  expect(await work.kubia('scale', 'deployment', app, '1')).toMatchObject({code: 0})
  await vi.waitFor(async () => expect(await podsOf(work, app)).toHaveLength(1), WITHIN)
  return 3
}

const tell = (way: string, {requests, lost, pods}: Score): void =>
  console.log(
    `${way}: ${requests} requests, ${lost.length} lost${lost.length > 0 ? ` (${lost})` : ''}, ${pods.size} pods`,
  )

/**
 * Traffic to an app by every way there is, while its pods come and go. The namespace is made and left to the caller's
 * cluster; a tunnel runs all along.
 */
export const describeTraffic = (cluster: TrafficCluster): void => {
  describe('traffic', () => {
    const work = bench(cluster, NAMESPACE)
    const words = ['tunnel', '--context', cluster.context, '-n', NAMESPACE]
    let tunnel: LongRun

    /** The URL that a tunnel printed for a service. */
    const urlOf = (name: string): string => {
      const line = tunnel
        .stdout()
        .split('\n')
        .find(text => text.startsWith(`${NAMESPACE}/${name} `))
      return line?.split(/\s+/)[1] ?? ''
    }
    const begin = async (options?: {ordinary: boolean}): Promise<void> => {
      tunnel = cluster.start(words, options)
      const served = (): void => {
        for (const name of ['calm', 'calm2', 'abrupt'])
          expect(urlOf(name), tunnel.stderr()).toMatch(/^http:\/\/127\.\d+\.\d+\.\d+(:\d+)?$/)
      }
      await vi.waitFor(served, WITHIN)
    }
    const addressOf = async (name: string): Promise<string> =>
      work.kubectl('get', 'service', name, '-o', 'jsonpath={.status.loadBalancer.ingress[*].ip}')

    const usedNodePorts = async (): Promise<string[]> =>
      (await cluster.kubectl('--context', cluster.context, 'get', 'services', '-A', '-o', NODE_PORTS)).split(' ')

    beforeAll(async () => {
      await cluster.kubectl('--context', cluster.context, 'create', 'namespace', NAMESPACE)
      const balanced = cluster.can.has('pending addresses') ? {} : {loadBalancerClass: 'kubia.dev/tunnel'}
      const objects = [
        deployment('calm', {...probed, ...inOrder}, {terminationGracePeriodSeconds: 5}),
        deployment('abrupt', probed),
        service('calm', 'calm', balanced),
        service('calm2', 'calm', balanced),
        service('abrupt', 'abrupt', balanced),
        service('node', 'calm', {type: 'NodePort'}),
      ]
      const deployed = await work.deploy(objects)
      expect(deployed.code, deployed.stderr).toBe(0)
      await begin()
      // What other tests had published goes with their namespaces.
      const {host, node} = cluster.published
      await vi.waitFor(async () => expect(await usedNodePorts()).not.toContain(String(node)), WITHIN)
      const words = ['--name', 'published', '--type', 'NodePort', '--port', '80', '--target-port', '8080']
      const exposed = await work.kubia('expose', 'deployment', 'calm', ...words)
      expect(exposed.stderr, exposed.stderr).toContain(`http://localhost:${host} answers 200`)
    }, 180_000)
    afterAll(async () => {
      tunnel?.signal('SIGINT')
      await tunnel?.end
      await cluster.kubectl('--context', cluster.context, 'delete', 'namespace', NAMESPACE, '--wait=false')
      if (cluster.can.has('rights')) await removeLimitedUser(cluster)
    })

    test(
      'loses nothing to an app that ends in order, and what is under way on pods that are killed',
      async () => {
        const nodeUrl = (await work.kubia('open', 'node', '--print')).stdout.trim()
        const ways = {
          tunnel: urlOf('calm'),
          'node port': nodeUrl,
          'published port': `http://localhost:${cluster.published.host}`,
        }
        const hammers = Object.entries(ways).map(([way, url]) => ({way, running: hammer(url, CONCURRENCY)}))
        const abrupt = hammer(urlOf('abrupt'), CONCURRENCY)
        const [, killed] = await Promise.all([churn(work, 'calm'), churn(work, 'abrupt')])
        for (const {way, running} of hammers) {
          const score = await running.stop()
          tell(way, score)
          expect(score.lost, way).toEqual([])
          expect(score.pods.size, way).toBeGreaterThanOrEqual(3)
        }
        const score = await abrupt.stop()
        tell('tunnel, pods killed', score)
        expect(score.lost.length).toBeLessThanOrEqual(CONCURRENCY * killed)
        expect(score.pods.size).toBeGreaterThanOrEqual(3)
      },
      CHURN_MS,
    )

    test('waits for the next pod where the only one is deleted', async () => {
      const [only = ''] = await podsOf(work, 'abrupt')
      await work.kubectl('delete', only, '--wait=false')
      await vi.waitFor(() => expect(tunnel.stderr()).toContain(`- ${only.replace('pod/', '')}`), WITHIN)
      // The tunnel waits up to 20 s for a pod, and as long again for what a busy API server makes of it.
      expect(await request(urlOf('abrupt'), WITHIN.timeout)).toMatch(/^You've hit abrupt-/)
    })

    test('of 200 connections at once is answered whole, and spread over the pods', async () => {
      expect(await work.kubia('scale', 'deployment', 'calm', '3')).toMatchObject({code: 0})
      const answered = new Set<string>()
      const spread = async (): Promise<void> => {
        const answers = await Promise.all(Array.from({length: MANY}, () => request(urlOf('calm'))))
        expect(answers.filter(answer => !answer.startsWith("You've hit calm-"))).toEqual([])
        for (const answer of answers) answered.add(answer)
      }
      await spread()
      // kube-proxy hears of a pod after that is ready.
      await vi.waitFor(async () => {
        await spread()
        expect(answered.size).toBe(3)
      }, WITHIN)
    })

    test('of two services on one port goes over an address each', async () => {
      expect(await addressOf('calm')).not.toBe(await addressOf('calm2'))
      expect(await request(urlOf('calm2'))).toMatch(/^You've hit calm-/)
    })

    test('a second tunnel of the same cluster is refused with the first one’s pid', async () => {
      const {code, stderr} = await cluster.kubia(words)
      expect(code).toBe(4)
      expect(stderr).toMatch(/a tunnel runs for this cluster already \(pid \d+\) +\[TUNNEL_RUNS\]/)
    })

    test('goes on at the same addresses when a tunnel was killed and another one begins', async () => {
      const before = [await addressOf('calm'), urlOf('calm'), urlOf('abrupt')]
      tunnel.signal('SIGKILL')
      await tunnel.end
      expect((await work.kubia('status')).stderr).toContain('its tunnel is gone')
      await begin()
      expect([await addressOf('calm'), urlOf('calm'), urlOf('abrupt')]).toEqual(before)
      expect(await request(urlOf('calm'))).toMatch(/^You've hit calm-/)
    })

    test('is told of by expose, open and status while a tunnel runs', async () => {
      const url = urlOf('abrupt')
      expect((await work.kubia('status')).stderr).toMatch(
        new RegExp(`^tunnel \\(pid \\d+\\): .*${NAMESPACE}/abrupt ${url}`, 'm'),
      )
      expect(await work.kubia('open', 'abrupt', '--print')).toEqual({code: 0, stdout: `${url}\n`, stderr: ''})
      const exposed = await work.kubia('expose', 'deployment', 'abrupt', '--port', '80', '--target-port', '8080')
      expect(exposed.stderr).toContain(`${url} answers 200`)
    })

    test('ends with Ctrl-C, which takes the addresses back', async () => {
      tunnel.signal('SIGINT')
      const {code, stderr} = await tunnel.end
      expect(code).toBe(130)
      expect(stderr).toContain('3 addresses taken back')
      expect(await addressOf('calm')).toBe('')
      const marks = String.raw`jsonpath={.items[*].metadata.annotations.kubia\.dev/tunnel}`
      expect(await work.kubectl('get', 'services', '-o', marks)).toBe('')
    })

    test.runIf(cluster.hasOrdinaryUser)(
      'of an ordinary user goes over the next free port from 8080 in place of 80',
      async () => {
        await begin({ordinary: true})
        expect(urlOf('calm')).toMatch(/^http:\/\/127\.\d+\.\d+\.\d+:8080$/)
        expect(tunnel.stderr()).toMatch(
          /calm: port 80 cannot be listened on \(this user may not have it\), so it is 127\.\S+:8080$/m,
        )
        const mark = await work.kubectl(
          'get',
          'service',
          'calm',
          '-o',
          'jsonpath={.metadata.annotations.kubia\\.dev/published-ports}',
        )
        expect(mark).toBe('80=8080')
        expect(await request(urlOf('calm'))).toMatch(/^You've hit calm-/)
      },
    )

    test.runIf(cluster.can.has('rights'))(
      'goes through the API server for a user who may not see the nodes, and loses nothing either',
      async () => {
        tunnel.signal('SIGINT')
        await tunnel.end
        const kubeconfig = await limitedKubeconfig(cluster)
        tunnel = cluster.start([...words, '--kubeconfig', kubeconfig])
        await vi.waitFor(() => expect(tunnel.stderr()).toContain('calm → 3 pods (by the API server)'), WITHIN)
        const running = hammer(urlOf('calm'), CONCURRENCY)
        expect(await work.kubia('scale', 'deployment', 'calm', '1')).toMatchObject({code: 0})
        await vi.waitFor(() => expect(tunnel.stderr()).toContain('calm → 1 pod (by the API server)'), WITHIN)
        await sleep(ENDED_MS)
        const score = await running.stop()
        tell('tunnel through the API server', score)
        expect(score.lost).toEqual([])
        expect(score.pods.size).toBe(3)
        const answers = await Promise.all(Array.from({length: MANY}, () => request(urlOf('calm'))))
        expect(answers.filter(answer => !answer.startsWith("You've hit calm-"))).toEqual([])
      },
    )
  })
}
