import {readFileSync} from 'node:fs'
import {afterAll, expect, test} from 'vitest'
import {parse} from 'yaml'
import {contextsOf, expectPlanIsRun, type Side} from '../support/plan-is-run.ts'
import {createSimMachine, mustEnd, type SimMachine} from '../support/sim-machine.ts'
import {type Kubeconfig, readObjectsToCompare} from '../support/state-of-cluster.ts'

// What --dry-run prints is pasted into a shell on one machine, the command itself runs on another one, and what comes of
// both is compared. The rows are one walk: each begins with what those before it have left.

/** The node port that the clusters publish; 0 lets each machine choose the host port, since both are on this host. */
const PUBLISHED = 30080
const machines = {pasted: createSimMachine(), ran: createSimMachine()}
const both = Object.values(machines)
const LISTS = [
  ...['nodes', 'namespaces', 'pods', 'services', 'configmaps', 'serviceaccounts'].map(name => `/api/v1/${name}`),
  ...['deployments', 'replicasets'].map(name => `/apis/apps/v1/${name}`),
]

afterAll(async () => {
  for (const {kubia} of both) await kubia(['down', '--all', '--yes'])
})

/** Does the same on both machines. */
const prepare = async (...args: string[]): Promise<void> => {
  await Promise.all(both.map(({run}) => mustEnd(run(args[0] as string, args.slice(1)), args.join(' '))))
}
const prepareByKubia = async (...args: string[]): Promise<void> => {
  await Promise.all(both.map(({kubia}) => mustEnd(kubia(args), args.join(' '))))
}

const sideOf = (sim: SimMachine): Side => {
  const kubeconfig = (): Kubeconfig => parse(readFileSync(sim.machine.kubeconfig, 'utf8'))
  /** All that the clusters of a machine have, by their contexts. */
  const objects = async (): Promise<Record<string, unknown>> => {
    const names = (kubeconfig().contexts ?? []).map(({name}) => name).filter(name => name.startsWith('sim-'))
    const lists = names.map(async name => [name, await readObjectsToCompare(kubeconfig(), name, LISTS, [PUBLISHED])])
    return Object.fromEntries(await Promise.all(lists))
  }
  return {
    kubia: sim.kubia,
    shell: script => sim.run('/bin/sh', ['-e', '-c', script.replaceAll('ROOT', sim.machine.root)]),
    kubeconfig,
    objects,
  }
}
const sides = {pasted: sideOf(machines.pasted), ran: sideOf(machines.ran)}

const compare = (args: readonly string[], input?: string): Promise<void> => expectPlanIsRun(sides, args, input)

const MANIFESTS = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: blue}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: files}
spec:
  replicas: 2
  selector: {matchLabels: {app: files}}
  template:
    metadata: {labels: {app: files}}
    spec: {containers: [{name: files, image: museopkim/kubia}]}
`

test.each([
  ['up makes a cluster', ['up', 'plain', '--provider', 'sim', '--workers', '1']],
  ['up leaves one that runs', ['up', 'plain', '--provider', 'sim', '--workers', '1']],
  ['up leaves the current context', ['up', 'aside', '--provider', 'sim', '--workers', '0', '--no-switch-context']],
  ['up makes a context current', ['up', 'aside', '--provider', 'sim']],
  [
    'up publishes a port and runs an app',
    [
      ...['up', 'walk', '--provider', 'sim', '--workers', '1', '-p', `0:${PUBLISHED}`],
      ...['--app', 'museopkim/kubia', '--app-port', '8080', '--replicas', '3', '--expose'],
    ],
  ],
  ['up runs an app of a cluster that is there', ['up', 'plain', '--provider', 'sim', '--app', 'shop=nginx:1.27']],
  ['up makes the first cluster current again', ['up', 'walk', '--provider', 'sim']],
])('%s as its plan says', async (_, args) => {
  await compare(args)
})

test('up writes a context that is gone as its plan says', async () => {
  await prepare('kubectl', 'config', 'delete-context', 'sim-aside')
  await compare(['up', 'aside', '--provider', 'sim', '--no-switch-context'])
})

test('up starts what is stopped as its plan says', async () => {
  for (const {machine} of both) {
    const {pid} = JSON.parse(machine.read('state/kubectl-kubia/sim/aside/process.json')) as {pid: number}
    process.kill(pid, 'SIGKILL')
  }
  await compare(['up', 'aside', '--provider', 'sim', '--no-switch-context'])
})

test.each([
  ['run makes a pod', ['run', 'single', '--image', 'museopkim/kubia', '--port', '8080']],
  ['deploy makes a deployment', ['deploy', 'web', '--image', 'museopkim/kubia', '--port', '8080', '--replicas', '2']],
  ['deploy takes an image with a fixed tag', ['deploy', 'fixed', '--image', 'nginx:1.27', '--env', 'A=b c']],
  ['deploy changes a live one', ['deploy', 'web', '--env', 'COLOUR=red', '--image', 'museopkim/kubia:v2']],
  ['deploy keeps what was scaled', ['deploy', 'web', '--env', 'COLOUR=blue']],
  ['expose makes a ClusterIP', ['expose', 'deployment', 'web', '--type', 'ClusterIP', '--name', 'inside']],
  ['expose makes a NodePort', ['expose', 'deployment', 'web', '--type', 'NodePort', '--name', 'node']],
  [
    'expose makes a LoadBalancer',
    [
      'expose',
      'deployment',
      'web',
      '--type',
      'LoadBalancer',
      '--port',
      '80',
      '--target-port',
      '8080',
      '--name',
      'balanced',
    ],
  ],
  [
    'expose changes a live service',
    ['expose', 'deployment', 'web', '--type', 'NodePort', '--port', '81', '--target-port', '8080', '--name', 'inside'],
  ],
  ['scale sets replicas', ['scale', 'web', '4']],
  ['scale sets none', ['scale', 'deployment', 'web', '0', '--current-replicas', '4']],
  ['scale leaves what is so', ['scale', 'deployment', 'web', '0']],
  ['undo goes back to the version before', ['undo', 'web']],
  ['undo goes back to a revision', ['undo', 'deployment', 'web', '--to-revision', '1']],
  ['undo leaves what is so', ['undo', 'web', '--to-revision', '5']],
  ['load brings an image', ['load', 'museopkim/kubia', '--name', 'walk']],
])('%s as its plan says', async (_, args) => {
  await compare(args)
})

test('deploy -f applies manifests as its plan says', async () => {
  await compare(['deploy', '-f', '-'], MANIFESTS)
  await compare(['deploy', '-f', '-'], MANIFESTS.replace('blue', 'green').replace('replicas: 2', 'replicas: 1'))
})

test('down gives the context back that its plan says, also where clusters were deleted in between', async () => {
  await prepare('kubectl', 'config', 'set-cluster', 'base', '--server=https://127.0.0.1:1')
  await prepare('kubectl', 'config', 'set-context', 'base', '--cluster=base')
  await prepare('kubectl', 'config', 'use-context', 'base')
  // On both machines by the command itself: what was pasted is not on record, and so is not kubia's.
  for (const name of ['first', 'second', 'third'])
    await prepareByKubia('up', name, '--provider', 'sim', '--workers', '0')
  await prepareByKubia('down', 'second')
  await compare(['down', 'third', 'first'])
  expect(contextsOf(sides.ran)).toMatchObject({current: 'base'})
})
