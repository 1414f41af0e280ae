import {expect, test} from 'vitest'
import {kindFailure} from '../../src/cluster/kind-failure.ts'

test.each([
  [
    'a locked kubeconfig',
    'ERROR: failed to create cluster: failed to lock config file: open /home/me/.kube/config.lock: file exists',
    'KUBECONFIG_LOCKED',
    '/home/me/.kube/config.lock exists: another program edits the kubeconfig, or one died while it did',
  ],
  [
    'a taken port, docker 20.10',
    'docker: Error response from daemon: driver failed: Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use.',
    'PORT_TAKEN',
    '127.0.0.1:8080 is in use by another program or container',
  ],
  [
    'a taken port, docker 28',
    'docker: Error response from daemon: Bind for 127.0.0.1:8080 failed: port is already allocated',
    'PORT_TAKEN',
    '127.0.0.1:8080 is in use by another program or container',
  ],
  [
    'a taken container name',
    'docker: Error response from daemon: Conflict. The container name "/kubia-worker" is already in use by container "ab".',
    'NAME_TAKEN',
    'a container named kubia-worker exists and is no node of this cluster',
  ],
  [
    'a cluster that exists',
    'ERROR: failed to create cluster: node(s) already exist for a cluster with the name "kubia"',
    'CLUSTER_INCOMPLETE',
    'nodes of a cluster kubia exist already: another run may be making it',
  ],
  [
    'a config that it can not decode',
    'ERROR: failed to create cluster: unable to decode config: yaml: unmarshal errors:\n  line 3: field nodez not found\n',
    'CONFIG_INVALID',
    'kind refuses the config: yaml: unmarshal errors:\n  line 3: field nodez not found',
  ],
  [
    'a config that it does not accept',
    'ERROR: failed to create cluster: invalid configuration for node 1: "x" is not a valid node role\n',
    'CONFIG_INVALID',
    'kind refuses the config: invalid configuration for node 1: "x" is not a valid node role',
  ],
  [
    'an image that it can not pull',
    'ERROR: failed to create cluster: failed to pull image "kindest/node:v9": command "docker pull" failed\n\nCommand Output: Error response from daemon: manifest unknown\n',
    'IMAGE_UNAVAILABLE',
    'the node image kindest/node:v9 is not on this machine: there is no such image',
  ],
])('What kind says of %s is understood', (_, stderr, code, message) => {
  expect(kindFailure(stderr, 'kubia')).toMatchObject({code, message})
})

test('What is not known is told in kind’s own first words, with the lines that name an error', () => {
  const stderr = [
    'Creating cluster "kubia" ...',
    ' ✗ Starting control-plane 🕹️',
    'ERROR: failed to create cluster: failed to init node with kubeadm: exit status 1',
    '',
    'Command Output: I0823 10:15:00 initconfiguration.go:123]',
    '[init] Using Kubernetes version: v1.36.4',
    '[ERROR CRI]: container runtime is not running',
    'error execution phase preflight: [preflight] Some fatal errors occurred:',
  ].join('\n')
  expect(kindFailure(stderr, 'kubia')).toMatchObject({
    code: 'CREATE_FAILED',
    message: 'failed to create cluster: failed to init node with kubeadm: exit status 1',
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
  [`ERROR: ${'x'.repeat(1000)}`, 'x'.repeat(300)],
])('%j becomes a message', (stderr, message) => {
  expect(kindFailure(stderr, 'kubia').message).toBe(message)
})

test('A cluster whose kubeconfig is locked is kept', () => {
  const {details} = kindFailure('failed to lock config file: open /a.lock: file exists', 'shop')
  expect(details).toMatchObject({keep: true, left: 'the cluster was kept', next: 'kubectl kubia up shop'})
})
