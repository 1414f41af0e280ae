// Prints how an app is reached over a tunnel beside `kubectl port-forward` and its node port: latency, requests and
// bytes a second. The ways take turns in one run, so that a busy machine slows all alike. It needs a build and a kind
// cluster that may be used for it, with the app image on its nodes: `CLUSTER=kubia npm run bench`; without one it says
// so. What it makes in the cluster goes.
import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {get} from 'node:http'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {printSmallTable} from '../../src/printers/small-table.ts'
import {median} from './median.ts'

const CLI = join(import.meta.dirname, '../../bin/kubectl-kubia')
const CLUSTER = process.env['CLUSTER']
const IMAGE = process.env['IMAGE'] ?? 'museopkim/kubia:latest'
const ROUNDS = Number(process.env['ROUNDS'] ?? 5)
const NAMESPACE = `kubia-bench-${process.pid}`
const BIG_MB = 64
/** Requests one after the other, and at once, in one turn. */
const SINGLE = 20
const [MANY, AT_ONCE] = [200, 16]
/** How many connections are open at once, each for one request, and how many there are of them in one turn. */
const CONNECTIONS = [1, 50, 200] as const
const CONNECTIONS_A_TURN = 400
const START_MS = 60_000

const place = ['--context', `kind-${CLUSTER}`, '--namespace', NAMESPACE]
const kubectl = (args: readonly string[], input?: string): string => {
  const {status, stdout, stderr} = spawnSync('kubectl', [...place, ...args], {encoding: 'utf8', input})
  if (status !== 0) throw new Error(`kubectl ${args.join(' ')} exited with ${status}: ${stderr}`)
  return stdout
}

/** Three pods of busybox' httpd with a small file and a big one, and a service of each kind. */
const objects = (): object[] => {
  const serve = `mkdir /www; echo hello > /www/index.html; dd if=/dev/zero of=/www/big bs=1M count=${BIG_MB}; exec httpd -f -p 8080 -h /www`
  const service = (name: string, type: string): object => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name},
    spec: {type, selector: {app: 'web'}, ports: [{port: 80, targetPort: 8080, protocol: 'TCP'}]},
  })
  const container = {
    name: 'web',
    image: IMAGE,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', serve],
    readinessProbe: {httpGet: {path: '/', port: 8080}, periodSeconds: 1},
  }
  const template = {metadata: {labels: {app: 'web'}}, spec: {terminationGracePeriodSeconds: 0, containers: [container]}}
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'web'},
      spec: {replicas: 3, selector: {matchLabels: {app: 'web'}}, template},
    },
    service('balanced', 'LoadBalancer'),
    service('inner', 'ClusterIP'),
  ]
}

const children: ChildProcess[] = []

/** Starts what goes on until it is ended. @returns what a pattern finds in its output */
const begin = async (program: string, args: readonly string[], pattern: RegExp): Promise<string> => {
  const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'pipe']})
  children.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (text += String(chunk)))
  const startedAt = performance.now()
  for (;;) {
    const found = pattern.exec(text)?.[1]
    if (found) return found
    if (child.exitCode !== null || performance.now() - startedAt > START_MS)
      throw new Error(`${program} ${args.join(' ')} did not begin: ${text}`)
    await sleep(50)
  }
}

/** One request over a connection of its own. @returns how many bytes were answered */
const ask = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = get(url, {agent: false}, response => {
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      response.on('end', () =>
        response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${url}: ${response.statusCode}`)),
      )
      response.on('error', reject)
    })
    sent.on('error', reject)
  })

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

interface Figures {
  /** Of each of CONNECTIONS. */
  connections: {latency: number[]; perSecond: number[]}[]
  latency: number[]
  perSecond: number[]
  megabytes: number[]
}

/** Requests over connections of their own, so many at a time. */
const connect = async (url: string, atOnce: number, {latency, perSecond}: Figures['connections'][number]) => {
  let left = CONNECTIONS_A_TURN
  const some = async (): Promise<void> => {
    while (left-- > 0) latency.push(await timed(() => ask(url)))
  }
  perSecond.push(CONNECTIONS_A_TURN / ((await timed(() => Promise.all(Array.from({length: atOnce}, some)))) / 1000))
}

/** What all but one of a hundred values are below. */
const p99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? 0

const measure = async (url: string, {latency, perSecond, megabytes, connections}: Figures): Promise<void> => {
  for (let count = 0; count < SINGLE; count++) latency.push(await timed(() => ask(url)))
  let left = MANY
  const some = async (): Promise<void> => {
    while (left-- > 0) await ask(url)
  }
  perSecond.push(MANY / ((await timed(() => Promise.all(Array.from({length: AT_ONCE}, some)))) / 1000))
  for (const [index, figures] of connections.entries()) await connect(url, CONNECTIONS[index] ?? 1, figures)
  megabytes.push(BIG_MB / ((await timed(() => ask(`${url}/big`))) / 1000))
}

const ways = async (): Promise<Record<string, string>> => {
  const address = kubectl(['get', 'nodes', '-o', 'jsonpath={.items[0].status.addresses[0].address}'])
  const nodePort = kubectl(['get', 'service', 'balanced', '-o', 'jsonpath={.spec.ports[0].nodePort}'])
  const forwarded = await begin(
    'kubectl',
    [...place, 'port-forward', 'service/inner', ':80'],
    /Forwarding from 127\.0\.0\.1:(\d+)/,
  )
  const kubia = (words: readonly string[], pattern: RegExp): Promise<string> =>
    begin(process.execPath, [CLI, ...words, ...place], pattern)
  return {
    'node port': `http://${address}:${nodePort}`,
    tunnel: await kubia(['tunnel'], /balanced +(http:\/\/\S+)/),
    'kubia open (API server)': await kubia(['open', 'inner'], /^(http:\/\/\S+)/m),
    'kubectl port-forward': `http://127.0.0.1:${forwarded}`,
  }
}

const newFigures = (): Figures => ({
  latency: [],
  perSecond: [],
  megabytes: [],
  connections: CONNECTIONS.map(() => ({latency: [], perSecond: []})),
})

const bench = async (): Promise<string[][]> => {
  kubectl(['create', 'namespace', NAMESPACE])
  try {
    kubectl(['create', '-f', '-'], JSON.stringify({apiVersion: 'v1', kind: 'List', items: objects()}))
    kubectl(['rollout', 'status', 'deployment/web', '--timeout=120s'])
    const urls = Object.entries(await ways())
    const figures = new Map(urls.map(([way]) => [way, newFigures()]))
    for (let round = 0; round < ROUNDS; round++)
      for (const [way, url] of urls) await measure(url, figures.get(way) as Figures)
    const forward = figures.get('kubectl port-forward') as Figures
    return [...figures].map(([way, {latency, perSecond, megabytes, connections}]) => [
      way,
      median(latency).toFixed(1),
      (median(latency) / median(forward.latency)).toFixed(2),
      median(perSecond).toFixed(0),
      (median(perSecond) / median(forward.perSecond)).toFixed(2),
      median(megabytes).toFixed(0),
      (median(megabytes) / median(forward.megabytes)).toFixed(2),
      ...connections.map(one => `${p99(one.latency).toFixed(0)}, ${median(one.perSecond).toFixed(0)}`),
    ])
  } finally {
    for (const child of children) child.kill('SIGINT')
    kubectl(['delete', 'namespace', NAMESPACE, '--wait=false'])
  }
}

if (CLUSTER === undefined) process.stdout.write('reach: skipped, since CLUSTER names no kind cluster\n')
else {
  const columns = [
    'REACHED OVER',
    'P50 MS',
    'RATIO',
    `REQUESTS/S (${AT_ONCE} AT ONCE)`,
    'RATIO',
    'MB/S',
    'RATIO',
    ...CONNECTIONS.map(count => `${count} AT ONCE: P99 MS, CONNECTIONS/S`),
  ]
  process.stdout.write(printSmallTable(columns, await bench()))
}
