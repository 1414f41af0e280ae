import {expect, test} from 'vitest'
import {kindFailure} from '../../../../src/cluster/providers/kind/kind-failure.ts'

const where = {cluster: 'kubia', engine: 'docker'}

test.each([
  ['the engine', 'listen tcp4 127.0.0.1:8080: bind: address already in use', 'PORT_TAKEN'],
  ['the machine', 'write /var/lib/x: no space left on device', 'DISK_FULL'],
  ['kind', 'node(s) already exist for a cluster with the name "kubia"', 'CLUSTER_INCOMPLETE'],
  ['kubeadm', 'unrecognized feature-gate key: Nope', 'CONFIG_INVALID'],
])('What kind prints is understood where it is of %s', (_, stderr, code) => {
  expect(kindFailure(`ERROR: failed to create cluster: ${stderr}`, where).code).toBe(code)
})

test('What is not known is told in kind’s own first words, with the lines that name an error', () => {
  const stderr = [
    'Creating cluster "kubia" ...',
    ' ✗ Starting control-plane 🕹️',
    'ERROR: failed to create cluster: failed to init node with kubeadm: command "docker exec --privileged kubia-control-plane sh -c \\"kubeadm init\\" --v=6" failed with error: exit status 1',
    '',
    'Command Output: I0823 10:15:00 initconfiguration.go:123]',
    '[init] Using Kubernetes version: v1.36.4',
    '[ERROR CRI]: container runtime is not running',
    'error execution phase preflight: [preflight] Some fatal errors occurred:',
    'k8s.io/kubernetes/cmd/kubeadm/app/cmd/phases/workflow.(*Runner).Run.func1',
    '\tcmd/kubeadm/app/cmd/phases/workflow/runner.go:260',
    'main.main',
    'goroutine 1 [running]:',
  ].join('\n')
  expect(kindFailure(stderr, where)).toMatchObject({
    code: 'CREATE_FAILED',
    message: 'failed to create cluster: failed to init node with kubeadm: docker exec failed: exit status 1',
    details: {
      evidence: [
        '[ERROR CRI]: container runtime is not running',
        'error execution phase preflight: [preflight] Some fatal errors occurred:',
      ],
    },
  })
})

test.each([
  ['', 'kind failed without a word'],
  ['\n one \n two \n', 'two'],
  ['panic: oh no\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1\n', 'panic: oh no'],
  [`ERROR: ${'x'.repeat(1000)}`, 'x'.repeat(300)],
])('%j becomes a message', (stderr, message) => {
  expect(kindFailure(stderr, where).message).toBe(message)
})

test('A cluster whose kubeconfig is locked is kept', () => {
  const {details} = kindFailure('failed to lock config file: open /a.lock: file exists', {...where, cluster: 'shop'})
  expect(details).toMatchObject({keep: true, left: 'the cluster was kept', next: 'kubectl kubia up shop'})
})
