import {expect, test} from 'vitest'
import {
  CONTAINER_CONFIG_FAILURES,
  CONTAINER_START_FAILURES,
  IMAGE_PULL_FAILURES,
  NODE_CONDITIONS,
  recogniseAll,
  SCHEDULING_FAILURES,
} from '../../../src/errors/known/index.ts'
import {expectKnown} from './expect-known.ts'

const isPrivate = 'it does not exist, or it is private and the registry asks for a login'
const unreachable = 'the nodes cannot reach the registry'

expectKnown('a kubelet that pulls an image', IMAGE_PULL_FAILURES, {
  'pull-rate-limit': [
    'IMAGE_PULL',
    ['toomanyrequests: You have reached your pull rate limit', 'the registry’s rate limit is reached'],
  ],
  'pull-certificate': [
    'IMAGE_PULL',
    [
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'the registry’s certificate is not trusted by the nodes',
    ],
  ],
  'pull-private': [
    'IMAGE_PULL',
    [
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      isPrivate,
    ],
    ['unexpected status code 401 Unauthorized', isPrivate],
  ],
  'pull-not-found': [
    'IMAGE_PULL',
    [
      'failed to resolve reference "docker.io/library/nope:1": docker.io/library/nope:1: not found',
      'the registry has no such image or tag',
    ],
  ],
  'pull-refused': [
    'IMAGE_PULL',
    [
      'failed to do request: Head "http://localhost:1/v2/none/manifests/1": dial tcp [::1]:1: connect: connection refused',
      'nothing listens at the registry’s address',
    ],
  ],
  'pull-unreachable': [
    'IMAGE_PULL',
    ['dial tcp: lookup registry.example on 10.96.0.10:53: no such host', unreachable],
    ['dial tcp 10.0.0.1:443: connect: no route to host', unreachable],
  ],
  'pull-invalid-name': [
    'IMAGE_PULL',
    [
      'InvalidImageName: couldn\'t parse image reference "A:b:c": invalid reference format',
      'it is not a valid image name',
    ],
  ],
  'pull-never': [
    'IMAGE_PULL',
    [
      'Container image "x" is not present with pull policy of Never',
      'it is not on the node, and its pull policy is Never',
    ],
  ],
  'pull-platform': [
    'IMAGE_PULL',
    [
      'failed to pull and unpack image "docker.io/library/x:1": no match for platform in manifest sha256:0f1e',
      'there is no image for this node’s platform',
    ],
  ],
})

expectKnown('the scheduler', SCHEDULING_FAILURES, {
  'too-little': [
    'UNSCHEDULABLE',
    ['0/3 nodes are available: 1 Insufficient cpu.', '1 node with too little cpu'],
    [
      '0/3 nodes are available: 2 Insufficient memory. preemption: 0/3 nodes are available',
      '2 nodes with too little memory',
    ],
  ],
  'too-many-pods': [
    'UNSCHEDULABLE',
    ['0/3 nodes are available: 3 Too many pods.', '3 nodes that hold as many pods as they may'],
  ],
  tainted: [
    'UNSCHEDULABLE',
    [
      "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate.",
      '1 node for the control plane alone',
    ],
    [
      '0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }.',
      '1 node for the control plane alone',
    ],
    [
      '0/3 nodes are available: 3 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
      '3 nodes with a taint that the pod does not tolerate',
    ],
  ],
  'labels-unmatched': [
    'UNSCHEDULABLE',
    [
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
      '1 node that the node selector or affinity does not match',
    ],
    [
      "0/3 nodes are available: 2 node(s) didn't match Pod's node affinity.",
      '2 nodes that the node selector or affinity does not match',
    ],
    [
      "0/3 nodes are available: 3 node(s) didn't match node selector.",
      '3 nodes that the node selector or affinity does not match',
    ],
    [
      "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector {disk=ssd and zone in (a,b)}. no new claims to deallocate.",
      '2 nodes without disk=ssd and zone in (a,b)',
    ],
  ],
  cordoned: ['UNSCHEDULABLE', ['0/2 nodes are available: 2 node(s) were unschedulable.', '2 nodes cordoned']],
  'host-port-taken': [
    'UNSCHEDULABLE',
    [
      "0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports.",
      '3 nodes where the host port is taken',
    ],
  ],
  'pod-affinity': [
    'UNSCHEDULABLE',
    [
      "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.",
      '3 nodes that the pod affinity rules out',
    ],
    [
      "0/3 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules.",
      '1 node that the pod affinity rules out',
    ],
  ],
  'claim-unbound': [
    'UNSCHEDULABLE',
    ['pod has unbound immediate PersistentVolumeClaims', 'a PersistentVolumeClaim that is not bound'],
    ['persistentvolumeclaim "data" not found', 'a PersistentVolumeClaim that is not bound'],
  ],
})

test('All that one message of the scheduler says is found, in its order', () => {
  const causes = (message: string): string[] => recogniseAll(message, SCHEDULING_FAILURES).map(error => error.message)
  expect(
    causes(
      "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate, 2 node(s) didn't match Pod's node affinity.",
    ),
  ).toEqual(['1 node for the control plane alone', '2 nodes that the node selector or affinity does not match'])
  expect(
    causes(
      '0/9 nodes are available: 1 node(s) had untolerated taint {a: }, 1 node(s) had untolerated taint {b: x}, 3 Insufficient cpu, 4 Insufficient memory.',
    ),
  ).toEqual([
    '1 node with the taint a',
    '1 node with the taint b: x',
    '3 nodes with too little cpu',
    '4 nodes with too little memory',
  ])
})

expectKnown('a node that is not Ready', NODE_CONDITIONS, {
  'cni-starting': [
    'NODES_NOT_READY',
    ['container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady', 'CNI starting'],
    [
      '[container runtime network not ready: NetworkReady=false cni plugin not initialized, CSINode is not yet initialized]',
      'CNI starting',
    ],
  ],
  'runtime-starting': ['NODES_NOT_READY', ['container runtime is down', 'container runtime starting']],
  'runtime-overloaded': [
    'NODES_NOT_READY',
    ['PLEG is not healthy: pleg was last seen active 3m ago', 'container runtime overloaded'],
  ],
  'kubelet-silent': ['NODES_NOT_READY', ['Kubelet stopped posting node status.', 'kubelet does not report']],
  'kubelet-starting': [
    'NODES_NOT_READY',
    ['CSINode is not yet initialized', 'kubelet starting'],
    ['node "kubia-worker" not found', 'kubelet starting'],
  ],
})

expectKnown('a kubelet of what a container needs', CONTAINER_CONFIG_FAILURES, {
  'config-missing': [
    'CONTAINER_CONFIG',
    ['Error: configmap "settings" not found', 'configmap "settings" not found'],
    ['MountVolume.SetUp failed for volume "keys" : secret "tls" not found', 'secret "tls" not found'],
  ],
})

expectKnown('a runtime that starts a container', CONTAINER_START_FAILURES, {
  'start-out-of-memory': [
    'OOM_KILLED',
    [
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown',
      'it was killed for its memory before its program began',
    ],
  ],
  'program-missing': [
    'CRASH_LOOP',
    [
      'OCI runtime create failed: exec: "nope": executable file not found in $PATH: unknown',
      'exec: "nope": executable file not found in $PATH',
    ],
    [
      'failed to create containerd task: OCI runtime create failed: runc create failed: no such file or directory: unknown',
      'no such file or directory',
    ],
  ],
})
