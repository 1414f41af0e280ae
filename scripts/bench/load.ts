// Prints how long an image of 100 MB takes onto the nodes of a kind cluster, beside kind's own command, for the first
// time and again. Both take turns, so that a busy machine slows both alike. It needs docker and a cluster that may be
// used for it: `CLUSTER=kubia npm run bench`; without one it says so. The image and what it leaves on the nodes go.
import {spawnSync} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {readNodeImages} from '../../src/cluster/providers/common/images/node-images.ts'
import {printSmallTable} from '../../src/printers/small-table.ts'
import {median} from './median.ts'

const CLI = join(import.meta.dirname, '../../bin/kubectl-kubia')
const CLUSTER = process.env['CLUSTER']
const ROUNDS = Number(process.env['ROUNDS'] ?? 3)
const IMAGE = `kubia-bench:${process.pid}`
/** Two layers, in MB. */
const LAYERS = [60, 40]

const run = (program: string, ...args: string[]): {ms: number; stdout: string} => {
  const started = performance.now()
  const {status, stdout, stderr} = spawnSync(program, args, {encoding: 'utf8'})
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} exited with ${status}: ${stderr}`)
  return {ms: performance.now() - started, stdout}
}

const WAYS = {
  'kind load docker-image': (cluster: string) => run('kind', 'load', 'docker-image', IMAGE, '--name', cluster).ms,
  'kubectl kubia load': (cluster: string) => run(process.execPath, CLI, 'load', IMAGE, '--name', cluster).ms,
}

const build = (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'kubia-bench-'))
  try {
    const names = LAYERS.map((_, index) => `layer${index}`)
    for (const [index, name] of names.entries())
      writeFileSync(join(folder, name), randomBytes((LAYERS[index] ?? 0) * 1e6))
    writeFileSync(join(folder, 'Dockerfile'), `FROM scratch\n${names.map(name => `COPY ${name} /${name}\n`).join('')}`)
    run('docker', 'build', '--quiet', '--tag', IMAGE, folder)
  } finally {
    rmSync(folder, {recursive: true})
  }
}

/** Takes the image from the nodes, by all names that lead to it: kind makes one of the day. */
const clean = (cluster: string): void => {
  for (const node of run('kind', 'get', 'nodes', '--name', cluster).stdout.split('\n').filter(Boolean)) {
    const ctr = ['exec', node, 'ctr', '--namespace=k8s.io', 'images']
    const images = [...readNodeImages(run('docker', ...ctr, 'list').stdout)]
    const digest = images.find(([name]) => name.endsWith(IMAGE))?.[1]
    const names = images.flatMap(([name, target]) => (target === digest ? name : []))
    if (names.length > 0) run('docker', ...ctr, 'rm', '--sync', ...names)
  }
}

const bench = (cluster: string): string[][] => {
  build()
  const times = new Map(Object.keys(WAYS).map(title => [title, {first: [] as number[], again: [] as number[]}]))
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [title, load] of Object.entries(WAYS)) {
        clean(cluster)
        times.get(title)?.first.push(load(cluster))
        times.get(title)?.again.push(load(cluster))
      }
    }
  } finally {
    clean(cluster)
    run('docker', 'rmi', '--force', IMAGE)
  }
  const [kind] = times.values()
  return [...times].map(([title, {first, again}]) => [
    title,
    median(first).toFixed(0),
    (median(first) / median(kind?.first ?? [])).toFixed(2),
    median(again).toFixed(0),
  ])
}

if (CLUSTER === undefined) process.stdout.write('load: skipped, since CLUSTER names no kind cluster\n')
else process.stdout.write(printSmallTable(['LOAD OF 100 MB', 'FIRST MS', 'RATIO', 'AGAIN MS'], bench(CLUSTER)))
