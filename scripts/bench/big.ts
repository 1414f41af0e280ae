// Prints what `status` takes beside `kubectl get` on clusters of 100 to 100,000 pods, which a stand-in server lists over
// HTTPS (stand-in.ts): time, time to the first row, processor time and the most memory. Each pair takes turns; what counts
// are the ratios. Nothing is asserted. Needs a build, kubectl and some minutes. `SIZES=100,1000 ROUNDS=5 npm run bench`
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {printSmallTable} from '../../src/printers/small-table.ts'
import {benchHome} from './bench-home.ts'
import {compare} from './figures.ts'
import {type Measured, measure} from './measured.ts'
import {median} from './median.ts'

const CLI = join(import.meta.dirname, '../../bin/kubectl-kubia')
const SIZES = (process.env['SIZES'] ?? '100,1000,10000,100000').split(',').map(Number)
const ROUNDS = Number(process.env['ROUNDS'] ?? 3)
/** So large a list takes kubectl minutes of a busy machine, and is long enough to be measured once. */
const ONCE_FROM = 100_000
const PODS_A_NODE = 20

const ALL = 'nodes,deployments,statefulsets,daemonsets,replicasets,rc,cronjobs,jobs,pods,services,ingresses'
const PAIRS: readonly {kubia: string[]; kubectl: string[]}[] = [
  {kubia: ['status', 'pods', '-o', 'wide'], kubectl: ['get', 'pods', '-o', 'wide']},
  {kubia: ['status', '-o', 'wide'], kubectl: ['get', ALL, '-o', 'wide']},
  {kubia: ['status', 'pods', '-o', 'name'], kubectl: ['get', 'pods', '-o', 'name']},
  {kubia: ['status', 'pods', '-o', 'json'], kubectl: ['get', 'pods', '-o', 'json']},
  {kubia: ['status', 'deployment', 'app-0000', '--exit-code'], kubectl: ['get', 'deployment', 'app-0000']},
]

const {home, env} = benchHome()

const of = (runs: readonly Measured[], field: keyof Measured): number => median(runs.map(run => run[field]))
const ratios = (own: readonly Measured[], beside: readonly Measured[], field: keyof Measured): number =>
  median(own.map((run, round) => run[field] / (beside[round]?.[field] || 1)))

const describe = (runs: readonly Measured[]): string =>
  `${(of(runs, 'ms') / 1000).toFixed(1)} s, ${(of(runs, 'cpuMs') / 1000).toFixed(1)} s CPU, ${of(runs, 'memoryMb').toFixed(0)} MB`

const figures: Record<string, number> = {}

const bench = async (pods: number): Promise<string[][]> => {
  const nodes = Math.ceil(pods / PODS_A_NODE)
  const server = spawn(
    process.execPath,
    [join(import.meta.dirname, 'stand-in.ts'), String(nodes), String(pods), home],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  try {
    await once(server.stdout, 'data')
    const rows: string[][] = []
    for (const {kubia, kubectl} of PAIRS) {
      const [own, beside]: [Measured[], Measured[]] = [[], []]
      for (let round = 0; round < (pods < ONCE_FROM ? ROUNDS : 1); round++) {
        own.push(await measure(process.execPath, [CLI, ...kubia], env))
        beside.push(await measure('kubectl', kubectl, env))
      }
      const [wall, first, cpu] = [
        ratios(own, beside, 'ms'),
        ratios(own, beside, 'firstMs'),
        ratios(own, beside, 'cpuMs'),
      ]
      figures[`${pods} pods: ${kubia.join(' ')}`] = cpu
      const [a, b, c] = [wall, first, cpu].map(ratio => `${ratio.toFixed(2)}x`)
      rows.push([String(pods), kubia.join(' '), describe(own), describe(beside), a ?? '', b ?? '', c ?? ''])
    }
    return rows
  } finally {
    server.kill()
  }
}

try {
  const rows: string[][] = []
  for (const size of SIZES) rows.push(...(await bench(size)))
  process.stdout.write(printSmallTable(['PODS', 'KUBIA', 'TAKES', 'KUBECTL TAKES', 'WALL', 'FIRST ROW', 'CPU'], rows))
  compare('big', figures)
} finally {
  rmSync(home, {recursive: true, force: true})
}
