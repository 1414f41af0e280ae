import {existsSync} from 'node:fs'
import {expect, test} from 'vitest'
import {DEFAULT_SPEC} from '../../../src/cluster/cluster-spec.ts'
import {clusterConfig} from '../../../src/cluster/providers/kind/config/kind-config.ts'
import {parseKindConfig} from '../../../src/cluster/providers/kind/config/kind-validate.ts'
import {readRecord, writeRecord} from '../../../src/cluster/state.ts'
import {up} from '../../../src/workflows/up/up.ts'
import type {UpOptions} from '../../../src/workflows/up/up-options.ts'
import type {Answer} from '../../support/exec.ts'
import {readAnswer} from '../../support/json.ts'
import {ownFolders, writeContexts, writeRenamed} from '../../support/kubeconfig.ts'
import {planRecorded} from '../../support/workflow.ts'

const options = (more: Partial<UpOptions> = {}): UpOptions => ({
  spec: {...DEFAULT_SPEC, name: 'shop', provider: 'kind', workers: 0},
  wait: true,
  retain: false,
  switchContext: true,
  recreate: false,
  placeAdvice: line => line,
  ...more,
})

const NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name: 'shop-control-plane'},
  status: {conditions: [{type: 'Ready', status: 'True'}]},
}

/** What docker, kind and kubectl answer on a machine with these node containers. */
const machine = (nodes: readonly {name: string; running?: boolean}[]) => ({
  'docker -v': {stdout: 'Docker version 20.10.24, build 1'},
  'docker version': {stdout: '{"Client":{"Version":"20.10.24"},"Server":{"Version":"20.10.24"}}'},
  'docker ps': {stdout: nodes.map(({name}) => `id-${name} ${name}\n`).join('')},
  'docker inspect': {
    stdout: JSON.stringify(
      nodes.map(({name, running = true}) => ({
        Id: `id-${name}`,
        Name: `/${name}`,
        Created: '2026-01-01T00:00:00.0Z',
        State: {Running: running},
        Config: {
          Image: 'kindest/node:v1.36.4',
          Labels: {'io.x-k8s.kind.cluster': 'shop', 'io.x-k8s.kind.role': 'control-plane'},
        },
      })),
    ),
  },
  'kind version': {stdout: 'kind v0.33.0 go1.27.2 linux/amd64'},
  'kubectl --context kind-shop get nodes': readAnswer([NODE]),
})
const nodes = [{name: 'shop-control-plane'}]
const record = (): void =>
  writeRecord({
    name: 'shop',
    provider: 'kind',
    controlPlaneId: 'id-shop-control-plane',
    nodes: ['shop-control-plane'],
    previousContext: 'base',
    startedAt: '2026-01-01T00:00:00.000Z',
  })

const CREATE = `# creates the nodes; the configuration reaches kind on standard input
kind create cluster --name shop --config - --retain <<'EOF'
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
name: shop
nodes:
  - role: control-plane
EOF`
const WAIT = `# waits for every node
kubectl --context kind-shop wait --for=condition=Ready nodes --all --timeout=-1s
kubectl --context kind-shop get nodes`

const plan = async (answers: Readonly<Record<string, Answer | Error>>, more: Partial<UpOptions> = {}) => {
  const {plan: planned, asked} = planRecorded(flow => up(flow, options(more)), answers)
  const {script, result} = await planned
  return {script, result, asked}
}

test('A plan for a cluster that is not there creates it, and asks no API server', async () => {
  writeContexts(ownFolders(), ['base'])
  const {script, result, asked} = await plan(machine([]))
  expect(script).toBe(`${CREATE}\n${WAIT}`)
  expect(result).toMatchObject({created: true, changed: true, previousContext: 'base', cluster: {context: 'kind-shop'}})
  expect(asked.filter(line => line.startsWith('kubectl'))).toEqual([])
})

test('A plan keeps the context that is current where that is asked for', async () => {
  writeContexts(ownFolders(), ['base'])
  const {script} = await plan(machine([]), {switchContext: false, wait: false})
  expect(script).toBe(`previous=$(kubectl config current-context 2>/dev/null)
${CREATE}
# makes the context current again that was before, or none
if [ -n "$previous" ]; then kubectl config use-context "$previous"; else kubectl config unset current-context; fi
kubectl --context kind-shop get nodes`)
})

test('A plan for a cluster that runs changes nothing', async () => {
  writeContexts(ownFolders(), ['kind-shop'])
  const {script, result} = await plan(machine(nodes))
  expect(script).toBe(WAIT)
  expect(result).toMatchObject({created: false, changed: false})
})

test('A plan for a cluster whose context was renamed uses that one, and writes no second', async () => {
  writeRenamed(ownFolders(), {context: 'dev', cluster: 'kind-shop', server: 'https://127.0.0.1:1'})
  const {script, result} = await plan({...machine(nodes), 'kubectl --context dev get nodes': readAnswer([NODE])})
  expect(script).toBe(WAIT.replaceAll('--context kind-shop', '--context dev'))
  expect(result).toMatchObject({changed: false, cluster: {context: 'dev'}})
})

test.each([
  ['makes another one current', ['kind-shop', 'base'], 'base', true, 'kubectl config use-context kind-shop'],
  ['writes one that is gone', ['base'], 'base', true, 'kind export kubeconfig --name shop'],
  [
    'writes one that is gone, and leaves the current one',
    ['base'],
    'base',
    false,
    `previous=$(kubectl config current-context 2>/dev/null)
kind export kubeconfig --name shop
# makes the context current again that was before, or none
if [ -n "$previous" ]; then kubectl config use-context "$previous"; else kubectl config unset current-context; fi`,
  ],
])('Of the context, a plan %s', async (_, contexts, current, switchContext, lines) => {
  writeContexts(ownFolders(), contexts, current)
  const {script} = await plan(machine(nodes), {switchContext})
  expect(script).toBe(`${lines}\n${WAIT}`)
})

/** The spec of a config with these fields below `networking`. */
const networking = (lines: string): UpOptions['spec'] => {
  const text = `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnetworking: {${lines}}\n`
  return {...options().spec, config: clusterConfig({text, name: 'kind.yaml'}, parseKindConfig(text))}
}

test.each([
  [
    'disableDefaultCNI: true',
    {expose: false},
    'the config switches the CNI off (networking.disableDefaultCNI), so no pod can run: leave --app out, install what takes its place, then deploy the app',
  ],
  [
    'kubeProxyMode: none',
    {expose: true},
    'the config switches kube-proxy off (networking.kubeProxyMode), so no service can answer: leave --expose out, install what takes its place, then deploy the app',
  ],
])('What cannot run on a new cluster with %s is refused before anything is made', async (lines, app, message) => {
  writeContexts(ownFolders(), ['base'])
  const planned = plan(machine([]), {spec: networking(lines), app})
  await expect(planned).rejects.toMatchObject({code: 'USAGE', exit: 2, message})
})

test('A plan of a cluster without a CNI does not wait for Ready nodes, and says why before', async () => {
  writeContexts(ownFolders(), ['base'])
  const {plan: planned, shown} = planRecorded(
    flow => up(flow, options({spec: networking('disableDefaultCNI: true')})),
    machine([]),
  )
  const says =
    'the config switches the CNI off (networking.disableDefaultCNI): nodes register, and become Ready once one is installed'
  expect((await planned).script.split('\n').slice(-2)).toEqual([`# ${says}`, 'kubectl --context kind-shop get nodes'])
  expect(shown).toContain(`note ${says}`)
})

test('A service is what kube-proxy is missed for: an app alone may run', async () => {
  writeContexts(ownFolders(), ['base'])
  const spec = networking('kubeProxyMode: none')
  const {script} = await plan(machine([]), {spec, app: {expose: false}})
  expect(script).toContain('kubeProxyMode: none')
})

test('A plan starts nodes that are stopped', async () => {
  writeContexts(ownFolders(), ['kind-shop'])
  const {script} = await plan(machine([{name: 'shop-control-plane', running: false}]))
  expect(script).toBe(`docker start shop-control-plane\n${WAIT}`)
})

test('A plan fails as the run would where the cluster is not what is asked for', async () => {
  writeContexts(ownFolders(), ['kind-shop'], '')
  record()
  const spec = {...options().spec, stated: {workers: 2}}
  await expect(plan(machine(nodes), {spec})).rejects.toMatchObject({code: 'CLUSTER_DIFFERS'})
})

test('With --recreate, a plan deletes a cluster that is not what is asked for, and creates it', async () => {
  writeContexts(ownFolders(), ['kind-shop'])
  record()
  const spec = {...options().spec, stated: {workers: 2}}
  const {script} = await plan(machine(nodes), {spec, recreate: true})
  expect(script).toBe(`kind delete cluster --name shop\n${CREATE}\n${WAIT}`)
  expect(readRecord('shop')).toBeDefined()
})

test('Where nobody can be asked, a plan says what would be deleted, if it were there', async () => {
  const kubeconfig = ownFolders()
  const missing = {missing: true}
  const {script} = await plan(
    {docker: missing, podman: missing, nerdctl: missing, finch: missing, kind: missing, kubectl: missing},
    {
      recreate: true,
    },
  )
  expect(script).toBe(`# only where a cluster of this name is not what is asked for; its data goes with it
# kind delete cluster --name shop
${CREATE}
${WAIT}`)
  expect(existsSync(kubeconfig)).toBe(false)
})
