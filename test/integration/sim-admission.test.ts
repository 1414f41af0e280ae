import {afterAll, beforeAll, expect, test} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('admission', ['--workers', '1'])
beforeAll(() => sim.ready)
afterAll(() => sim.stop(), 60_000)

const kubectl = (...args: string[]) => sim.kubectl(...args)
const failure = async (...args: string[]): Promise<string> => {
  const {code, stderr} = await sim.run('kubectl', args)
  expect(code).toBe(1)
  return stderr
}
/** Each question takes a kubectl, on a busy machine half a second. */
const WITHIN = {timeout: 30_000}
const apply = async (object: object): Promise<void> => {
  const {code, stderr} = await sim.run('kubectl', ['apply', '-f', '-'], {input: JSON.stringify(object)})
  expect(code, stderr).toBe(0)
}

test('a quota is made, described and kept, also for the pods of a deployment', async () => {
  await kubectl('create', 'namespace', 'team')
  await kubectl('create', 'quota', 'small', '-n', 'team', '--hard=pods=1,count/deployments.apps=1')
  await kubectl('create', 'deployment', 'web', '-n', 'team', '--image=nginx', '--replicas=2')
  expect(await failure('create', 'deployment', 'other', '-n', 'team', '--image=nginx')).toBe(
    'error: failed to create deployment: deployments.apps "other" is forbidden: exceeded quota: small, requested: count/deployments.apps=1, used: count/deployments.apps=1, limited: count/deployments.apps=1\n',
  )
  await expect
    .poll(() => kubectl('get', 'events', '-n', 'team', '--field-selector=reason=FailedCreate'), WITHIN)
    .toContain('is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1')
  expect(await kubectl('describe', 'quota', 'small', '-n', 'team')).toMatch(
    /^Resource +Used +Hard\n-+ +-+ +-+\ncount\/deployments.apps +1 +1\npods +1 +1\n/m,
  )
  await kubectl('delete', 'namespace', 'team', '--wait=false')
})

test('a priority class is made, and given to pods', async () => {
  await kubectl('create', 'priorityclass', 'high', '--value=1000')
  expect(await failure('delete', 'priorityclass', 'system-node-critical')).toBe(
    'Error from server (Forbidden): priorityclasses.scheduling.k8s.io "system-node-critical" is forbidden: this is a system priority class and cannot be deleted\n',
  )
  const overrides = JSON.stringify({spec: {priorityClassName: 'high'}})
  await kubectl('run', 'first', '--image=nginx', `--overrides=${overrides}`)
  expect(await kubectl('get', 'pod', 'first', '-o', 'jsonpath={.spec.priority}')).toBe('1000')
  await kubectl('delete', 'pod', 'first', '--now')
})

test('a node is drained as far as a disruption budget lets it, and once that is gone, wholly', async () => {
  await kubectl('create', 'deployment', 'web', '--image=nginx')
  await kubectl('rollout', 'status', 'deployment/web')
  await apply({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: {name: 'web'},
    spec: {minAvailable: 1, selector: {matchLabels: {app: 'web'}}},
  })
  await expect.poll(() => kubectl('get', 'pdb', 'web', '-o', 'jsonpath={.status.expectedPods}'), WITHIN).toBe('1')
  const drain = sim.run('kubectl', ['drain', 'admission-worker', '--ignore-daemonsets', '--timeout=20s'])
  await expect.poll(() => kubectl('get', 'nodes', 'admission-worker'), WITHIN).toContain('SchedulingDisabled')
  expect(await kubectl('get', 'pdb', 'web')).toMatch(/^web +1 +N\/A +0 /m)
  await kubectl('delete', 'pdb', 'web')
  expect((await drain).code).toBe(0)
  await kubectl('uncordon', 'admission-worker')
  await kubectl('rollout', 'status', 'deployment/web')
})

test('what others may do follows from roles and bindings, for can-i and for requests with --as', async () => {
  const canI = async (...words: string[]) => (await sim.run('kubectl', ['auth', 'can-i', ...words])).stdout
  expect(await canI('*', '*')).toBe('yes\n')
  expect(await canI('list', 'pods', '--as', 'bob')).toBe('no\n')
  await kubectl('create', 'role', 'reader', '--verb=get,list', '--resource=pods', '--resource-name=first')
  await kubectl('create', 'rolebinding', 'bob', '--role=reader', '--user=bob')
  expect(await canI('get', 'pods/first', '--as', 'bob')).toBe('yes\n')
  expect(await canI('get', 'pods/other', '--as', 'bob')).toBe('no\n')
  await kubectl('create', 'rolebinding', 'viewers', '--clusterrole=view', '--group=readers')
  expect(await canI('list', 'pods', '--as', 'eve', '--as-group', 'readers')).toBe('yes\n')
  await kubectl('create', 'clusterrolebinding', 'agent', '--clusterrole=view', '--serviceaccount=default:agent')
  const agent = 'system:serviceaccount:default:agent'
  expect(await canI('list', 'services', '-n', 'kube-system', '--as', agent)).toBe('yes\n')
  expect(await canI('get', '/version', '--as', agent)).toBe('yes\n')
  expect(await canI('get', '/metrics', '--as', agent)).toBe('no\n')
  expect(await canI('--list', '--as', 'bob')).toMatch(/^pods +\[\] +\[first\] +\[get list\]$/m)
  expect(await kubectl('get', 'configmaps', '-o', 'name', '--as', agent)).toBe('configmap/kube-root-ca.crt\n')
  expect(await failure('delete', 'configmap', 'kube-root-ca.crt', '--as', agent)).toBe(
    `Error from server (Forbidden): configmaps "kube-root-ca.crt" is forbidden: User "${agent}" cannot delete resource "configmaps" in API group "" in the namespace "default"\n`,
  )
  expect(await failure('get', 'nodes', '--as', agent)).toBe(
    `Error from server (Forbidden): nodes is forbidden: User "${agent}" cannot list resource "nodes" in API group "" at the cluster scope\n`,
  )
})

test('a certificate signing request is approved, and waits for a certificate that nobody makes', async () => {
  const request = Buffer.from('-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n')
  await apply({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: {name: 'eve'},
    spec: {
      request: request.toString('base64'),
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
    },
  })
  expect(await kubectl('certificate', 'approve', 'eve')).toBe(
    'certificatesigningrequest.certificates.k8s.io/eve approved\n',
  )
  expect(await kubectl('get', 'csr', 'eve')).toMatch(/^eve .* kubernetes-admin +<none> +Approved$/m)
})
