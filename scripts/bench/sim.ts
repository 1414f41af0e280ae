// Prints what a simulated cluster costs: its start beside the program's own, memory and a listing with 500 nodes and
// 10,000 pods, processor time while nothing happens, and what 10,000 created and deleted objects leave. Needs a build
// and kubectl. `PODS=1000 NODES=50 CYCLES=1000 npm run bench` is a smaller one.
import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs'
import {Agent, request} from 'node:https'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {printSmallTable} from '../../src/printers/small-table.ts'
import {median} from './median.ts'

const ROOT = join(import.meta.dirname, '../..')
const CLI = join(ROOT, 'bin/kubectl-kubia')
const ROUNDS = Number(process.env['ROUNDS'] ?? 7)
const NODES = Number(process.env['NODES'] ?? 500)
const PODS = Number(process.env['PODS'] ?? 10_000)
const CYCLES = Number(process.env['CYCLES'] ?? 10_000)
/** How long nothing is asked of it while its processor time is taken, in ms. */
const IDLE_MS = 10_000

const home = mkdtempSync(join(tmpdir(), 'kubia-bench-'))
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  XDG_STATE_HOME: join(home, 'state'),
  KUBECONFIG: join(home, 'config'),
}
const rows: string[][] = []
const tell = (what: string, figure: string, beside = ''): void => {
  rows.push([what, figure, beside])
}

const kubia = (...args: string[]): number => {
  const started = performance.now()
  const {status, stderr} = spawnSync(process.execPath, [CLI, ...args], {env, encoding: 'utf8'})
  if (status !== 0) throw new Error(`kubia ${args.join(' ')}: ${stderr}`)
  return performance.now() - started
}

const benchStart = (): void => {
  const [up, version]: [number[], number[]] = [[], []]
  for (let round = 0; round <= ROUNDS; round++) {
    const own = kubia('--version')
    const whole = kubia('up', 'start', '--provider', 'sim')
    kubia('down', 'start')
    // The first round fills caches.
    if (round > 0) version.push(own)
    if (round > 0) up.push(whole)
  }
  const [a, b] = [median(up), median(version)]
  tell(
    'up --provider sim to Ready nodes',
    `${a.toFixed(0)} ms`,
    `${(a / b).toFixed(1)} x --version (${b.toFixed(0)} ms)`,
  )
}

interface Description {
  server: string
  caData: string
  clientCertificateData: string
  clientKeyData: string
}

/** Sends requests to the API server of a cluster. */
const connect = ({server, caData, clientCertificateData, clientKeyData}: Description) => {
  const decode = (data: string): Buffer => Buffer.from(data, 'base64')
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 8,
    ca: decode(caData),
    cert: decode(clientCertificateData),
    key: decode(clientKeyData),
  })
  return (method: string, path: string, body?: object): Promise<string> =>
    new Promise((resolve, reject) => {
      const asked = request(
        `${server}${path}`,
        {method, agent, headers: {'content-type': 'application/json'}},
        answer => {
          const chunks: Buffer[] = []
          answer.on('data', chunk => chunks.push(chunk))
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString()
            if ((answer.statusCode ?? 500) < 300) resolve(text)
            else reject(new Error(`${method} ${path}: ${text.slice(0, 300)}`))
          })
        },
      )
      asked.on('error', reject)
      asked.end(body && JSON.stringify(body))
    })
}
type Ask = ReturnType<typeof connect>

const memory = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

/** Processor time of a process so far, in ms; the clock tick of Linux is 10 ms (proc(5), sysconf(3)). */
const processorTime = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const deployment = (replicas: number): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'many'},
  spec: {
    replicas,
    selector: {matchLabels: {app: 'many'}},
    template: {
      metadata: {labels: {app: 'many'}},
      spec: {containers: [{name: 'web', image: 'museopkim/kubia', ports: [{containerPort: 8080}]}]},
    },
  },
})

const waitForPods = async (ask: Ask): Promise<void> => {
  const path = '/apis/apps/v1/namespaces/default/deployments/many'
  for (;;) {
    const {status} = JSON.parse(await ask('GET', path)) as {status?: {readyReplicas?: number}}
    if (status?.readyReplicas === PODS) return
    await sleep(500)
  }
}

const benchList = async (ask: Ask): Promise<void> => {
  const [list, encode]: [number[], number[]] = [[], []]
  const path = '/api/v1/pods'
  const value: unknown = JSON.parse(await ask('GET', path))
  for (let round = 0; round < ROUNDS; round++) {
    let started = performance.now()
    await ask('GET', path)
    list.push(performance.now() - started)
    started = performance.now()
    JSON.stringify(value)
    encode.push(performance.now() - started)
  }
  const [a, b] = [median(list), median(encode)]
  tell(`list of ${PODS} pods`, `${a.toFixed(0)} ms`, `${(a / b).toFixed(2)} x JSON encoding (${b.toFixed(0)} ms)`)
}

const benchCycles = async (ask: Ask, pid: number, stateFile: string): Promise<void> => {
  const size = (): string => `${memory(pid).toFixed(0)} MB, state ${(statSync(stateFile).size / 1e6).toFixed(1)} MB`
  const path = '/api/v1/namespaces/default/configmaps'
  const cycles = async (worker: number, count: number): Promise<void> => {
    for (let turn = 0; turn < count; turn++) {
      const name = `cycle-${worker}-${turn}`
      await ask('POST', path, {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name}, data: {turn: String(turn)}})
      await ask('DELETE', `${path}/${name}`)
    }
  }
  const all = (count: number): Promise<unknown> =>
    Promise.all([0, 1, 2, 3].map(worker => cycles(worker, Math.ceil(count / 4))))
  await all(CYCLES)
  const before = size()
  await all(CYCLES)
  tell(`${CYCLES} objects created and deleted`, size(), `after as many before: ${before}`)
}

try {
  benchStart()
  kubia('up', 'large', '--provider', 'sim', '--workers', '100', '--wait=false')
  const folder = join(env.XDG_STATE_HOME, 'kubectl-kubia/sim/large')
  const {pid} = JSON.parse(readFileSync(join(folder, 'process.json'), 'utf8')) as {pid: number}
  const state = join(folder, 'state.jsonl')
  const ask = connect(JSON.parse(readFileSync(state, 'utf8').split('\n')[0] ?? '') as Description)
  tell('memory, nothing but nodes', `${memory(pid).toFixed(0)} MB`)
  const {items} = JSON.parse(await ask('GET', '/api/v1/nodes')) as {items: {metadata: {name: string}}[]}
  for (let node = items.length; node < NODES; node++) {
    const metadata = {name: `extra-${node}`}
    await ask('POST', '/api/v1/nodes', {apiVersion: 'v1', kind: 'Node', metadata})
  }
  const started = performance.now()
  await ask('POST', '/apis/apps/v1/namespaces/default/deployments', deployment(PODS))
  await waitForPods(ask)
  tell(`${PODS} pods from nothing to ready`, `${((performance.now() - started) / 1000).toFixed(1)} s`)
  tell(`memory with ${NODES} nodes and ${PODS} pods`, `${memory(pid).toFixed(0)} MB`)
  await benchList(ask)
  await sleep(2000)
  const before = processorTime(pid)
  await sleep(IDLE_MS)
  tell('processor time while idle', `${(((processorTime(pid) - before) / IDLE_MS) * 100).toFixed(1)} % of a core`)
  await benchCycles(ask, pid, state)
  process.stdout.write(printSmallTable(['SIMULATED CLUSTER', 'FIGURE', 'BESIDE'], rows))
} finally {
  spawnSync(process.execPath, [CLI, 'down', '--all', '--yes'], {env})
  rmSync(home, {recursive: true, force: true})
}
