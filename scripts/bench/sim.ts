// Prints what a simulated cluster costs, beside what it may cost: its start beyond the program's own, memory and a
// listing with 500 nodes and 10,000 pods, processor time while nothing happens, and what 10,000 created and deleted
// objects of each kind leave. Ends with 1 where a budget is missed. Needs a build and kubectl.
// `PODS=1000 NODES=50 CYCLES=1000 npm run bench` is a smaller one.
import {spawnSync} from 'node:child_process'
import {readFileSync, rmSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {printSmallTable} from '../../src/printers/small-table.ts'
import {benchHome} from './bench-home.ts'
import {median} from './median.ts'
import {type Ask, connect, type Description, memory, processorTime} from './sim-api.ts'
import {CYCLED, prepareCycles, runCycles} from './sim-cycles.ts'

const ROOT = join(import.meta.dirname, '../..')
const CLI = join(ROOT, 'bin/kubectl-kubia')
const ROUNDS = Number(process.env['ROUNDS'] ?? 7)
const NODES = Number(process.env['NODES'] ?? 500)
const PODS = Number(process.env['PODS'] ?? 10_000)
const CYCLES = Number(process.env['CYCLES'] ?? 10_000)
/** Even. */
const CYCLE_ROUNDS = 10
/** How long nothing is asked of it while its processor time is taken, in ms. */
const IDLE_MS = 10_000

const {home, env} = benchHome()
/** What is budgeted for: up beyond the program's start in ms, memory in MB, a listing in times of encoding it. */
const BUDGET = {upMs: 1000, memoryMb: 400, listTimes: 2, idlePercent: 1, growthPercent: 5}
/** A state file may grow to twice its content and this, in bytes, before it is written again (state-file.ts). */
const STATE_SLACK = 4 * 1024 * 1024

const rows: string[][] = []
const missed: string[] = []
const tell = (what: string, figure: string, beside = '', budget = '', met?: boolean): void => {
  rows.push([what, figure, budget, met === undefined ? '' : met ? 'yes' : 'NO', beside])
  if (met === false) missed.push(what)
}

const kubia = (...args: string[]): number => {
  const started = performance.now()
  const {status, stderr} = spawnSync(process.execPath, [CLI, ...args], {env, encoding: 'utf8'})
  if (status !== 0) throw new Error(`kubia ${args.join(' ')}: ${stderr}`)
  return performance.now() - started
}

const clusterCalled = (name: string): {ask: Ask; pid: number; state: string} => {
  const folder = join(env.XDG_STATE_HOME, 'kubectl-kubia/sim', name)
  const {pid} = JSON.parse(readFileSync(join(folder, 'process.json'), 'utf8')) as {pid: number}
  const state = join(folder, 'state.jsonl')
  return {ask: connect(JSON.parse(readFileSync(state, 'utf8').split('\n')[0] ?? '') as Description), pid, state}
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
  const [whole, own] = [median(up), median(version)]
  // Of each round: whatever else is at work on the machine slows both of its parts.
  const beyond = median(up.map((ms, round) => ms - (version[round] ?? 0)))
  tell(
    "up --provider sim to Ready nodes, beyond the CLI's start-up",
    `${beyond.toFixed(0)} ms`,
    `${whole.toFixed(0)} ms with it; --version takes ${own.toFixed(0)} ms`,
    `< ${BUDGET.upMs} ms`,
    beyond < BUDGET.upMs,
  )
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
  const times = a / b
  tell(
    `list of ${PODS} pods`,
    `${times.toFixed(2)} x JSON encoding`,
    `${a.toFixed(0)} ms, encoding takes ${b.toFixed(0)} ms`,
    `< ${BUDGET.listTimes} x`,
    times < BUDGET.listTimes,
  )
}

/**
 * What is left of objects that were made and deleted: first the heap takes what it works in, and events fill up to the
 * most that are kept; the second half of the rounds may leave nothing.
 */
const benchCycles = async (): Promise<void> => {
  kubia('up', 'cycles', '--provider', 'sim', '--workers', '2')
  const {ask, pid, state} = clusterCalled('cycles')
  const sizes: {memory: number; state: number}[] = []
  const measure = () => sizes.push({memory: memory(pid), state: statSync(state).size})
  await prepareCycles(ask)
  measure()
  for (let round = 1; round <= CYCLE_ROUNDS; round++) {
    await runCycles(ask, Math.ceil(CYCLES / CYCLE_ROUNDS), round)
    // What was deleted last is ended and collected.
    await sleep(2000)
    measure()
  }
  const [middle = 0, last = 0] = [sizes[CYCLE_ROUNDS / 2], sizes[CYCLE_ROUNDS]].map(size => size?.memory)
  const growth = (last / middle - 1) * 100
  tell(
    `growth of memory in the second half of ${CYCLES} cycles of ${CYCLED.length} kinds`,
    `${growth.toFixed(1)} %`,
    `${sizes.map(size => size.memory.toFixed(0)).join(', ')} MB before and after each of ${CYCLE_ROUNDS} rounds`,
    `< ${BUDGET.growthPercent} %`,
    growth < BUDGET.growthPercent,
  )
  const [half = 0, end = 0] = [sizes[CYCLE_ROUNDS / 2], sizes[CYCLE_ROUNDS]].map(size => size?.state)
  const limit = 2 * half + STATE_SLACK
  tell(
    'state file after them',
    `${(end / 1e6).toFixed(1)} MB`,
    `${sizes.map(size => (size.state / 1e6).toFixed(1)).join(', ')} MB before and after each`,
    `< ${(limit / 1e6).toFixed(1)} MB`,
    end < limit,
  )
}

try {
  benchStart()
  kubia('up', 'large', '--provider', 'sim', '--workers', '100', '--wait=false')
  const {ask, pid} = clusterCalled('large')
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
  const used = memory(pid)
  const ofMany = `memory with ${NODES} nodes and ${PODS} pods`
  tell(ofMany, `${used.toFixed(0)} MB`, '', `< ${BUDGET.memoryMb} MB`, used < BUDGET.memoryMb)
  await benchList(ask)
  await sleep(2000)
  const before = processorTime(pid)
  await sleep(IDLE_MS)
  const idle = ((processorTime(pid) - before) / IDLE_MS) * 100
  tell(
    'processor time while idle',
    `${idle.toFixed(1)} % of a core`,
    '',
    `< ${BUDGET.idlePercent} %`,
    idle < BUDGET.idlePercent,
  )
  kubia('down', 'large')
  await benchCycles()
  process.stdout.write(printSmallTable(['SIMULATED CLUSTER', 'FIGURE', 'BUDGET', 'MET', 'BESIDE'], rows))
  if (missed.length > 0) {
    process.stderr.write(`not within its budget: ${missed.join('; ')}\n`)
    process.exitCode = 1
  }
} finally {
  spawnSync(process.execPath, [CLI, 'down', '--all', '--yes'], {env})
  rmSync(home, {recursive: true, force: true})
}
