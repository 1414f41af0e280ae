// Prints how long commands take that only look, or find nothing to change, beside the one `kubectl get` that shows the
// same, on a simulated cluster. Each pair takes turns, so that a busy machine slows both alike; what counts are the
// ratios. Nothing is asserted. Needs a build and kubectl. `ROUNDS=30 npm run bench`
import {spawnSync} from 'node:child_process'
import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {printSmallTable} from '../../src/printers/small-table.ts'
import {benchHome} from './bench-home.ts'
import {compare} from './figures.ts'
import {median} from './median.ts'

const CLI = join(import.meta.dirname, '../../bin/kubectl-kubia')
const ROUNDS = Number(process.env['ROUNDS'] ?? 15)

const {home, env} = benchHome()

/** Milliseconds of one run. @throws where it fails */
const time = (program: string, args: readonly string[]): number => {
  const started = performance.now()
  const {status, stderr} = spawnSync(program, args, {env, encoding: 'utf8'})
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
  return performance.now() - started
}
const kubia = (args: readonly string[]): number => time(process.execPath, [CLI, ...args])

const APP = ['web', '--image', 'museopkim/kubia', '--port', '8080', '--replicas', '3']
const UP = ['up', 'looks', '--provider', 'sim', '--workers', '2']
const ALL = 'nodes,deployments,statefulsets,daemonsets,replicasets,rc,cronjobs,jobs,pods,services'

/** A command of kubia, the kubectl that it is compared with, and the most that the ratio may be (issue 17). */
const PAIRS: readonly {kubia: string[]; kubectl: string[]; goal: number}[] = [
  {kubia: ['status', 'pods', '-o', 'wide'], kubectl: ['get', 'pods', '-o', 'wide'], goal: 1.5},
  {kubia: ['status'], kubectl: ['get', ALL], goal: 1.5},
  {kubia: ['scale', 'deploy', 'web', '3'], kubectl: ['get', 'deploy', 'web'], goal: 2.5},
  {kubia: ['deploy', ...APP], kubectl: ['get', 'deploy', 'web'], goal: 2.5},
  {kubia: ['expose', 'deploy', 'web', '--type', 'NodePort'], kubectl: ['get', 'service', 'web'], goal: 2.5},
  {kubia: ['logs', 'web'], kubectl: ['logs', '-l', 'app=web', '--prefix'], goal: 2.5},
  {kubia: UP, kubectl: ['get', 'nodes'], goal: 3},
]

try {
  kubia(UP)
  kubia(['deploy', ...APP])
  kubia(['expose', 'deploy', 'web', '--type', 'NodePort'])
  const figures: Record<string, number> = {}
  const rows = PAIRS.map(({kubia: own, kubectl, goal}) => {
    const [mine, theirs]: [number[], number[]] = [[], []]
    for (let round = 0; round <= ROUNDS; round++) {
      const [a, b] = [kubia(own), time('kubectl', kubectl)]
      // The first round fills caches.
      if (round > 0) mine.push(a)
      if (round > 0) theirs.push(b)
    }
    const ratio = median(mine.map((ms, round) => ms / (theirs[round] ?? 1)))
    figures[own.join(' ')] = ratio
    const [ms, beside] = [median(mine), median(theirs)].map(value => `${value.toFixed(0)} ms`)
    return [own.join(' '), ms ?? '', `kubectl ${kubectl.join(' ')}`, beside ?? '', `${ratio.toFixed(1)}x`, `${goal}x`]
  })
  process.stdout.write(printSmallTable(['COMMAND', 'TIME', 'BESIDE', 'TIME', 'RATIO', 'GOAL'], rows))
  compare('looks', figures)
} finally {
  kubia(['down', 'looks'])
  rmSync(home, {recursive: true, force: true})
}
