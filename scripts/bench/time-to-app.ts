// Prints how long it is from nothing to an app that answers, by the names of minikube's published benchmark (command, app
// running, total), for kubia, for the script that a careful person writes with kind, and for the same with minikube and
// k3d where these are installed; and what `down` takes beside their own deletion. All take turns on one machine. `up`
// without an app stands beside the script's own first two commands. It needs Linux, docker, kind and the app's image:
// `npm run bench:time-to-app`, ROUNDS=3. Everything is made with a kubeconfig of its own, and goes.
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {printSmallTable} from '../../src/printers/small-table.ts'
import {median} from './median.ts'

const CLI = join(import.meta.dirname, '../../bin/kubectl-kubia')
const ROUNDS = Number(process.env['ROUNDS'] ?? 3)
const IMAGE = process.env['IMAGE'] ?? 'museopkim/kubia:latest'
const NODE_IMAGE = process.env['KUBIA_NODE_IMAGE']
/** A tag that does not move, so that nodes take what was loaded. */
const TAGGED = `kubia-bench/app:${process.pid}`
const PORT = '8080'
const NAME = `kubia-bench-${process.pid}`
const LIMIT = '--timeout=300s'
const ANSWER_MS = 60_000

const root = mkdtempSync(join(tmpdir(), 'kubia-bench-'))
const config = join(root, 'kind.yaml')
const env = {...process.env, KUBECONFIG: join(root, 'kubeconfig'), XDG_STATE_HOME: join(root, 'state')}

const run = (program: string, ...args: string[]): {stdout: string; stderr: string} => {
  const {status, stdout, stderr} = spawnSync(program, args, {encoding: 'utf8', env, maxBuffer: 64e6})
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} exited with ${status}: ${stderr}`)
  return {stdout, stderr}
}
const runs = (program: string, ...args: string[]): boolean => spawnSync(program, args, {env}).status === 0

/** What a turn took, in seconds: until the nodes are Ready, until the app answers, until all is done. */
interface Turn {
  command: number
  answers: number
  total: number
  deleted: number
}

/** A program that makes clusters, with what a careful person types. */
interface Tool {
  context: string
  /** True where it can be used on this machine. */
  isHere: () => boolean
  create: string[]
  load: string[]
  remove: string[]
}

const TOOLS: Readonly<Record<string, Tool>> = {
  'kind, by hand': {
    context: `kind-${NAME}`,
    isHere: () => true,
    create: ['kind', 'create', 'cluster', '--name', NAME, '--config', config],
    load: ['kind', 'load', 'docker-image', TAGGED, '--name', NAME],
    remove: ['kind', 'delete', 'cluster', '--name', NAME],
  },
  'minikube, by hand': {
    context: NAME,
    isHere: () => runs('minikube', 'version'),
    create: ['minikube', 'start', '--profile', NAME, '--nodes', '3', '--driver', 'docker'],
    load: ['minikube', 'image', 'load', TAGGED, '--profile', NAME],
    remove: ['minikube', 'delete', '--profile', NAME],
  },
  'k3d, by hand': {
    context: `k3d-${NAME}`,
    isHere: () => runs('k3d', 'version'),
    create: ['k3d', 'cluster', 'create', NAME, '--agents', '2'],
    load: ['k3d', 'image', 'import', TAGGED, '--cluster', NAME],
    remove: ['k3d', 'cluster', 'delete', NAME],
  },
}

const spawnWords = ([program = '', ...args]: readonly string[]) => run(program, ...args)

/** Times one part after the other. */
const stopwatch = (): (() => number) => {
  const startedAt = performance.now()
  return () => (performance.now() - startedAt) / 1000
}

const untilAnswers = async (url: string): Promise<void> => {
  for (const deadline = performance.now() + ANSWER_MS; ; await sleep(100)) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    if (performance.now() > deadline) throw new Error(`${url} does not answer`)
  }
}

const byHand = async (tool: Tool): Promise<Turn> => {
  try {
    return await typed(tool)
  } catch (error) {
    spawnSync(tool.remove[0] as string, tool.remove.slice(1), {env})
    throw error
  }
}

const typed = async ({context, create, load, remove}: Tool): Promise<Turn> => {
  const kubectl = (...args: string[]): string => run('kubectl', '--context', context, ...args).stdout
  const elapsed = stopwatch()
  spawnWords(create)
  kubectl('wait', '--for=condition=Ready', 'nodes', '--all', LIMIT)
  const command = elapsed()
  spawnWords(load)
  kubectl('create', 'deployment', 'web', `--image=${TAGGED}`, `--port=${PORT}`)
  kubectl('rollout', 'status', 'deployment/web', LIMIT)
  kubectl('expose', 'deployment', 'web', '--type=LoadBalancer')
  kubectl('scale', 'deployment', 'web', '--replicas=3')
  kubectl('rollout', 'status', 'deployment/web', LIMIT)
  const path = (of: string): string => `jsonpath={${of}}`
  const node = kubectl('get', 'nodes', '-o', path('.items[0].status.addresses[?(@.type=="InternalIP")].address'))
  const port = kubectl('get', 'service', 'web', '-o', path('.spec.ports[0].nodePort'))
  await untilAnswers(`http://${node}:${port}`)
  const answers = elapsed()
  const deleting = stopwatch()
  spawnWords(remove)
  return {command, answers, total: answers, deleted: deleting()}
}

/** Runs `up`; when what happened says its own progress. */
const byKubia = (...app: string[]): Turn => {
  const startedAt = Date.now()
  const elapsed = stopwatch()
  const {stderr} = run(process.execPath, CLI, 'up', NAME, '--workers', '2', '--progress', 'json', ...app)
  const total = elapsed()
  const ended = (task: string): number => {
    const event = stderr
      .split('\n')
      .flatMap(line => (line.startsWith('{') ? [JSON.parse(line) as {event: string; task: string; time: string}] : []))
      .find(found => found.event === 'ok' && found.task === task)
    return event ? (Date.parse(event.time) - startedAt) / 1000 : total
  }
  const deleting = stopwatch()
  run(process.execPath, CLI, 'down', NAME)
  return {command: ended('Wait for nodes'), answers: ended('Probe'), total, deleted: deleting()}
}

const APP = ['--app', `web=${TAGGED}`, '--app-port', PORT, '--replicas', '3', '--expose']

const bench = async (): Promise<string> => {
  const lines = ['role: control-plane', 'role: worker', 'role: worker'].map(
    role => `- ${role}\n${NODE_IMAGE === undefined ? '' : `  image: ${NODE_IMAGE}\n`}`,
  )
  writeFileSync(config, `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n${lines.join('')}`)
  const ways: Readonly<Record<string, () => Promise<Turn>>> = {
    'kubectl kubia up --app': async () => byKubia(...APP),
    ...Object.fromEntries(
      Object.entries(TOOLS).flatMap(([title, tool]) => (tool.isHere() ? [[title, () => byHand(tool)]] : [])),
    ),
    'kubectl kubia up': async () => byKubia(),
  }
  const turns = new Map(Object.keys(ways).map(title => [title, [] as Turn[]]))
  for (let round = 0; round < ROUNDS; round++)
    for (const [title, way] of Object.entries(ways)) {
      const turn = await way()
      turns.get(title)?.push(turn)
      const {command, total, deleted} = turn
      const shown = [command, turn.answers, total, deleted].map(value => value.toFixed(1)).join(' ')
      process.stderr.write(`round ${round + 1}: ${title}: ${shown}\n`)
    }
  const floors = turns.get('kind, by hand')?.map(({command}) => command) ?? []
  const medianOf = (values: readonly number[]): string => median(values).toFixed(1)
  return printSmallTable(
    ['SECONDS', 'COMMAND', 'APP RUNNING', 'TOTAL', 'TO FLOOR', 'ANSWERS AFTER FLOOR', 'DELETE'],
    [...turns].map(([title, all]) => [
      title,
      medianOf(all.map(({command}) => command)),
      title === 'kubectl kubia up' ? '' : medianOf(all.map(({command, answers}) => answers - command)),
      medianOf(all.map(({total}) => total)),
      median(all.map(({command}, round) => command / (floors[round] ?? Number.NaN))).toFixed(3),
      title === 'kubectl kubia up'
        ? ''
        : medianOf(all.map(({answers}, round) => answers - (floors[round] ?? Number.NaN))),
      medianOf(all.map(({deleted}) => deleted)),
    ]),
  )
}

/** What this machine lacks; undefined where nothing. */
const missing = (): string | undefined => {
  if (process.platform !== 'linux') return 'the nodes’ addresses are reached on Linux alone'
  const program = [
    ['docker', 'info'],
    ['kind', 'version'],
    ['kubectl', 'version', '--client'],
  ].find(([name = '', ...args]) => !runs(name, ...args))
  if (program) return `${program.join(' ')} fails`
  return runs('docker', 'image', 'inspect', IMAGE) ? undefined : `the engine does not have ${IMAGE}`
}

try {
  const reason = missing()
  if (reason === undefined) run('docker', 'tag', IMAGE, TAGGED)
  process.stdout.write(reason === undefined ? await bench() : `time to app: skipped, since ${reason}\n`)
} finally {
  // What a turn that failed has left.
  spawnSync('kind', ['delete', 'cluster', '--name', NAME], {env})
  spawnSync('docker', ['rmi', TAGGED])
  rmSync(root, {recursive: true})
}
