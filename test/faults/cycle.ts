import {rmSync} from 'node:fs'
import {findLeft, findStray, otherNetworks, processesOf} from './audit.ts'
import type {Budget} from './budget.ts'
import {account, commandOf, type Fault, nodesOf, type Phase, type Scene} from './fault.ts'
import {type Ended, makePlace, type Place} from './place.ts'
import {type Random, seeded} from './random.ts'
import {mountSmallDisk, type SmallDisk} from './surroundings.ts'
import type {FaultTable} from './table.ts'

/** The faults of one life of a cluster: while it is made, while it runs, while it is deleted. */
export interface Cycle {
  up: Fault
  running: readonly Fault[]
  down: Fault
}

/** How long the command of each phase has taken of late, in seconds; guessed until it was seen. */
const typical: Record<Phase, number> = {up: 30, running: 3, down: 5}

/** An `up` with nothing to do may still wait for a node that an earlier run has started: that is no measure of it. */
const NOTHING_TO_DO_SECONDS = 4

/** A cluster of one node in two of three lives: it is made twice as fast. */
const WORKERS: readonly number[] = [0, 0, 1]

const rowOf = ({title, phases}: Fault, phase: Phase): string => {
  if (phase !== 'running') return `${title}, during ${phase}`
  return phases.length === 1 ? title : `${title}, during an up with nothing to do`
}

/** What the cycles of a run share. */
export interface Run {
  table: FaultTable
  budget: Budget
}

/** Things that a run left which had done all else. */
class Leftover extends Error {
  readonly count: number

  constructor(message: string, count: number) {
    super(message)
    this.count = count
  }
}

/** Runs `up` until the cluster is as it should be. @throws where it does not become so */
const converge = async (scene: Scene): Promise<void> => {
  const {place, cluster, say} = scene
  let ended = await place.kubia(...commandOf(scene, 'up')).ended
  if (ended.code === 5 && ended.stderr.includes('kind#1689')) {
    // Containers of others took the node's address while it was away: kind cannot bring such a cluster back.
    say(`up ${account(ended)}`)
    ended = await place.kubia(...commandOf(scene, 'up'), '--recreate').ended
  }
  if (ended.code !== 0) throw new Error(`up does not converge: it ${account(ended)}`)
  const created = / ✔ Create cluster /.test(ended.stderr) && !/Remove leftover|waiting for it/.test(ended.stderr)
  if (created) typical.up = ended.seconds
  else if (/Nothing to do/.test(ended.stderr)) typical.running = Math.min(ended.seconds, NOTHING_TO_DO_SECONDS)
  const nodes = await place.must('kubectl', '--context', `kind-${cluster}`, 'get', 'nodes', '--no-headers')
  const ready = nodes.split('\n').flatMap(line => /^(\S+) +Ready /.exec(line)?.[1] ?? [])
  if (ready.sort().join() !== nodesOf(scene).sort().join())
    throw new Error(`up ended with 0, and the nodes are:\n${nodes}`)
  const current = (await place.must('kubectl', 'config', 'current-context')).trim()
  if (current !== `kind-${cluster}`) throw new Error(`up ended with 0, and the current context is ${current}`)
  const stray = findStray(place)
  if (stray.length > 0) throw new Leftover(`up ended with 0, and left ${stray.join(', ')}`, stray.length)
}

const remove = async ({place, cluster}: Scene): Promise<Ended> => {
  const ended = await place.kubia('down', cluster).ended
  if (ended.code !== 0) throw new Error(`down does not converge: it ${account(ended)}`)
  typical.down = ended.seconds
  return ended
}

/** Takes away by force what a failed cycle leaves, so that it is not found again by the next one. */
const sweep = async (place: Place, clusters: readonly string[]): Promise<void> => {
  for (const {pid} of processesOf(place)) process.kill(pid, 'SIGKILL')
  rmSync(`${place.kubeconfig}.lock`, {force: true})
  for (const cluster of clusters) await place.must('kind', 'delete', 'cluster', '--name', cluster)
}

/** One fault with the convergence after it. @returns what went wrong, or nothing */
const tryFault = async (
  scene: Scene,
  phase: Phase,
  fault: Fault,
  {table, budget}: Run,
  then: () => Promise<unknown>,
): Promise<string[]> => {
  const row = rowOf(fault, phase)
  scene.say(`# ${row}`)
  const begunAt = performance.now()
  const problems: string[] = []
  await fault.strike(scene, phase).catch((error: Error) => problems.push(`${row}: ${error.message}`))
  const startedAt = performance.now()
  let left = 0
  await then().catch((error: Error) => {
    if (error instanceof Leftover) left = error.count
    problems.push(`${row}: ${error.message}`)
  })
  const seconds = (performance.now() - startedAt) / 1000
  budget.took(phase, (performance.now() - begunAt) / 1000)
  table.add(row, {tries: 1, converged: problems.length === 0 || left > 0 ? 1 : 0, left, seconds})
  return problems
}

/**
 * Lives through one cycle: `up` under a fault, and `up` again until the cluster is there; faults while it runs, and `up`
 * after each; `down` under a fault, in one of three cycles `up` once more, and `down`. Then nothing may be left.
 * Where the time ends, the faults of a running cluster that would not fit into it are left out.
 * @throws with all that was done, where kubia did not converge or something is left
 */
export const runCycle = async (name: string, seed: string, cycle: Cycle, run: Run): Promise<void> => {
  const random: Random = seeded(seed)
  const onDisk = [cycle.up, ...cycle.running, cycle.down].flatMap(fault => fault.disk ?? [])
  const disk: SmallDisk | undefined = onDisk.length > 0 ? mountSmallDisk() : undefined
  const place = makePlace(disk?.folder, onDisk.includes('all') ? disk?.folder : undefined)
  const lines: string[] = []
  const scene: Scene = {
    place,
    cluster: name,
    workers: random.pick(WORKERS),
    random,
    typical,
    say: line => void lines.push(line),
  }
  const clusters = [name, ...[2, 3, 4].map(number => `${name}-${number}`)]
  try {
    const networks = await otherNetworks(place)
    const problems = await tryFault(scene, 'up', cycle.up, run, () => converge(scene))
    for (const fault of cycle.running) {
      if (!run.budget.has('running', 'down')) break
      problems.push(...(await tryFault(scene, 'running', fault, run, () => converge(scene))))
    }
    const last = await tryFault(scene, 'down', cycle.down, run, async () => {
      if (random.fraction() < 1 / 3 && run.budget.has('up')) await converge(scene)
      await remove(scene)
    })
    problems.push(...last)
    const left = await findLeft(place, clusters, networks)
    // A cycle's faults share what is left: it is counted once, for the last one.
    run.table.add(rowOf(cycle.down, 'down'), {left: left.length})
    if (problems.length + left.length === 0) return
    await sweep(place, clusters)
    throw new Error([...problems, ...left.map(line => `left over: ${line}`), 'What was done:', ...lines].join('\n'))
  } finally {
    place.remove()
    disk?.remove()
  }
}
