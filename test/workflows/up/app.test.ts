import {expect, test} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {deployment as deploymentKind} from '../../../src/kubernetes/kinds/deployment.ts'
import type {Service} from '../../../src/kubernetes/types.ts'
import {type AppOptions, runApp, waitForApp} from '../../../src/workflows/up/app.ts'
import {deployment} from '../../api-server/objects.ts'
import {readAnswer} from '../../support/json.ts'
import {ownFolders} from '../../support/kubeconfig.ts'
import {planRecorded, runRecorded} from '../../support/workflow.ts'
import {clusterWith} from '../clusters.ts'

const options = (more: Partial<AppOptions> = {}): AppOptions => ({
  place: {context: 'kind-shop', namespace: 'default'},
  spec: {name: 'kubia', image: 'nginx:1.27', port: 8080, replicas: 3, env: [], args: [], command: false},
  expose: true,
  wait: true,
  ...more,
})

test('The plan of an app loads, deploys with all replicas, exposes and waits once, and asks nobody of a cluster that is yet to come', async () => {
  const ports = [{address: '127.0.0.1', hostPort: 8080, nodePort: 30080, protocol: 'TCP' as const}]
  const cluster = clusterWith('not on the nodes', {ports})
  const {plan, asked} = planRecorded(flow => runApp(flow.onEmptyCluster(), options({cluster})), {}, 60_000)
  const {script} = await plan
  expect(script.split('\n').filter(line => /^\S/.test(line) && !/^(?:EOF|\w+:)/.test(line))).toEqual([
    'for node in $(kind get nodes --name shop); do',
    'done',
    "kubectl --context kind-shop --namespace default apply --server-side --field-manager=kubia -f - <<'EOF'",
    "kubectl --context kind-shop --namespace default apply --server-side --field-manager=kubia -f - <<'EOF'",
    'kubectl --context kind-shop --namespace default rollout status deployment.apps/kubia --timeout=60s',
  ])
  expect(script).toContain('  - nodePort: 30080\n    port: 8080\n')
  expect(script).toContain('replicas: 3\n')
  expect(asked).toEqual([])
})

test('A failing app leaves the cluster as it is', async () => {
  const {result} = runRecorded(flow => runApp(flow, options({cluster: clusterWith('on all nodes')})), {
    kubectl: new KubiaError('FORBIDDEN', 'you may not get deployments'),
  })
  await expect(result).rejects.toMatchObject({
    error: {code: 'FORBIDDEN', details: {left: 'the cluster runs and was kept', keep: true}},
    step: {title: 'Look at deployment'},
  })
})

test.each([
  ['new ones', 'created', 'created', ['start Wait for rollout', 'start Probe']],
  [
    'a Deployment that was there, of whose version before pods may answer',
    'configured',
    'created',
    ['start Wait for rollout', 'start Wait for endpoints', 'start Probe'],
  ],
  [
    'a Service that was there',
    'created',
    'unchanged',
    ['start Wait for rollout', 'start Wait for endpoints', 'start Probe'],
  ],
] as const)('The probe runs beside the wait for new ones alone: %s', async (_, appVerdict, serviceVerdict, starts) => {
  ownFolders()
  const place = {context: 'prod', namespace: 'shop'}
  const app = deployment({replicas: 0})
  const service: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'kubia'},
    spec: {type: 'ClusterIP', selector: {app: 'kubia'}, ports: [{port: 53, protocol: 'UDP', targetPort: 53}]},
  }
  const endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {name: 'kubia'},
    subsets: [{addresses: [{ip: '10.0.0.1'}]}],
  }
  const exposing = {
    place,
    target: {kind: deploymentKind, name: 'kubia'},
    spec: {},
    withFlag: () => ({command: 'kubectl kubia again'}),
    takeOver: {command: 'kubectl kubia again'},
    forceConflicts: false,
    requireExternalIp: false,
    wait: true,
    dryRun: false,
  }
  const {result, shown} = runRecorded(
    flow =>
      waitForApp(
        flow,
        exposing,
        {object: app, verdict: appVerdict},
        {object: service, verdict: serviceVerdict, exposed: app},
      ),
    {
      'kubectl --context prod --namespace shop get deployment.apps/kubia': readAnswer([app]),
      'kubectl --context prod --namespace shop get replicasets.apps,pods': readAnswer([]),
      'kubectl --context prod --namespace shop get endpoints/kubia': readAnswer([endpoints]),
      'kubectl --context prod --namespace shop get service/kubia': readAnswer([service]),
    },
  )
  expect(await result).toBeUndefined()
  expect(shown.filter(line => line.startsWith('start'))).toEqual(starts)
})
