import {expect, test} from 'vitest'
import type {ImageRegistry} from '../../../src/cluster/image-registry.ts'
import {registryHost} from '../../../src/cluster/providers/common/registry/registry-host.ts'
import {leadAllLines} from '../../../src/cluster/providers/kind/script.ts'
import {done} from '../../../src/workflow/step.ts'
import type {Workflow} from '../../../src/workflow/workflow.ts'
import {ensureRegistry} from '../../../src/workflows/up/registry.ts'
import type {Answer} from '../../support/exec.ts'
import {readAnswer} from '../../support/json.ts'
import {clusterOf} from '../../support/provider.ts'
import {planRecorded, runRecorded} from '../../support/workflow.ts'

const HOSTING = 'kubectl --context kind-shop --namespace kube-public get configmap/local-registry-hosting'
const APPLY =
  'kubectl --context kind-shop --namespace kube-public apply --server-side --field-manager=kubia --force-conflicts'
const CONFIG = "version = 3\n config_path = '/etc/containerd/certs.d'\n"
const registry: ImageRegistry = {
  name: 'kubia-registry',
  id: 'id-1',
  port: 5001,
  running: true,
  ours: true,
  networks: ['kind'],
}
const configMap = (host: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: 'local-registry-hosting', namespace: 'kube-public'},
  data: {'localRegistryHosting.v1': `host: "${host}"\nhelp: "https://kind.sigs.k8s.io/docs/user/local-registry/"\n`},
})

const machine = (more: Readonly<Record<string, Answer>> = {}): Readonly<Record<string, Answer>> => ({
  ...more,
  'docker exec shop-control-plane sh -c containerd config dump': {stdout: CONFIG},
  'docker exec': {},
  'docker image inspect': {},
  'docker run': {},
  'docker network connect': {},
  'docker start': {},
  [HOSTING]: readAnswer([]),
  [APPLY]: {stdout: JSON.stringify(configMap('localhost:5001'))},
  ...more,
})

/** The step, on a machine with that registry. */
const step = (found: ImageRegistry | undefined) => async (flow: Workflow) => {
  const made = registryHost(flow.run.exec, 'docker', (...of) => leadAllLines('docker', ...of))
  const host = {...made, find: async () => found, takeBack: async () => 'removed'}
  const wanted = {host, cluster: clusterOf('shop'), access: {context: 'kind-shop'}, port: 5001, retain: false}
  return flow.step('Registry', report => ensureRegistry(flow, wanted, report))
}
const changesOf = (asked: readonly string[]): string[] =>
  asked.filter(line => !/ get |config dump|image inspect/.test(line)).map(line => line.replace(/ sh -c mkdir .*/, ' …'))

test('A registry that is not there is made, the nodes are led to it, and the cluster names it', async () => {
  const {asked, shown, result} = runRecorded(step(undefined), machine())
  expect(await result).toBe(true)
  expect(changesOf(asked)).toEqual([
    'docker run -d --restart=always --publish 127.0.0.1:5001:5000 --network kind --name kubia-registry --label kubia.dev/registry=5001 registry:2',
    'docker exec shop-control-plane …',
    `${APPLY} -f - -o json --show-managed-fields`,
  ])
  expect(shown.at(-1)).toContain('localhost:5001: kubia-registry made, 1 node led to it')
})

test('Nothing is changed where all is as it should be', async () => {
  const {asked, shown, result} = runRecorded(
    step(registry),
    machine({
      'docker exec shop-control-plane': {stdout: `${CONFIG}[host."http://kubia-registry:5000"]\n`},
      [HOSTING]: readAnswer([configMap('localhost:5001')]),
    }),
  )
  expect(await result).toBe(false)
  expect(changesOf(asked)).toEqual([])
  expect(shown.at(-1)).toContain('localhost:5001: kubia-registry, as before')
})

test("Another's registry is joined, and is not started or removed", async () => {
  const other = {...registry, name: 'kind-registry', ours: false, networks: ['bridge']}
  const {asked, shown, result, run} = runRecorded(step(other), machine())
  expect(await result).toBe(true)
  expect(changesOf(asked)[0]).toBe('docker network connect kind kind-registry')
  expect(shown.at(-1)).toContain('localhost:5001: kind-registry joined, 1 node led to it')
  expect(run.undo.take()).toEqual([])
})

test('A cluster that names another registry is made to name this one', async () => {
  const {asked, result} = runRecorded(
    step(registry),
    machine({
      'docker exec shop-control-plane': {stdout: `${CONFIG}[host."http://kubia-registry:5000"]\n`},
      [HOSTING]: readAnswer([configMap('localhost:5000')]),
    }),
  )
  expect(await result).toBe(true)
  expect(changesOf(asked)).toEqual([`${APPLY} -f - -o json --show-managed-fields`])
})

test('A plan for a cluster that is yet to come makes the registry, leads all nodes, and names it', async () => {
  const {plan} = planRecorded(flow => step(undefined)(flow.onEmptyCluster()), machine())
  expect(
    (await plan).script,
  ).toBe(`docker run -d --restart=always --publish 127.0.0.1:5001:5000 --network kind --name kubia-registry --label kubia.dev/registry=5001 registry:2
for node in $(kind get nodes --name shop); do
  docker exec "$node" sh -c 'mkdir -p /etc/containerd/certs.d/localhost:5001 && printf '\\''%s\\n'\\'' '\\''[host."http://kubia-registry:5000"]'\\'' > /etc/containerd/certs.d/localhost:5001/hosts.toml'
done
kubectl --context kind-shop --namespace kube-public apply --server-side --field-manager=kubia --force-conflicts -f - <<'EOF'
apiVersion: v1
data:
  localRegistryHosting.v1: |
    host: "localhost:5001"
    help: "https://kind.sigs.k8s.io/docs/user/local-registry/"
kind: ConfigMap
metadata:
  name: local-registry-hosting
  namespace: kube-public
EOF`)
})

test('A run that fails later removes the registry that it made', async () => {
  const fail = async (flow: Workflow) => {
    await step(undefined)(flow)
    await flow.step('More', async () => {
      throw new Error('no')
    })
    return done('')
  }
  const {shown, result} = runRecorded(fail, machine())
  await expect(result).rejects.toThrow()
  expect(shown.join('\n')).toContain('Delete registry kubia-registry')
})
